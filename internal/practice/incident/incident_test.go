package incident_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

func on(r incident.Result) action.On { return action.On{Number: r.Number} }

func TestEveryTransitionIsAllowedOnlyWhereTheTableSaysSo(t *testing.T) {
	legal := map[string]string{ // state + verb -> state
		"new take": "in_progress", "new start": "in_progress", "new hold": "on_hold", "new resolve": "resolved", "new cancel": "cancelled", "new merge": "closed",
		"in_progress take": "in_progress", "in_progress hold": "on_hold", "in_progress release": "new", "in_progress resolve": "resolved",
		"in_progress cancel": "cancelled", "in_progress merge": "closed",
		"on_hold take": "in_progress", "on_hold resume": "in_progress", "on_hold resolve": "resolved", "on_hold cancel": "cancelled", "on_hold merge": "closed",
		"resolved reopen": "in_progress", "resolved close": "closed",
	}
	inputs := map[string]string{"reason": "x", "code": "fixed", "resolution": "x"}
	m := incident.Flow()
	verbs := map[string]bool{}
	for _, mv := range m.Moves {
		verbs[mv.Verb] = true
	}
	for _, s := range m.States {
		for verb := range verbs {
			to, err := m.Step(s.Key, verb, inputs)
			want, ok := legal[s.Key+" "+verb]
			if ok != (err == nil) || to.Key != want {
				t.Errorf("%s from %s leads to %q, %v; want %q", verb, s.Key, to.Key, err, want)
			}
		}
	}
}

func TestAnIncidentFromReportToClose(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "  Printer   on fire ")
		i := b.get(t, r.Number)
		if i.Title != "Printer on fire" || i.Number != "INC-1" || i.State != incident.New || i.Priority != 4 || i.Requester != b.requester.ID || i.Entity != b.requester.Entity {
			t.Errorf("opened as %+v", i)
		}
		ctx := b.as(t, b.agent)
		must[incident.Result](t)(b.Take(ctx, incident.Take{On: on(r)}))
		b.clock.Advance(10 * time.Minute)
		must[incident.Result](t)(b.Reply(ctx, incident.Reply{On: on(r), Body: "Which one?", Then: "hold", Minutes: 5}))
		if i = b.get(t, r.Number); i.State != incident.OnHold || i.HoldReason != "awaiting_caller" || i.Responded != clock.Of(b.clock.Now()) || i.Assignee != b.agent.ID || i.Spent != 5 {
			t.Errorf("on hold as %+v", i)
		}
		must[incident.Result](t)(b.Reply(b.as(t, b.requester), incident.Reply{On: on(r), Body: "The red one."}))
		if i = b.get(t, r.Number); i.State != incident.InProgress || i.HoldReason != "" {
			t.Errorf("after the answer it is %s, %s", i.State, i.HoldReason)
		}
		must[incident.Result](t)(b.Resolve(ctx, incident.Resolve{On: on(r), Code: "fixed", Resolution: "Put it out."}))
		if i = b.get(t, r.Number); i.State != incident.Resolved || i.ResolutionCode != "fixed" || i.Resolved == 0 {
			t.Errorf("resolved as %+v", i)
		}
		b.clock.Advance(8 * 24 * time.Hour) // over five working days
		must[int](t)(b.queue.Drain(ctx))
		if i = b.get(t, r.Number); i.State != incident.Closed || i.Closed == 0 {
			t.Errorf("after five working days it is %s", i.State)
		}
		report := must[event.Report](t)(b.log.Verify(t.Context(), b.db, nil))
		if len(report.Faults) > 0 {
			t.Errorf("the log is not whole: %+v", report.Faults)
		}
	})
}

func TestItIsNotClosedBeforeTheFifthWorkingDayEnds(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) { // Monday 09:00
		r := b.open(t, "Printer on fire")
		must[incident.Result](t)(b.Resolve(b.as(t, b.agent), incident.Resolve{On: on(r), Code: "fixed", Resolution: "Put it out."}))
		closing := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC) // the sixth close of business from Monday on
		b.clock.Set(closing.Add(-time.Second))
		must[int](t)(b.queue.Drain(b.as(t, b.agent)))
		if s := b.get(t, r.Number).State; s != incident.Resolved {
			t.Errorf("a second early it is %s", s)
		}
		b.clock.Set(closing)
		must[int](t)(b.queue.Drain(b.as(t, b.agent)))
		if s := b.get(t, r.Number).State; s != incident.Closed {
			t.Errorf("in time it is %s", s)
		}
	})
}

