package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// world is a desk with incidents, driven through the verbs by name.
type world struct {
	*fettletest.Desk
	practice desk.Practice
	teams    map[string]id.ID
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		p, err := d.Room.Practice("incident")
		if err != nil {
			t.Fatal(err)
		}
		w := &world{Desk: d, practice: p, teams: map[string]id.ID{}}
		list, err := d.People.Teams(d.As("admin"), d.DB, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, team := range list {
			w.teams[team.Name] = team.ID
		}
		f(t, w)
	})
}

// do carries out a verb as a persona and returns the number of the record.
func (w *world) do(who, verb, number string, in map[string]any) string {
	w.T.Helper()
	spec, err := w.Actions.Get("incident." + verb)
	if err != nil {
		w.T.Fatal(err)
	}
	body, err := json.Marshal(in)
	if err != nil {
		w.T.Fatal(err)
	}
	w.Time.Advance(time.Second)
	out, err := spec.Do(w.As(who), action.JSON(body), number, 0)
	if err != nil {
		w.T.Fatalf("%s %s: %v", verb, number, err)
	}
	b, err := json.Marshal(out)
	if err != nil {
		w.T.Fatal(err)
	}
	var r struct{ Number string }
	if err := json.Unmarshal(b, &r); err != nil {
		w.T.Fatal(err)
	}
	return r.Number
}

func (w *world) open(who, title string, in map[string]any) string {
	w.T.Helper()
	in["title"], in["description"] = title, "In the words of "+who+"."
	return w.do(who, "open", "", in)
}

// technician returns a context in which a new technician of a team acts.
func (w *world) technician(team string) context.Context {
	w.T.Helper()
	var p people.Person
	err := w.DB.Write(w.System(), func(tx *db.Tx) (err error) {
		if p, err = w.People.InsertPerson(tx, people.Person{Entity: w.Root, Name: "Timo Technician", Email: "timo@calder.example", Status: people.Active}); err != nil {
			return err
		}
		if err = w.People.AddMember(tx, w.teams[team], p.ID, false); err != nil {
			return err
		}
		return w.People.GiveRole(tx, p.ID, "technician")
	})
	if err != nil {
		w.T.Fatal(err)
	}
	a, err := w.People.Actor(w.T.Context(), w.DB, p.ID, "web")
	if err != nil {
		w.T.Fatal(err)
	}
	return actor.With(w.T.Context(), a)
}

func TestAQueueUnderstandsItsLanguage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		printer := w.open("requester", "Printer", map[string]any{"urgency": 3})
		w.do("agent", "assign", printer, map[string]any{"team": w.teams["Service Desk"], "assignee": w.ID("agent")})
		w.do("agent", "hold", printer, map[string]any{"reason": "awaiting_vendor"})
		switchboard := w.open("stranger", "Switchboard", map[string]any{"impact": 1, "urgency": 1})
		w.do("agent", "assign", switchboard, map[string]any{"team": w.teams["Infrastructure"]})
		mail := w.open("requester", "Mail", map[string]any{})
		w.do("lead", "take", mail, map[string]any{})
		w.do("lead", "resolve", mail, map[string]any{"code": "fixed", "resolution": "Done."})
		everything := []string{printer, switchboard, mail}
		tests := []struct {
			q    string
			want []string
		}{
			{"", everything},
			{"status:open", []string{printer, switchboard}},
			{"status:waiting", []string{printer}},
			{"status:active", []string{switchboard}},
			{"status:done", []string{mail}},
			{"status:resolved", []string{mail}},
			{`status:"on hold"`, []string{printer}},
			{"assignee:me", []string{printer}},
			{"assignee:none", []string{switchboard}},
			{"assignee:any", []string{printer, mail}},
			{"assignee!=me", []string{switchboard, mail}},
			{`assignee:"lea lead"`, []string{mail}},
			{"requester:requester@calder.example", []string{printer, mail}},
			{`team:"service desk"`, []string{printer}},
			{"team:infrastructure", []string{switchboard}},
			{"priority:1", []string{switchboard}},
			{"impact:1", []string{switchboard}},
			{"hold:awaiting_vendor", []string{printer}},
			{"printer", []string{printer}},
			{"status:open assignee:none", []string{switchboard}},
			{"-status:open", []string{mail}},
		}
		for _, tt := range tests {
			t.Run(tt.q, func(t *testing.T) {
				page, err := w.Room.Queue(w.As("agent"), w.practice, desk.Ask{Q: tt.q, Sort: "created"}, false)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, h := range page.Heads {
					got = append(got, h.Number)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
				if n, err := w.Room.Count(w.As("agent"), w.practice, tt.q); err != nil || n != len(tt.want) {
					t.Errorf("counted %d, %v", n, err)
				}
			})
		}
	})
}

