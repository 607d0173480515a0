package finance_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// support is a contract of a year that renews, with three months' notice: the notice date of its first term is 2027-09-30.
func support() finance.ContractFields {
	return finance.ContractFields{Title: ptr("Server maintenance"), Type: ptr("maintenance"), Start: ptr("2027-01-01"), End: ptr("2027-12-31"), Notice: ptr(int64(3)), NoticeUnit: ptr("months"),
		Renewal: ptr("auto"), RenewMonths: ptr(int64(12)), Cost: ptr("1200 EUR"), Every: ptr("year")}
}

func (w *world) contract(f finance.ContractFields) record.Result {
	w.t.Helper()
	f.Supplier = &w.supplier
	r := w.must(w.AddContract(w.all(), finance.AddContract{ContractFields: f}))
	return w.must(w.Sign(w.all(), register.Plain{On: on(r)}))
}

// reminders are those of the timeline.
func (w *world) reminders(number string) []string {
	return slices.DeleteFunc(w.told(number), func(s string) bool { return !strings.HasPrefix(s, "reminded") })
}

// inbox is what a person was told.
func (w *world) inbox(person id.ID) []string {
	w.t.Helper()
	a, err := w.people.Actor(w.t.Context(), w.db, person, "web")
	if err != nil {
		w.t.Fatal(err)
	}
	list, _, err := w.notify.List(actor.With(w.t.Context(), a), w.db, person, 0, 50)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, n := range list {
		out = append(out, n.Number+" "+n.Text)
	}
	return out
}

func TestAContractKnowsItsNoticeDateItsEndAndItsStanding(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.must(w.AddContract(w.all(), finance.AddContract{ContractFields: support()}))
		if got := w.values("con-1"); r.Number != "CON-1" || got["state"] != finance.Draft || got["standing"] != "draft" {
			t.Errorf("%+v %v", r, got)
		}
		w.must(w.Sign(w.all(), register.Plain{On: on(r)}))
		for _, c := range []struct {
			y                       int
			m                       time.Month
			d                       int
			standing, notice, until string
		}{
			{2026, 12, 31, "draft", "2027-09-30", "2027-12-31"},
			{2027, 1, 1, "active", "2027-09-30", "2027-12-31"},
			{2027, 7, 2, "expiring", "2027-09-30", "2027-12-31"},
			{2027, 9, 30, "expiring", "2027-09-30", "2027-12-31"},
			{2027, 10, 1, "active", "2028-09-30", "2027-12-31"},
			{2028, 1, 1, "active", "2028-09-30", "2028-12-31"},
		} {
			w.clock.Set(time.Date(c.y, c.m, c.d, 10, 0, 0, 0, time.UTC))
			got := w.values("CON-1")
			if got["standing"] != c.standing || got["notice_by"] != c.notice || got["next_end"] != c.until {
				t.Errorf("%d-%d-%d: %s, notice by %s, until %s", c.y, c.m, c.d, got["standing"], got["notice_by"], got["next_end"])
			}
		}
		w.clock.Set(time.Date(2028, 2, 1, 10, 0, 0, 0, time.UTC))
		w.must(w.Terminate(w.all(), finance.Terminate{On: on(r), Reason: "Too dear"}))
		if got := w.values("CON-1"); got["state"] != finance.Cancelled || got["given"] != "2028-02-01" || got["next_end"] != "2028-12-31" || got["notice_by"] != "" || got["standing"] != "expiring" {
			t.Errorf("after notice: %v", got)
		}
		w.must(w.Withdraw(w.all(), register.End{On: on(r), Reason: "A better price"}))
		if got := w.values("CON-1"); got["state"] != finance.Active || got["given"] != "" || got["notice_by"] != "2028-09-30" {
			t.Errorf("after it was withdrawn: %v", got)
		}
	})
}

func TestTermsThatCannotBeReckonedWithAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			change func(f *finance.ContractFields)
			key    string
		}{
			"ends before it begins":      {func(f *finance.ContractFields) { f.End = ptr("2026-12-31") }, "end"},
			"renews without an end":      {func(f *finance.ContractFields) { f.End = nil }, "end"},
			"renews for no time":         {func(f *finance.ContractFields) { f.RenewMonths = nil }, "renew_months"},
			"less than no notice":        {func(f *finance.ContractFields) { f.Notice = ptr(int64(-1)) }, "notice"},
			"notice in no unit":          {func(f *finance.ContractFields) { f.NoticeUnit = nil }, "notice"},
			"no first day":               {func(f *finance.ContractFields) { f.Start = nil }, "start"},
			"a cost below nothing":       {func(f *finance.ContractFields) { f.Cost = ptr("-1 EUR") }, "cost"},
			"a cost for nothing":         {func(f *finance.ContractFields) { f.Every = nil }, "every"},
			"a supplier that is a model": {func(f *finance.ContractFields) { f.Supplier = &w.laptop }, "supplier"},
			"a lease that is none":       {func(f *finance.ContractFields) { f.BuyOut = ptr("1 EUR") }, "end_option"},
			"a lease to buy for nothing": {func(f *finance.ContractFields) {
				f.Type, f.Every, f.EndOption = ptr("lease"), ptr("month"), ptr("buy")
			}, "buy_out"},
		} {
			f := support()
			c.change(&f)
			if _, err := w.AddContract(w.all(), finance.AddContract{ContractFields: f}); wrong(err) != c.key {
				t.Errorf("%s: %v %v", name, err, errs.Fields(err))
			}
		}
		draft := w.must(w.AddContract(w.all(), finance.AddContract{ContractFields: support()}))
		if _, err := w.Terminate(w.all(), finance.Terminate{On: on(draft), Reason: "x"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("notice to a draft: %v", err)
		}
		w.act("contract.drop", draft.Number, register.End{Reason: "x"})
		if _, err := w.Withdraw(w.all(), register.End{On: on(draft), Reason: "x"}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a dropped draft in force: %v", err)
		}
		r := w.contract(support())
		if _, err := w.Terminate(w.all(), finance.Terminate{On: on(r), Reason: "x", Date: "2026-11-23"}); wrong(err) != "date" {
			t.Errorf("notice tomorrow: %v", err)
		}
	})
}