func TestReopeningStopsTheClosing(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		must[incident.Result](t)(b.Resolve(b.as(t, b.agent), incident.Resolve{On: on(r), Code: "fixed", Resolution: "Put it out."}))
		must[incident.Result](t)(b.Reply(b.as(t, b.requester), incident.Reply{On: on(r), Body: "It burns again."}))
		i := b.get(t, r.Number)
		if i.State != incident.InProgress || i.Reopened != 1 || i.ResolutionCode != "" || i.Resolved != 0 {
			t.Errorf("reopened as %+v", i)
		}
		b.clock.Advance(30 * 24 * time.Hour)
		must[int](t)(b.queue.Drain(b.as(t, b.agent)))
		if s := b.get(t, r.Number).State; s != incident.InProgress {
			t.Errorf("later it is %s", s)
		}
	})
}

func TestWrongInputNamesItsFieldAndChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		ctx := b.as(t, b.agent)
		five, text, nobody := 5, "   ", id.ID(99)
		tests := []struct {
			name  string
			do    func() (incident.Result, error)
			field string
		}{
			{"no title", func() (incident.Result, error) { return b.Open(ctx, incident.Open{Title: "  "}) }, "title"},
			{"a title too long", func() (incident.Result, error) {
				return b.Open(ctx, incident.Open{Title: strings.Repeat("ä", record.MaxTitle+1)})
			}, "title"},
			{"an unknown requester", func() (incident.Result, error) { return b.Open(ctx, incident.Open{Title: "x", Requester: 99}) }, "requester"},
			{"an unknown team", func() (incident.Result, error) { return b.Open(ctx, incident.Open{Title: "x", Team: 99}) }, "team"},
			{"an unknown service", func() (incident.Result, error) { return b.Open(ctx, incident.Open{Title: "x", Service: r.ID}) }, "service"},
			{"an unknown assignee", func() (incident.Result, error) { return b.Assign(ctx, incident.Assign{On: on(r), Assignee: &nobody}) }, "assignee"},
			{"an unknown place", func() (incident.Result, error) { return b.Edit(ctx, incident.Edit{On: on(r), Location: &nobody}) }, "location"},
			{"an impact out of range", func() (incident.Result, error) { return b.Open(ctx, incident.Open{Title: "x", Impact: 9}) }, "impact"},
			{"an override without a reason", func() (incident.Result, error) { return b.Open(ctx, incident.Open{Title: "x", Priority: 1}) }, "priority_reason"},
			{"an unknown custom field", func() (incident.Result, error) {
				return b.Open(ctx, incident.Open{Title: "x", Custom: map[string]json.RawMessage{"floor": json.RawMessage("3")}})
			}, "custom.floor"},
			{"an empty title in an edit", func() (incident.Result, error) { return b.Edit(ctx, incident.Edit{On: on(r), Title: &text}) }, "title"},
			{"an urgency out of range in an edit", func() (incident.Result, error) { return b.Edit(ctx, incident.Edit{On: on(r), Urgency: &five}) }, "urgency"},
			{"an unknown hold reason", func() (incident.Result, error) { return b.Hold(ctx, incident.Hold{On: on(r), Reason: "coffee"}) }, "reason"},
			{"scheduled without a date", func() (incident.Result, error) { return b.Hold(ctx, incident.Hold{On: on(r), Reason: "scheduled"}) }, "until"},
			{"resolving without a code", func() (incident.Result, error) {
				return b.Resolve(ctx, incident.Resolve{On: on(r), Resolution: "x"})
			}, "code"},
			{"resolving without a text", func() (incident.Result, error) { return b.Resolve(ctx, incident.Resolve{On: on(r), Code: "fixed"}) }, "resolution"},
			{"an empty reply", func() (incident.Result, error) { return b.Reply(ctx, incident.Reply{On: on(r)}) }, "body"},
			{"merging into itself", func() (incident.Result, error) { return b.Merge(ctx, incident.Merge{On: on(r), Into: "inc-1"}) }, "into"},
			{"merging into what is not there", func() (incident.Result, error) { return b.Merge(ctx, incident.Merge{On: on(r), Into: "INC-77"}) }, "into"},
			{"no minutes", func() (incident.Result, error) { return b.LogTime(ctx, incident.LogTime{On: on(r)}) }, "minutes"},
		}
		before := b.get(t, r.Number)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := tt.do()
				fs := errs.Fields(err)
				if !errs.Is(err, errs.Invalid) || len(fs) == 0 || fs[0].Key != tt.field {
					t.Errorf("got %v", err)
				}
			})
		}
		if diff := cmp.Diff(before, b.get(t, r.Number), cmp.AllowUnexported(incident.Incident{})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTwoPeopleNeverOverwriteEachOther(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		first, second := "Printer in flames", "Printer burning"
		must[incident.Result](t)(b.Edit(b.as(t, b.agent), incident.Edit{On: action.On{Number: r.Number, Version: r.Version}, Title: &first}))
		_, err := b.Edit(b.as(t, b.other), incident.Edit{On: action.On{Number: r.Number, Version: r.Version}, Title: &second})
		wantKind(t, err, errs.Conflict)
		if got := b.get(t, r.Number); got.Title != first || got.Version != r.Version+1 {
			t.Errorf("title %q at version %d", got.Title, got.Version)
		}
	})
}