func TestAQuestionThatIsWrongIsHelped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		tests := []struct{ name, q, says string }{
			{"a field that is mistyped", "asignee:me", "assignee"},
			{"a person nobody knows", `assignee:"nobody at all"`, "no assignee"},
			{"a team nobody knows", "team:plumbing", "no team"},
			{"a state that does not exist", "status:asleep", "no status"},
			{"a priority that does not exist", "priority:9", "priority"},
			{"a comparison that makes no sense", "assignee>me", "cannot be compared"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := w.Room.Queue(w.As("agent"), w.practice, desk.Ask{Q: tt.q}, false)
				f := errs.Fields(err)
				if !errs.Is(err, errs.Invalid) || len(f) != 1 || f[0].Key != "q" || !strings.Contains(strings.ToLower(f[0].Text), tt.says) {
					t.Errorf("got %v %v", err, f)
				}
			})
		}
	})
}

// told is the sentences of a timeline, with what was written.
func (w *world) told(who, number string) (out []string) {
	w.T.Helper()
	v, err := w.Room.Get(w.As(who), w.practice, number)
	if err != nil {
		w.T.Fatal(err)
	}
	items, err := w.Room.Timeline(w.As(who), v)
	if err != nil {
		w.T.Fatal(err)
	}
	if !slices.IsSortedFunc(items, func(a, b desk.Item) int { return int(a.At - b.At) }) {
		w.T.Error("the timeline is not in order")
	}
	for _, it := range items {
		line := it.Sentence
		if it.Entry != nil {
			line += ": " + it.Entry.Body
		}
		if it.Number != "" {
			line = it.Number + " " + line
		}
		out = append(out, line)
	}
	return out
}

func TestATimelineTellsEachReaderTheirPart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, second := w.open("requester", "Printer", map[string]any{}), w.open("requester", "Printer again", map[string]any{})
		w.do("agent", "assign", first, map[string]any{"team": w.teams["Service Desk"]})
		w.do("agent", "note", first, map[string]any{"body": "Toner?"})
		w.do("agent", "reply", first, map[string]any{"body": "We are on it."})
		w.do("requester", "reply", second, map[string]any{"body": "It smokes."})
		w.do("agent", "note", second, map[string]any{"body": "Really."})
		w.do("agent", "log_time", first, map[string]any{"minutes": 15})
		w.do("agent", "add_task", first, map[string]any{"title": "Order toner"})
		w.do("agent", "merge", second, map[string]any{"into": first})
		w.do("agent", "take", first, map[string]any{})
		w.do("agent", "resolve", first, map[string]any{"code": "fixed", "resolution": "New toner."})
		w.do("requester", "reopen", first, map[string]any{"reason": "Still faint."})
		public := []string{"reported it: In the words of requester.", second + " reported it: In the words of requester.", "changed team from none to Service Desk, changed assignee from nobody to Ana Agent",
			"replied: We are on it.", second + " replied: It smokes.", "merged " + second + " into it", "set it to in progress",
			"set it to resolved (fixed)", "replied: Still faint.", "reopened it, Still faint."}
		internal := []string{"added an internal note: Toner?", second + " added an internal note: Really.", "booked 15 minutes", "added the task “Order toner”"}
		sorted := func(lists ...[]string) []string {
			all := slices.Concat(lists...)
			slices.Sort(all)
			return all
		}
		if diff := cmp.Diff(sorted(public), sorted(w.told("requester", first))); diff != "" {
			t.Errorf("the requester reads (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(sorted(public, internal), sorted(w.told("agent", first))); diff != "" {
			t.Errorf("an agent reads (-want +got):\n%s", diff)
		}
		if got := w.told("requester", second); !slices.Contains(got, "merged it into "+first) {
			t.Errorf("what was merged says %q", got)
		}
	})
}

