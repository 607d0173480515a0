package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
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