func TestRacingEditsOfOneVersionLetExactlyOneThrough(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		version := r.Version
		for range 20 {
			var wg sync.WaitGroup
			var mu sync.Mutex
			won := 0
			for n := range 8 {
				wg.Go(func() {
					title := fmt.Sprintf("title %d of %d", n, version)
					_, err := b.Edit(b.as(t, b.agent), incident.Edit{On: action.On{Number: r.Number, Version: version}, Title: &title})
					if err != nil && !errs.Is(err, errs.Conflict) {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						won++
					}
				})
			}
			wg.Wait()
			if version++; won != 1 {
				t.Fatalf("%d edits of version %d went through", won, version-1)
			}
		}
	})
}

func TestRacingCreatorsGetDistinctNumbers(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		var mu sync.Mutex
		seen := map[string]bool{}
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				r, err := b.Open(b.as(t, b.requester), incident.Open{Title: "Printer on fire"})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				seen[r.Number] = true
			})
		}
		wg.Wait()
		if len(seen) != 64 {
			t.Errorf("%d distinct numbers of 64", len(seen))
		}
	})
}

func TestWhatIsForbiddenLooksLikeWhatDoesNotExist(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		_, foreign := b.Get(b.as(t, b.stranger), r.Number)
		_, absent := b.Get(b.as(t, b.stranger), "INC-77")
		wantKind(t, foreign, errs.NotFound)
		if errs.Safe(foreign) != errs.Safe(absent) {
			t.Errorf("%q and %q differ", errs.Safe(foreign), errs.Safe(absent))
		}
		_, err := b.Reply(b.as(t, b.stranger), incident.Reply{On: on(r), Body: "hello"})
		wantKind(t, err, errs.NotFound)
		_, err = b.Resolve(b.as(t, b.requester), incident.Resolve{On: on(r), Code: "fixed", Resolution: "x"})
		wantKind(t, err, errs.Forbidden)
		_, err = b.Open(b.as(t, b.requester), incident.Open{Title: "for somebody else", Requester: b.stranger.ID})
		wantKind(t, err, errs.Forbidden)
	})
}

func TestResolvingAParentResolvesItsChildren(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		parent, child, done := b.open(t, "Network down"), b.open(t, "No mail"), b.open(t, "No web")
		ctx := b.as(t, b.agent)
		for _, c := range []incident.Result{child, done} {
			must[incident.Result](t)(b.Edit(ctx, incident.Edit{On: on(c), Parent: &parent.Number}))
		}
		must[incident.Result](t)(b.Cancel(ctx, incident.Cancel{On: on(done), Reason: "was the cable"}))
		must[incident.Result](t)(b.Resolve(ctx, incident.Resolve{On: on(parent), Code: "fixed", Resolution: "Restarted the switch."}))
		if i := b.get(t, child.Number); i.State != incident.Resolved || i.Resolution != "Restarted the switch." {
			t.Errorf("the child is %s, %q", i.State, i.Resolution)
		}
		if i := b.get(t, done.Number); i.State != incident.Cancelled {
			t.Errorf("the cancelled child is %s", i.State)
		}
		_, err := b.Edit(ctx, incident.Edit{On: on(child), Parent: &child.Number})
		wantKind(t, err, errs.Invalid)
	})
}

func TestMergeKeepsBothHistoriesAndTakesThePeopleAlong(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		from := must[incident.Result](t)(b.Open(b.as(t, b.stranger), incident.Open{Title: "No mail either", Description: "Mine too."}))
		into := b.open(t, "No mail")
		ctx := b.as(t, b.agent)
		must[incident.Result](t)(b.Merge(ctx, incident.Merge{On: on(from), Into: into.Number}))
		if i := b.get(t, from.Number); i.State != incident.Closed || i.MergedInto != into.ID || i.ResolutionCode != "duplicate" {
			t.Errorf("merged as %+v", i)
		}
		if _, err := b.Get(b.as(t, b.stranger), into.Number); err != nil {
			t.Errorf("the second requester cannot follow the first: %v", err)
		}
		v := must[desk.View](t)(b.room.Find(ctx, into.Number))
		var said []string
		for _, it := range must[[]desk.Item](t)(b.room.Timeline(ctx, v)) {
			if it.Entry != nil {
				said = append(said, it.Entry.Body)
			}
		}
		if got := strings.Join(said, " | "); got != "Mine too. | It does not work." {
			t.Errorf("the conversation is %s", got)
		}
		_, err := b.Merge(ctx, incident.Merge{On: on(into), Into: from.Number})
		wantKind(t, err, errs.Invalid)
	})
}

