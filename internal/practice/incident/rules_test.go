package incident_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

func wantField(t *testing.T, err error, key string) {
	t.Helper()
	if f := errs.Fields(err); !errs.Is(err, errs.Invalid) || len(f) != 1 || f[0].Key != key {
		t.Errorf("got %v %v, want a refusal of %s", err, f, key)
	}
}

func TestAnOverrideNeedsAReasonAndStandsUntilItIsEnded(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		for _, blank := range []string{" ", "\t\n", "\u00a0", "\x00"} {
			_, err := b.Open(ctx, incident.Open{Title: "x", Priority: 1, PriorityReason: blank})
			wantField(t, err, "priority_reason")
		}
		r := b.open(t, "Printer on fire")
		one, two, none := 1, 2, 0
		must[incident.Result](t)(b.Edit(ctx, incident.Edit{On: on(r), Priority: &one, PriorityReason: "the director's printer"}))
		out := must[incident.Result](t)(b.Edit(ctx, incident.Edit{On: on(r), Impact: &two}))
		if i := b.get(t, r.Number); i.Priority != 1 || i.PriorityReason != "the director's printer" || i.Impact != 2 {
			t.Errorf("after a new impact it is P%d, %q", i.Priority, i.PriorityReason)
		}
		if len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "stays P1") || !strings.Contains(out.Warnings[0], "P3") {
			t.Errorf("the answer warns %q", out.Warnings)
		}
		must[incident.Result](t)(b.Edit(ctx, incident.Edit{On: on(r), Priority: &none}))
		if i := b.get(t, r.Number); i.Priority != 3 || i.PriorityReason != "" {
			t.Errorf("back to the matrix it is P%d, %q", i.Priority, i.PriorityReason)
		}
	})
}

func TestParentAndLinkAreOneThing(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		parent, byField, byLink := b.open(t, "Network down"), b.open(t, "No mail"), b.open(t, "No web")
		must[incident.Result](t)(b.Edit(ctx, incident.Edit{On: on(byField), Parent: &parent.Number}))
		link := incident.Link{On: on(parent), To: byLink.Number, Relation: record.ParentOf}
		must[incident.Result](t)(b.Link(ctx, link))
		if i := b.get(t, byLink.Number); i.Parent != parent.ID {
			t.Errorf("linked as a child its parent is %d", i.Parent)
		}
		related := func(number string) (out []string) {
			v := must[desk.View](t)(b.room.Find(ctx, number))
			for _, l := range must[[]record.Linked](t)(b.room.Links(ctx, v)) {
				out = append(out, l.Relation.Label(l.Reverse)+" "+l.Number)
			}
			return out
		}
		if got := strings.Join(related(parent.Number), ", "); got != "parent of "+byField.Number+", parent of "+byLink.Number {
			t.Errorf("the parent's links are %s", got)
		}
		if got := strings.Join(related(byField.Number), ", "); got != "child of "+parent.Number {
			t.Errorf("the child's links are %s", got)
		}
		_, err := b.Link(ctx, incident.Link{On: on(byLink), To: parent.Number, Relation: record.ParentOf})
		wantField(t, err, "to") // a child has no children
		_, err = b.Link(ctx, incident.Link{On: on(parent), To: parent.Number, Relation: record.ParentOf})
		wantField(t, err, "to")
		must[incident.Result](t)(b.Unlink(ctx, link))
		if i := b.get(t, byLink.Number); i.Parent != 0 {
			t.Errorf("unlinked its parent is %d", i.Parent)
		}
		must[incident.Result](t)(b.Link(ctx, link))
		must[incident.Result](t)(b.Resolve(ctx, incident.Resolve{On: on(parent), Code: "fixed", Resolution: "Restarted the switch."}))
		for _, c := range []incident.Result{byField, byLink} {
			if i := b.get(t, c.Number); i.State != incident.Resolved {
				t.Errorf("%s is %s", i.Number, i.State)
			}
		}
	})
}

func TestAChildNeedsTheRightToChangeIt(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		own, foreign := must[incident.Result](t)(b.Open(b.as(t, b.stranger), incident.Open{Title: "Mine"})), b.open(t, "Foreign")
		narrow := b.stranger
		narrow.Grants = all(actor.Own)
		_, err := b.Link(b.as(t, narrow), incident.Link{On: on(own), To: foreign.Number, Relation: record.ParentOf})
		wantField(t, err, "to")
		if i := b.get(t, foreign.Number); i.Parent != 0 {
			t.Error("a foreign incident was given a parent")
		}
	})
}

