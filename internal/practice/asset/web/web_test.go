package web_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
	"github.com/fettle-itsm/fettle/internal/practice/asset/web"
)

// told is the page of an asset for somebody, without its tags.
func told(ctx context.Context, t *testing.T, d *fettletest.Desk, number, day string) string {
	t.Helper()
	v, err := d.Room.Find(ctx, number)
	if err != nil {
		t.Fatal(err)
	}
	today, err := calendar.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	out, err := web.Pages{Room: d.Room}.Tell(ctx, web.Asked{View: v, Today: today, Origin: "https://desk.example", Fails: web.Fails{Text: "Two services stop."}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := out.Main.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := out.Code.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePageOfAnAssetTellsWhatIsKnownOfIt(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		ctx := d.As("admin")
		must := func(r record.Result, err error) record.Result {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		class, prefix, model, life := "Torque drivers", "TQ", "Driver 9", int64(36)
		of := must(d.Assets.AddClass(ctx, asset.AddClass{ClassFields: asset.ClassFields{Title: &class, TagPrefix: &prefix, Life: &life, Method: ptr("straight_line")}}))
		made := must(d.Assets.AddModel(ctx, asset.AddModel{ModelFields: asset.ModelFields{Title: &model, Class: &of.ID}}))
		a := must(d.Assets.Add(ctx, asset.Add{Fields: asset.Fields{Model: &made.ID, Purchased: ptr("2026-01-10"), InService: ptr("2026-01-15"), Cost: ptr("3600.00 EUR"),
			WarrantyEnd: ptr("2027-01-09"), ExpectedEnd: ptr("2029-01-09")}}))
		who := d.ID("agent")
		must(d.Assets.Issue(ctx, asset.Handover{On: on(a), Person: who, Accessories: "case"}))
		must(d.Upkeep.Maintain(ctx, upkeep.Maintain{On: on(a), Type: "repair", Start: "2026-06-01", Cost: "200.00 EUR"}))
		name, err := people.PersonByID(ctx, d.DB, who)
		if err != nil {
			t.Fatal(err)
		}

		page := told(ctx, t, d, a.Number, "2026-11-23")
		for _, want := range []string{"If this fails", "Two services stop.", "3,800.00 EUR so far", "a month", "Repair, spent to date", "Book value", "Warranty", "47 days left", `class="clock risk"`,
			"Planned life", "Issued to " + name.Name, "with case", "Full history, 1", "QR code for /a/" + a.Number} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if late := told(ctx, t, d, a.Number, "2027-02-09"); !strings.Contains(late, "31 days ago") || !strings.Contains(late, `class="clock over"`) {
			t.Error("a warranty that is over does not say so")
		}

		holder := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: who, Entity: d.Root, Grants: actor.Grants{asset.PermView: actor.Own}})
		if own := told(holder, t, d, a.Number, "2026-11-23"); strings.Contains(own, "EUR") || strings.Contains(own, "Who has had it") || !strings.Contains(own, "Warranty") {
			t.Error("who only holds it sees what is not theirs, or not what is")
		}
	})
}

func ptr[T any](v T) *T { return &v }

func on(r record.Result) action.On { return action.On{Number: r.Number} }

func TestThePageOfAContractDrawsItsNoticeDateItsTermAndWhatWasPaid(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		ctx := d.As("admin")
		months := int64(3)
		r, err := d.Finance.AddContract(ctx, finance.AddContract{ContractFields: finance.ContractFields{Title: ptr("Slates"), Type: ptr("lease"), Start: ptr("2026-01-01"), End: ptr("2027-12-31"),
			Notice: &months, NoticeUnit: ptr("months"), Renewal: ptr("auto"), RenewMonths: ptr(int64(12)), Cost: ptr("100 EUR"), Every: ptr("month"), EndOption: ptr("buy"), BuyOut: ptr("250 EUR")}})
		if err != nil {
			t.Fatal(err)
		}
		page := func(day string) string {
			t.Helper()
			at, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			d.Time.Set(at.Add(9 * time.Hour))
			v, err := d.Room.Find(ctx, r.Number)
			if err != nil {
				t.Fatal(err)
			}
			main, err := web.Contract(ctx, v, calendar.DateOf(at, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			if main == nil {
				return ""
			}
			var b bytes.Buffer
			if err := main.Render(ctx, &b); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		if got := page("2027-08-15"); got != "" {
			t.Errorf("a draft tells %s", got)
		}
		if _, err := d.Finance.Sign(ctx, register.Plain{On: action.On{Number: r.Number}}); err != nil {
			t.Fatal(err)
		}
		// Notice by 30 September 2027, 46 days ahead; of its reminders only that of 31 August is to come. 20 instalments, and 250 to buy it.
		for _, want := range []string{`class="dl risk"`, "Give notice by 30 Sep 2027", "next reminder on 31 Aug 2027<", "46 days left", "until 31 Dec 2027", "2,000.00 EUR", "2,650.00 EUR", "2,250.00 EUR"} {
			if got := page("2027-08-15"); !strings.Contains(got, want) {
				t.Errorf("without %q: %s", want, got)
			}
		}
		// The further term runs from 1 January to 31 December 2028.
		for _, want := range []string{`class="dl run"`, "Give notice by 30 Sep 2028", "until 31 Dec 2028"} {
			if got := page("2028-02-15"); !strings.Contains(got, want) {
				t.Errorf("without %q: %s", want, got)
			}
		}
	})
}