func TestAMergerShowsNobodyWhatTheyCouldNotReadBefore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := w.open("requester", "Mail", map[string]any{})
		other := w.open("stranger", "Mail again", map[string]any{})
		w.do("requester", "reply", one, map[string]any{"body": "My password is swordfish."})
		w.do("agent", "note", one, map[string]any{"body": "Change it."})
		w.do("agent", "merge", one, map[string]any{"into": other})
		secret := one + " replied: My password is swordfish."
		if got := w.told("stranger", other); slices.Contains(got, secret) || strings.Contains(strings.Join(got, " "), one) {
			t.Errorf("who asked for the other one reads %q", got)
		}
		if got := w.told("agent", other); !slices.Contains(got, secret) || !slices.Contains(got, one+" added an internal note: Change it.") || !slices.Contains(got, "merged "+one+" into it") {
			t.Errorf("an agent reads %q", got)
		}
		if got := w.told("requester", one); !slices.Contains(got, "replied: My password is swordfish.") {
			t.Errorf("who asked reads %q", got)
		}
	})
}

// What a technician may not see leaves no trace on what they may see, and nothing that they do takes it away.
func TestReferencesToWhatCannotBeSeenLookLikeNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		tech := w.technician("Infrastructure")
		ours := w.open("requester", "Switch", map[string]any{"team": w.teams["Infrastructure"].String()})
		theirs := w.open("stranger", "Backbone", map[string]any{"team": w.teams["Security"].String()})
		w.do("agent", "edit", ours, map[string]any{"parent": theirs})
		w.do("agent", "link", ours, map[string]any{"to": theirs, "relation": "caused_by"})
		see := func(ctx context.Context) (desk.View, string) {
			t.Helper()
			v, err := w.Room.Get(ctx, w.practice, ours)
			if err != nil {
				t.Fatal(err)
			}
			links, err := w.Room.Links(ctx, v)
			if err != nil {
				t.Fatal(err)
			}
			items, err := w.Room.Timeline(ctx, v)
			if err != nil {
				t.Fatal(err)
			}
			labels, err := w.Room.Name(ctx, v.Values)
			if err != nil {
				t.Fatal(err)
			}
			page, err := w.Room.Queue(ctx, w.practice, desk.Ask{}, true)
			if err != nil {
				t.Fatal(err)
			}
			return v, fmt.Sprintf("%+v %+v %+v %+v %+v", v.Values, links, items, labels, page)
		}
		if v, text := see(w.As("agent")); v.Parent == 0 || !strings.Contains(text, theirs) || !strings.Contains(text, "Backbone") {
			t.Errorf("an agent sees no parent: %s", text)
		}
		v, text := see(tech)
		if v.Parent != 0 || strings.Contains(text, theirs) || strings.Contains(text, "Backbone") || strings.Contains(text, "another record") {
			t.Errorf("a technician sees the parent %d: %s", v.Parent, text)
		}
		for _, q := range []string{"parent:" + theirs, "parent:INC-999999"} {
			page, err := w.Room.Queue(tech, w.practice, desk.Ask{Q: q}, false)
			if err != nil || len(page.Heads) != 0 {
				t.Errorf("%s: %d rows, %v", q, len(page.Heads), err)
			}
		}
		spec, err := w.Actions.Get("incident.edit")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := spec.Do(tech, action.JSON([]byte(`{"title":"Switch 7","parent":""}`)), ours, 0); err != nil {
			t.Fatal(err)
		}
		if v, _ := see(w.As("agent")); v.Parent == 0 || v.Title != "Switch 7" {
			t.Errorf("saving took the unseen parent away: %+v", v.Head)
		}
	})
}

func TestWhatCannotBeSeenIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		number := w.open("requester", "Printer", map[string]any{})
		for _, tt := range []struct{ name, who, number string }{{"somebody else's", "stranger", number}, {"one that does not exist", "agent", "INC-999999"}} {
			if _, err := w.Room.Get(w.As(tt.who), w.practice, tt.number); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", tt.name, err)
			}
			if _, err := w.Room.Find(w.As(tt.who), tt.number); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s, found by number: %v", tt.name, err)
			}
		}
		v, err := w.Room.Get(w.As("requester"), w.practice, number)
		if err != nil {
			t.Fatal(err)
		}
		if own, foreign, none := w.Room.Sees(w.As("requester"), v.ID), w.Room.Sees(w.As("stranger"), v.ID), w.Room.Sees(w.As("agent"), 1); own != nil ||
			!errs.Is(foreign, errs.NotFound) || !errs.Is(none, errs.NotFound) {
			t.Errorf("by id: own %v, foreign %v, none %v", own, foreign, none)
		}
		if v.Internal || v.Can("note") || v.Can("resolve") || !v.Can("reply") || !v.Can("cancel") || v.Can("reopen") {
			t.Errorf("the requester may: %v, internal %v", v.May, v.Internal)
		}
		if page, err := w.Room.Queue(w.As("stranger"), w.practice, desk.Ask{}, true); err != nil || len(page.Heads) != 0 {
			t.Errorf("a stranger's queue: %v %v", page.Heads, err)
		}
		if names, err := people.Names(t.Context(), w.DB, []id.ID{v.Requester}); err != nil || names[v.Requester] != "Rita Requester" {
			t.Error(names, err)
		}
	})
}

// Every kind of event that can stand in the log of a piece of work reads as a sentence to an agent; requesters see none that is internal.
func TestEveryKindOfEventIsASentence(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.open("requester", "Printer", map[string]any{})
		v, err := w.Room.Get(w.As("agent"), w.practice, n)
		if err != nil {
			t.Fatal(err)
		}
		err = w.DB.Write(w.System(), func(tx *db.Tx) error {
			for _, party := range []sla.Party{sla.Customer, sla.Internal} {
				s := sla.Stage{Ticket: v.ID, Party: party, Metric: sla.FirstResponse}
				if err := errors.Join(tx.Emit(sla.PromiseWarned{Stage: s, Percent: 50}), tx.Emit(sla.PromiseBroken{Stage: s})); err != nil {
					return err
				}
			}
			touched := ticket.Touched{}
			touched.Record = v.ID
			return tx.Emit(touched)
		})
		if err != nil {
			t.Fatal(err)
		}
		seen := w.told("agent", n)
		for _, want := range []string{"50 % of the time for the first response is used up", "the promise for the first response was broken",
			"the promise for the first response agreed between teams was broken", "touched it"} {
			if !slices.Contains(seen, want) {
				t.Errorf("an agent does not read %q: %q", want, seen)
			}
		}
		for _, line := range append(seen, w.told("requester", n)...) {
			if strings.Contains(line, "sla ") || strings.Contains(line, ".") && !strings.Contains(line, "In the words") {
				t.Errorf("this is no sentence: %q", line)
			}
		}
		if got := w.told("requester", n); len(got) != 1 {
			t.Errorf("the requester reads %q", got)
		}
	})
}

// Whoever may not attach is refused before a byte is kept, and the verb is in the registry like every other.
func TestTheRightToAttachIsAskedBeforeTheContent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.open("requester", "Printer", map[string]any{})
		for who, want := range map[string]errs.Kind{"agent": 0, "requester": 0, "auditor": errs.Forbidden, "stranger": errs.NotFound} {
			for _, public := range []bool{true, false} {
				if err := w.Room.MayAttach(w.As(who), w.practice, n, public); want == 0 && err != nil || want != 0 && !errs.Is(err, want) {
					t.Errorf("%s, public %t: %v", who, public, err)
				}
			}
		}
		for _, verb := range []string{"incident.attach", "notification.mark_read"} {
			if _, err := w.Actions.Get(verb); err != nil {
				t.Errorf("%s: %v", verb, err)
			}
		}
		spec, err := w.Actions.Get("notification.mark_read")
		if err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]errs.Kind{"requester": 0, "auditor": 0} {
			if _, err := spec.Do(w.As(who), action.JSON([]byte(`{"until":"1"}`)), "", 0); err != nil {
				t.Errorf("%s marks as read: %v, want %v", who, err, want)
			}
		}
		if _, err := spec.Do(actor.With(t.Context(), actor.Actor{Kind: actor.Visitor}), action.JSON(nil), "", 0); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor marks as read: %v", err)
		}
	})
}