func TestMergeTakesTimeAndOpenTasksAlong(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		from, into := b.open(t, "No mail either"), b.open(t, "No mail")
		must[incident.Result](t)(b.LogTime(ctx, incident.LogTime{On: on(from), Minutes: 30, Note: "on the phone"}))
		must[incident.Result](t)(b.LogTime(ctx, incident.LogTime{On: on(into), Minutes: 12}))
		for _, title := range []string{"Done already", "Call back"} {
			must[incident.Result](t)(b.AddTask(ctx, incident.AddTask{On: on(from), Title: title, Mandatory: true}))
		}
		done := "done"
		must[incident.Result](t)(b.EditTask(ctx, incident.EditTask{On: on(from), Task: must[[]id.ID](t)(b.tasks(t, from.ID))[0], State: &done}))
		must[incident.Result](t)(b.Merge(ctx, incident.Merge{On: on(from), Into: into.Number}))
		if f, i := b.get(t, from.Number), b.get(t, into.Number); f.Spent != 0 || i.Spent != 42 {
			t.Errorf("the time spent is %d and %d", f.Spent, i.Spent)
		}
		titles := func(row id.ID) (out []string) {
			for _, task := range must[[]ticket.Task](t)(ticket.Tasks(t.Context(), b.db, row)) {
				out = append(out, task.Title)
			}
			return out
		}
		if f, i := strings.Join(titles(from.ID), ", "), strings.Join(titles(into.ID), ", "); f != "Done already" || i != "Call back" {
			t.Errorf("the tasks are %q and %q", f, i)
		}
		var said string
		v := must[desk.View](t)(b.room.Find(ctx, into.Number))
		for _, it := range must[[]desk.Item](t)(b.room.Timeline(ctx, v)) {
			said += it.Sentence + "\n"
		}
		if !strings.Contains(said, "merged "+from.Number+" into it, with 1 open task and 30 minutes of booked time") {
			t.Errorf("the timeline says %s", said)
		}
	})
}

// A merger makes the requester of one a follower of the other. What was said there before was not said to them.
func TestWhoeverAMergerMadeFollowReadsOnlyWhatComesThen(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		agent, asker := b.as(t, b.agent), b.as(t, b.stranger)
		into := b.open(t, "No mail")
		must[incident.Result](t)(b.Reply(agent, incident.Reply{On: on(into), Body: "EARLIER between us"}))
		b.clock.Advance(time.Minute)
		from := must[incident.Result](t)(b.Open(asker, incident.Open{Title: "No mail either", Description: "Mine too."}))
		b.clock.Advance(time.Minute)
		must[incident.Result](t)(b.Merge(agent, incident.Merge{On: on(from), Into: into.Number}))
		b.clock.Advance(time.Minute)
		must[incident.Result](t)(b.Reply(agent, incident.Reply{On: on(into), Body: "LATER to both"}))
		said := func(who actor.Actor) string {
			ctx := b.as(t, who)
			v := must[desk.View](t)(b.room.Find(ctx, into.Number))
			var out []string
			for _, it := range must[[]desk.Item](t)(b.room.Timeline(ctx, v)) {
				if it.Entry != nil {
					out = append(out, it.Entry.Body)
				}
			}
			return strings.Join(out, " | ")
		}
		if got := said(b.stranger); got != "Mine too. | LATER to both" {
			t.Errorf("who came with the merger reads %s", got)
		}
		if got := said(b.requester); got != "It does not work. | EARLIER between us | LATER to both" {
			t.Errorf("the first requester reads %s", got)
		}
		if hits, err := b.room.Search(asker, "EARLIER", 10, false); err != nil || len(hits) != 0 {
			t.Errorf("they find %+v, %v", hits, err)
		}
		if hits, err := b.room.Search(b.as(t, b.requester), "EARLIER", 10, false); err != nil || len(hits) != 1 {
			t.Errorf("the first requester finds %+v, %v", hits, err)
		}
		// Made to follow on purpose, they read all of it: that is what following somebody's incident is for.
		must[incident.Result](t)(b.Unwatch(agent, incident.Watch{On: on(into), Person: b.stranger.ID}))
		b.clock.Advance(time.Minute)
		must[incident.Result](t)(b.Watch(agent, incident.Watch{On: on(into), Person: b.stranger.ID}))
		if got := said(b.stranger); !strings.Contains(got, "EARLIER") {
			t.Errorf("who was made a follower by hand reads %s", got)
		}
	})
}

