package relation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
)

// shop is a service on a database that two of three machines carry, one of which stands elsewhere.
func (w *world) shop() {
	w.service("Orders", 120, w.root)               // SVC-1
	w.item("Order database", w.root)               // CI-1
	for _, name := range []string{"a", "b", "c"} { // CI-2 to CI-4
		w.item("db-"+name, w.root)
	}
	w.must(w.do(w.all(), "SVC-1", "relate", `{"kind":"depends_on","to":"CI-1"}`))
	for _, n := range []string{"CI-2", "CI-3", "CI-4"} {
		w.must(w.do(w.all(), "CI-1", "relate", `{"kind":"runs_on","to":"`+n+`","group":"Database nodes","need":2}`))
	}
}

func (w *world) asked(number string, way impact.Way, at string, scope actor.Scope) (relation.Impact, error) {
	w.t.Helper()
	ctx := w.as(scope, scope)
	v, err := w.room.Find(ctx, number)
	if err != nil {
		return relation.Impact{}, err
	}
	return w.Impact(ctx, v.ID, way, 5, at)
}

func told(a relation.Impact) string {
	var out []string
	for _, r := range a.Items {
		var steps []string
		for _, s := range r.Path {
			steps = append(steps, s.From+" "+s.Words+" "+s.To)
		}
		out = append(out, fmt.Sprintf("%s %s (%s)", r.Number, r.Outcome, strings.Join(steps, ", ")))
	}
	return strings.Join(out, "; ")
}

func TestAFailurePassesAlongRelationsAndRedundancyIsHonoured(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.shop()
		day := w.Today(w.all())
		a, err := w.asked("CI-2", impact.Down, day, actor.All)
		if want := "CI-1 degraded (CI-2 runs CI-1); SVC-1 working (CI-2 runs CI-1, CI-1 is needed by SVC-1)"; err != nil || told(a) != want || a.Failed != 0 || a.Degraded != 1 {
			t.Errorf("one of three: %s, %v", told(a), err)
		}
		w.must(w.do(w.all(), "CI-1", "rearrange", `{"kind":"runs_on","to":"CI-3","need":3}`))
		a, err = w.asked("CI-2", impact.Down, day, actor.All)
		if err != nil || a.Failed != 2 || len(a.Services) != 1 || a.Services[0].Number != "SVC-1" || len(a.Critical) != 1 || a.People != (relation.People{AtLeast: 120, AtMost: 120}) {
			t.Errorf("all three are needed: %+v, %v", a, err)
		}
		up, err := w.asked("SVC-1", impact.Up, day, actor.All)
		if err != nil || len(up.Items) != 4 || up.Items[0].Number != "CI-1" || up.Items[0].Outcome != "" {
			t.Errorf("upwards: %s, %v", told(up), err)
		}
	})
}

func TestARelationIsEndedAndTheMapOfEarlierDaysStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.on(10)
		w.shop()
		w.on(15)
		w.must(w.do(w.all(), "CI-1", "rearrange", `{"kind":"runs_on","to":"CI-2","need":3}`))
		w.on(20)
		w.must(w.do(w.all(), "SVC-1", "unrelate", `{"kind":"depends_on","to":"CI-1"}`))
		for at, want := range map[string]string{
			"2026-11-09": "",
			"2026-11-12": "CI-1 degraded; SVC-1 working",
			"2026-11-16": "CI-1 failed; SVC-1 failed",
			"2026-11-20": "CI-1 failed",
		} {
			a, err := w.asked("CI-2", impact.Down, at, actor.All)
			var got []string
			for _, r := range a.Items {
				got = append(got, r.Number+" "+r.Outcome)
			}
			if err != nil || strings.Join(got, "; ") != want {
				t.Errorf("on %s: %v, %v", at, got, err)
			}
		}
		for number, want := range map[string]string{"SVC-1": "added it; noted that it now depends on CI-1; noted that it no longer depends on CI-1",
			"CI-2": "added it; noted that it now runs CI-1, 2 of “Database nodes” must work; noted that it now runs CI-1, 3 of “Database nodes” must work"} {
			v, err := w.room.Find(w.all(), number)
			w.must(err)
			items, err := w.room.Timeline(w.all(), v)
			var said []string
			for _, it := range items {
				said = append(said, it.Sentence)
			}
			if got := strings.Join(said, "; "); err != nil || got != want {
				t.Errorf("%s tells %s, %v", number, got, err)
			}
		}
		if err := w.do(w.all(), "SVC-1", "unrelate", `{"kind":"depends_on","to":"CI-1"}`); !errs.Is(err, errs.Invalid) {
			t.Errorf("ended twice: %v", err)
		}
		w.must(w.do(w.all(), "SVC-1", "relate", `{"kind":"depends_on","to":"CI-1"}`)) // and taken up again
	})
}