func TestSplitOpensASecondIncidentForTheSameRequester(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer and mouse")
		ctx := b.as(t, b.agent)
		v := must[desk.View](t)(b.room.Find(ctx, r.Number))
		var entry id.ID
		for _, it := range must[[]desk.Item](t)(b.room.Timeline(ctx, v)) {
			if it.Entry != nil {
				entry = it.Entry.ID
			}
		}
		second := must[incident.Result](t)(b.Split(ctx, incident.Split{On: on(r), Entry: entry, Title: "Mouse"}))
		i := b.get(t, second.Number)
		if i.Requester != b.requester.ID || i.Title != "Mouse" {
			t.Errorf("split off as %+v", i)
		}
		links := must[[]record.Linked](t)(record.Links(t.Context(), b.db, i.ID))
		if len(links) != 1 || links[0].Number != r.Number || links[0].Relation != record.SplitFrom {
			t.Errorf("links %+v", links)
		}
	})
}

func TestInternalNotesStayInternal(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		must[incident.Result](t)(b.Note(b.as(t, b.agent), incident.Note{On: on(r), Body: "SECRET: it was the intern"}))
		ctx := b.as(t, b.requester)
		v := must[desk.View](t)(b.room.Find(ctx, r.Number))
		for _, it := range must[[]desk.Item](t)(b.room.Timeline(ctx, v)) {
			if it.Entry != nil && strings.Contains(it.Entry.Body, "SECRET") || strings.Contains(it.Sentence, "note") {
				t.Errorf("the requester sees %+v", it)
			}
		}
		if v.Internal || v.Can("note") || v.Can("resolve") || !v.Can("reply") || !v.Can("cancel") {
			t.Errorf("the requester may %+v", v.May)
		}
		for who, want := range map[string]int{"agent": 1, "requester": 0} {
			a := b.agent
			if who == "requester" {
				a = b.requester
			}
			q := must[desk.Queue](t)(b.room.Queue(b.as(t, a), b.Practice(), desk.Ask{Q: "intern"}, false))
			if len(q.Heads) != want {
				t.Errorf("the %s finds %d by a word of the note", who, len(q.Heads))
			}
		}
	})
}

func TestAMandatoryTaskHoldsUpResolving(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Printer on fire")
		ctx := b.as(t, b.agent)
		must[incident.Result](t)(b.AddTask(ctx, incident.AddTask{On: on(r), Title: "Call the fire brigade", Mandatory: true}))
		res := incident.Resolve{On: on(r), Code: "fixed", Resolution: "Put it out."}
		_, err := b.Resolve(ctx, res)
		wantKind(t, err, errs.Conflict)
		tasks := must[[]id.ID](t)(b.tasks(t, r.ID))
		done := "done"
		must[incident.Result](t)(b.EditTask(ctx, incident.EditTask{On: on(r), Task: tasks[0], State: &done}))
		must[incident.Result](t)(b.Resolve(ctx, res))
	})
}

func TestAScheduledHoldEndsByItself(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		r := b.open(t, "Move the printer")
		until := clock.Of(b.clock.Now().Add(48 * time.Hour))
		must[incident.Result](t)(b.Hold(b.as(t, b.agent), incident.Hold{On: on(r), Reason: "scheduled", Until: until}))
		b.clock.Advance(47 * time.Hour)
		must[int](t)(b.queue.Drain(b.as(t, b.agent)))
		if s := b.get(t, r.Number).State; s != incident.OnHold {
			t.Errorf("an hour early it is %s", s)
		}
		b.clock.Advance(time.Hour)
		must[int](t)(b.queue.Drain(b.as(t, b.agent)))
		if s := b.get(t, r.Number).State; s != incident.InProgress {
			t.Errorf("in time it is %s", s)
		}
	})
}

func TestPriorityFollowsTheMatrixUnlessOverriddenWithAReason(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		one, two, zero := 1, 2, 0
		r := must[incident.Result](t)(b.Open(ctx, incident.Open{Title: "x", Impact: 2, Urgency: 2}))
		steps := []struct {
			name string
			in   incident.Edit
			want int
		}{
			{"urgency raises it", incident.Edit{Urgency: &one}, 2},
			{"an override with a reason", incident.Edit{Priority: &one, PriorityReason: "the board meets"}, 1},
			{"an unrelated edit keeps the override", incident.Edit{Title: new("y")}, 1},
			{"back to the matrix", incident.Edit{Priority: &zero}, 2},
			{"impact and urgency", incident.Edit{Impact: &one, Urgency: &two}, 2},
		}
		for _, s := range steps {
			s.in.Number = r.Number
			must[incident.Result](t)(b.Edit(ctx, s.in))
			if got := b.get(t, r.Number).Priority; got != s.want {
				t.Errorf("%s: P%d, want P%d", s.name, got, s.want)
			}
		}
	})
}
