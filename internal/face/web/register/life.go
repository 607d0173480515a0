package register

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// longLife is how many states a kind has whose life is drawn as a path.
const longLife = 4

// visit says how often a record was in a state, and since when the last time.
type visit struct {
	times int
	last  time.Time
}

// life is the way of a record through the states of its kind: where it was, where it is, and what lies ahead. Detours, such as a repair,
// are shown when they happened.
func (s *sheet) life() ([]ui.Step, error) {
	m := s.w.Practice.Kind.Flow
	if len(m.States) < longLife {
		return nil, nil
	}
	history, err := s.v.Room.Log.History(s.v.Ctx(), s.v.Room.DB, s.w.ID)
	if err != nil {
		return nil, err
	}
	been := map[string]visit{}
	enter := func(state string, at time.Time) { been[state] = visit{been[state].times + 1, at} }
	for _, e := range history {
		switch ev := e.Event.(type) {
		case record.Made:
			enter(ev.State, e.At.Time())
		case record.Moved:
			if ev.From != ev.To {
				enter(ev.To, e.At.Time())
			}
		}
	}
	return steps(m, s.w.State, been, s.v.Day), nil
}

// steps draws the path. day says an instant as a day.
func steps(m flow.Machine, now string, been map[string]visit, day func(time.Time) string) []ui.Step {
	states := lifeOrder(m)
	at := slices.IndexFunc(states, func(st flow.State) bool { return st.Key == now })
	var out []ui.Step
	for i, st := range states {
		v, was := been[st.Key]
		step := ui.Step{Label: st.Label}
		switch {
		case st.Key == now:
			step.State = "now"
			if was {
				step.Note = "since " + day(v.last)
			}
		case was:
			step.Note = day(v.last)
			if v.times > 1 {
				step.Note = strconv.Itoa(v.times) + " times"
			}
			if i < at {
				step.State = "done"
			}
		case i < at, st.Aside, st.Phase == flow.Waiting && detour(m, st.Key): // not taken
			continue
		}
		out = append(out, step)
	}
	return out
}

// detour reports whether every other state is come to without one.
func detour(m flow.Machine, state string) bool {
	return len(reach(m, state)) == len(reach(m, ""))-1
}

// reach are the states that are come to from the first one without going through another.
func reach(m flow.Machine, without string) map[string]bool {
	reached := map[string]bool{m.First().Key: true}
	for range m.States {
		for _, mv := range m.Moves {
			if mv.To != without && slices.ContainsFunc(mv.From, func(f string) bool { return reached[f] }) {
				reached[mv.To] = true
			}
		}
	}
	return reached
}

// lifeOrder is the order in which a record comes through the states: what leads to the first one and is never come back to, then the rest.
func lifeOrder(m flow.Machine) []flow.State {
	if len(m.States) == 0 {
		return nil
	}
	reached := reach(m, "")
	var before, after []flow.State
	for _, st := range m.States {
		if reached[st.Key] {
			after = append(after, st)
		} else {
			before = append(before, st)
		}
	}
	return append(before, after...)
}

// likely are the verbs that are wanted most, in the order of preference: what leads a thing to its use, back, or to its end.
func likely() []string {
	return []string{"issue", "return", "receive", "repaired", "find", "dispose"}
}

// main is the verb that is wanted most in the present state.
func (s *sheet) main() *ui.Button {
	for _, name := range likely() {
		for _, m := range s.w.Moves {
			if m.Verb == name && s.w.Can(name) {
				b := s.button(name, m.Label)
				b.Look = ui.Primary
				return &b
			}
		}
	}
	return nil
}

// holder tells who has the thing, where it is, until when, and how long its warranty lasts.
func (s *sheet) holder() []ui.Fact {
	var out []ui.Fact
	team, place := s.named("team"), s.named("location")
	if s.has("holder") || s.has("team") || s.has("part_of") {
		f := ui.Fact{Label: s.holding(), Value: ui.Link{Label: "Nobody"}, Note: kit.Join(" · ", team, place, s.due())}
		switch person, in := s.named("holder"), s.named("part_of"); {
		case person != "":
			f.Person = ui.Person{Name: person}
		case team != "":
			f.Value.Label, f.Note = team, kit.Join(" · ", place, s.due())
		case in != "":
			f.Value.Label = "Part of " + in
		}
		out = append(out, f)
	}
	if end, err := calendar.ParseDate(kit.Value(s.w.Values, "warranty_end")); err == nil {
		text := s.v.EndsIn(end)
		out = append(out, ui.Fact{Label: "Warranty", Value: ui.Link{Label: kit.Upper(text)}, Note: "until " + end.Words()})
	}
	return out
}

// holding names who has the thing: what only a team looks after has no holder.
func (s *sheet) holding() string {
	if s.has("holder") {
		return "Holder"
	}
	return cmp.Or(kit.Def(s.w.Practice.Fields, "team").Label, "Holder")
}

// due says when it is to come back.
func (s *sheet) due() string {
	date, err := calendar.ParseDate(kit.Value(s.w.Values, "due_back"))
	if err != nil {
		return ""
	}
	switch n := int(date - s.v.Today()); {
	case n < 0:
		return "overdue by " + kit.Days(-n)
	case n == 0:
		return "due back today"
	default:
		return "due back in " + kit.Days(n)
	}
}

// has reports whether records of the kind have a built-in field.
func (s *sheet) has(key string) bool {
	return slices.ContainsFunc(s.w.Practice.Fields, func(d field.Def) bool { return d.Key == key })
}

// named is a built-in value in words.
func (s *sheet) named(key string) string {
	i := slices.IndexFunc(s.w.Values, func(x field.Value) bool { return x.Def.Key == key && !x.Def.Custom })
	if i < 0 {
		return ""
	}
	return s.v.Text(s.names, s.w.Values[i])
}