func TestTheNoticeDateIsRemindedOfThriceAndEachOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := support()
		f.Owner = &w.bo
		r := w.contract(f)
		w.day(2027, 7, 1)
		if got := w.reminders(r.Number); len(got) != 0 {
			t.Errorf("reminded too early: %v", got)
		}
		w.day(2027, 7, 2)
		w.day(2027, 7, 2)
		w.day(2027, 8, 1)
		w.day(2027, 9, 3) // three days late
		w.day(2027, 9, 4)
		want := []string{"reminded that the notice date is in 90 days, on 2027-09-30", "reminded that the notice date is in 60 days, on 2027-09-30",
			"reminded that the notice date is in 27 days, on 2027-09-30, told late"}
		if diff := cmp.Diff(want, w.reminders(r.Number)); diff != "" {
			t.Error(diff)
		}
		told := []string{"CON-1 The notice date is in 27 days, on 2027-09-30, told late", "CON-1 The notice date is in 60 days, on 2027-09-30", "CON-1 The notice date is in 90 days, on 2027-09-30"}
		if diff := cmp.Diff(told, w.inbox(w.bo)); diff != "" {
			t.Error(diff)
		}
		if got := w.inbox(w.ana); len(got) != 0 {
			t.Errorf("somebody else was told %v", got)
		}
		w.day(2028, 7, 2) // the contract renewed
		if got := w.reminders(r.Number); len(got) != 4 || got[3] != "reminded that the notice date is in 90 days, on 2028-09-30" {
			t.Errorf("of the next term: %v", got)
		}
	})
}

func TestRemindersMoveWithTheDatesAndEndWithTheNotice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.contract(support())
		w.must(w.EditContract(w.all(), finance.EditContract{On: on(r), ContractFields: finance.ContractFields{End: ptr("2027-06-30")}})) // notice by 2027-03-31
		w.day(2026, 12, 31)
		if got := w.reminders(r.Number); len(got) != 0 {
			t.Errorf("before its day: %v", got)
		}
		w.day(2027, 1, 1) // 89 days before, but the contract did not exist earlier
		if got := w.reminders(r.Number); len(got) != 1 || got[0] != "reminded that the notice date is in 89 days, on 2027-03-31" {
			t.Errorf("after the end came nearer: %v", got)
		}
		if a, b := w.inbox(w.ana), w.inbox(w.bo); len(a) != 1 || len(b) != 1 {
			t.Errorf("without an owner the asset managers are told: %v, %v", a, b)
		}
		w.must(w.Terminate(w.all(), finance.Terminate{On: on(r), Reason: "Too dear"}))
		w.day(2027, 3, 2)
		if got := w.reminders(r.Number); len(got) != 1 {
			t.Errorf("after notice was given: %v", got)
		}
		w.must(w.Withdraw(w.all(), register.End{On: on(r), Reason: "A better price"}))
		w.day(2027, 3, 2)
		if got := w.reminders(r.Number); len(got) != 3 || !strings.HasSuffix(got[1], "told late") || !strings.HasSuffix(got[2], "told late") {
			t.Errorf("after it was withdrawn: %v", got)
		}
	})
}

func TestAContractCoversAssetsAndTheyTellSo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.contract(support())
		a := w.must(w.assets.Add(w.all(), asset.Add{Fields: asset.Fields{Model: &w.laptop}}))
		w.act("contract.link", r.Number, register.Link{To: a.Number, Relation: record.Covers})
		links, err := record.Links(t.Context(), w.db, a.ID)
		if err != nil || len(links) != 1 || links[0].Relation.Label(links[0].Reverse) != "covered by" || links[0].Number != r.Number {
			t.Errorf("%+v, %v", links, err)
		}
	})
}

func TestWhoMayNotSeeContractsSeesNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := w.contract(support())
		nobody := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root})
		own := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: w.bo, Entity: w.root, Grants: actor.Grants{finance.PermContractView: actor.Own}})
		for name, ctx := range map[string]context.Context{"nobody": nobody, "who owns none": own} {
			if _, err := w.room.Find(ctx, r.Number); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.must(w.EditContract(w.all(), finance.EditContract{On: on(r), ContractFields: finance.ContractFields{Owner: &w.bo}}))
		if _, err := w.room.Find(own, r.Number); err != nil {
			t.Errorf("its owner: %v", err)
		}
		if _, err := w.EditContract(own, finance.EditContract{On: on(r), ContractFields: finance.ContractFields{Note: ptr("x")}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("its owner changes it: %v", err)
		}
	})
}