func TestWorkGoesOnlyToThoseWhoMayDoIt(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		r := b.open(t, "Printer on fire")
		_, err := b.Assign(ctx, incident.Assign{On: on(r), Assignee: &b.requester.ID})
		wantField(t, err, "assignee")
		_, err = b.Open(ctx, incident.Open{Title: "x", Assignee: b.requester.ID})
		wantField(t, err, "assignee")
		_, err = b.Assign(ctx, incident.Assign{On: on(r), Team: &b.team, Assignee: &b.other.ID})
		wantField(t, err, "assignee") // not in the team
		err = b.db.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
			return b.People.AddMember(tx, b.team, b.other.ID, false)
		})
		if err != nil {
			t.Fatal(err)
		}
		must[incident.Result](t)(b.Assign(ctx, incident.Assign{On: on(r), Team: &b.team, Assignee: &b.other.ID}))
		if i := b.get(t, r.Number); i.Team != b.team || i.Assignee != b.other.ID {
			t.Errorf("assigned as %d, %d", i.Team, i.Assignee)
		}
		must[incident.Result](t)(b.Cancel(ctx, incident.Cancel{On: on(r), Reason: "was the toaster"}))
		_, err = b.Assign(ctx, incident.Assign{On: on(r), Assignee: &b.agent.ID})
		wantKind(t, err, errs.Conflict)
	})
}

func TestWhoeverIsAwayMayGetWorkAndTheAnswerSaysSo(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		lead := b.agent
		lead.Grants = all(actor.All)
		for _, p := range people.Permissions() {
			lead.Grants[p] = actor.All
		}
		ctx, now := b.as(t, lead), clock.Of(b.clock.Now())
		_, err := b.People.AddAbsence(ctx, people.Absence{Person: b.other.ID, From: now, Until: now.Add(72 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		r := b.open(t, "Printer on fire")
		out := must[incident.Result](t)(b.Assign(ctx, incident.Assign{On: on(r), Assignee: &b.other.ID}))
		if len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "Omar Other is away until 2026-11-19") {
			t.Errorf("the answer warns %q", out.Warnings)
		}
	})
}

func TestAnAnswerOfTheRequesterEndsEveryHold(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for _, o := range incident.HoldReasons() {
			r := b.open(t, "Printer on fire")
			must[incident.Result](t)(b.Hold(b.as(t, b.agent), incident.Hold{On: on(r), Reason: o.Value, Until: clock.Of(b.clock.Now()).Add(48 * time.Hour)}))
			must[incident.Result](t)(b.Reply(b.as(t, b.other), incident.Reply{On: on(r), Body: "Still waiting."}))
			if i := b.get(t, r.Number); i.State != incident.OnHold {
				t.Errorf("%s: after a word of an agent it is %s", o.Value, i.State)
			}
			must[incident.Result](t)(b.Reply(b.as(t, b.requester), incident.Reply{On: on(r), Body: "It burns."}))
			if i := b.get(t, r.Number); i.State != incident.InProgress || i.HoldReason != "" || i.HoldUntil != 0 {
				t.Errorf("%s: after an answer it is %s, %q", o.Value, i.State, i.HoldReason)
			}
		}
	})
}

func TestAChangeOfNothingIsNoWrite(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		r := b.open(t, "Printer on fire")
		before := b.get(t, r.Number)
		title, none, noone, same := before.Title, "", id.ID(0), before.Requester
		for name, in := range map[string]incident.Edit{"nothing": {}, "the same": {Title: &title, Requester: &same}, "no parent": {Parent: &none},
			"empty customs": {Custom: map[string]json.RawMessage{}}, "no category": {Category: &noone}} {
			in.On = on(r)
			if out := must[incident.Result](t)(b.Edit(ctx, in)); out.Version != before.Version {
				t.Errorf("%s: version %d after %d", name, out.Version, before.Version)
			}
		}
		must[incident.Result](t)(b.Assign(ctx, incident.Assign{On: on(r), Assignee: &noone}))
		if i := b.get(t, r.Number); i.Version != before.Version || i.UpdatedAt != before.UpdatedAt {
			t.Errorf("version %d after %d", i.Version, before.Version)
		}
		_, err := b.Edit(ctx, incident.Edit{On: on(r), Requester: &noone})
		wantField(t, err, "requester")
		_, err = b.Edit(ctx, incident.Edit{On: on(r), Title: &none})
		wantField(t, err, "title")
		for _, minutes := range []int64{-5, 1 << 40} {
			_, err = b.Note(ctx, incident.Note{On: on(r), Body: "x", Minutes: minutes})
			wantField(t, err, "minutes")
		}
	})
}

func TestWhoWorksOnTheirOwnMatterResolvesItWithAReply(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		agent := b.as(t, b.agent)
		r := must[incident.Result](t)(b.Open(agent, incident.Open{Title: "My own laptop"}))
		r = must[incident.Result](t)(b.Reply(agent, incident.Reply{On: on(r), Body: "I restarted it.", Then: "resolve", Code: "fixed"}))
		if i := b.get(t, r.Number); i.State != incident.Resolved {
			t.Errorf("it is %s", i.State)
		}
	})
}