func TestWhatCannotBeSeenIsNotWalkedNamedOrCounted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.service("Orders", 120, w.root)  // SVC-1
		w.service("Payroll", 7, w.other)  // SVC-2, hidden
		w.item("Cluster", w.root)         // CI-1
		w.item("Hidden machine", w.other) // CI-2, hidden
		w.item("Far behind it", w.root)   // CI-3
		for _, r := range [][2]string{{"SVC-1", "CI-1"}, {"SVC-2", "CI-1"}, {"CI-1", "CI-2"}, {"CI-2", "CI-3"}} {
			w.must(w.do(w.all(), r[0], "relate", `{"kind":"depends_on","to":"`+r[1]+`"}`))
		}
		day := w.Today(w.all())
		a, err := w.asked("CI-1", impact.Down, day, actor.Entity)
		if err != nil || told(a) != "SVC-1 failed (CI-1 is needed by SVC-1)" || a.People.AtMost != 120 {
			t.Errorf("down: %s, %+v, %v", told(a), a.People, err)
		}
		if a, err := w.asked("SVC-1", impact.Up, day, actor.Entity); err != nil || len(a.Items) != 1 {
			t.Errorf("up: %s, %v", told(a), err)
		}
		if _, err := w.asked("CI-2", impact.Down, day, actor.Entity); !errs.Is(err, errs.NotFound) {
			t.Errorf("about a hidden one: %v", err)
		}
		ctx := w.as(actor.Entity, actor.Entity)
		list, err := w.List(ctx, relation.Query{Limit: 50})
		if err != nil || len(list) != 1 || list[0].From.Number != "SVC-1" {
			t.Errorf("the list: %+v, %v", list, err)
		}
		v, err := w.room.Find(ctx, "CI-1")
		w.must(err)
		items, err := w.room.Timeline(ctx, v)
		w.must(err)
		for _, it := range items {
			if strings.Contains(it.Sentence, "SVC-2") || strings.Contains(it.Sentence, "CI-2") {
				t.Errorf("the timeline tells: %s", it.Sentence)
			}
		}
		look, err := w.Look(ctx, v.ID, relation.Ask{At: day, Down: 2, Up: 2})
		if err != nil || len(look.View.Boxes) != 2 || look.View.Boxes[0].Hidden+look.View.Boxes[1].Hidden != 0 {
			t.Errorf("the map: %+v, %v", look.View, err)
		}
		for verb, body := range map[string]string{"relate": `{"kind":"uses","to":"CI-2"}`, "unrelate": `{"kind":"depends_on","to":"CI-2"}`} {
			hidden, absent := w.do(ctx, "CI-1", verb, body), w.do(ctx, "CI-1", verb, strings.Replace(body, "CI-2", "CI-99", 1))
			if !errs.Is(hidden, errs.Invalid) || errs.Safe(hidden) != errs.Safe(absent) {
				t.Errorf("%s tells a hidden one: %v, an absent one: %v", verb, hidden, absent)
			}
		}
	})
}

func TestBadRelationsAreRefusedByTheirField(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.shop()
		for name, c := range map[string]struct{ verb, body, key string }{
			"to nothing":                  {"relate", `{"kind":"uses","to":"CI-99"}`, "to"},
			"to itself":                   {"relate", `{"kind":"uses","to":"SVC-1"}`, "to"},
			"twice":                       {"relate", `{"kind":"depends_on","to":"CI-1"}`, "to"},
			"of no kind":                  {"relate", `{"kind":"loves","to":"CI-1"}`, "kind"},
			"a need without a group":      {"relate", `{"kind":"uses","to":"CI-1","need":2}`, "need"},
			"a group without impact":      {"relate", `{"kind":"uses","to":"CI-1","group":"x","impact":false}`, "group"},
			"no day":                      {"relate", `{"kind":"uses","to":"CI-1","date":"30.11.2026"}`, "date"},
			"an end before the beginning": {"relate", `{"kind":"uses","to":"CI-1","date":"2026-11-30","until":"2026-11-30"}`, "until"},
			"changing what is not there":  {"rearrange", `{"kind":"uses","to":"CI-1"}`, "to"},
		} {
			err := w.do(w.all(), "SVC-1", c.verb, c.body)
			if f := errs.Fields(err); !errs.Is(err, errs.Invalid) || len(f) != 1 || f[0].Key != c.key {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.do(w.as(actor.All, actor.None), "SVC-1", "relate", `{"kind":"uses","to":"CI-2"}`); !errs.Is(err, errs.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
	})
}
