package desk

import (
	"context"
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Labels gives the names of what ids stand for, by type.
type Labels map[field.Type]map[id.ID]string

// Of returns the name of an id of a type, "nobody" or "none" for 0.
func (l Labels) Of(t field.Type, i id.ID) string {
	if name := l[t][i]; name != "" {
		return name
	}
	switch {
	case i == 0 && t == field.TypePerson:
		return "nobody"
	case i == 0:
		return "none"
	case t == field.TypeRecord:
		return "another record"
	}
	return "#" + i.String()
}

// Wanted collects ids to be named at once.
type Wanted map[field.Type][]id.ID

// Add notes an id unless it is none.
func (w Wanted) Add(t field.Type, i id.ID) {
	if i != 0 {
		w[t] = append(w[t], i)
	}
}

// Labels reads the names of all wanted ids, one query a type.
func (r *Room) Labels(ctx context.Context, w Wanted) (Labels, error) {
	out := Labels{}
	for t, ids := range w {
		var names map[id.ID]string
		var err error
		switch t {
		case field.TypePerson:
			names, err = people.Names(ctx, r.DB, ids)
		case field.TypeTeam:
			names, err = people.TeamNames(ctx, r.DB, ids)
		case field.TypeCategory:
			names, err = category.Paths(ctx, r.DB, ids)
		case field.TypeLocation:
			names, err = place.LocationNames(ctx, r.DB, ids)
		case field.TypeEntity:
			names, err = place.EntityNames(ctx, r.DB, ids)
		case field.TypeRecord:
			names, err = numbers(ctx, r, ids)
		}
		if err != nil {
			return nil, err
		}
		out[t] = names
	}
	return out, nil
}

// numbers are those of the records that the actor may see, or the titles of what people know by its title.
func numbers(ctx context.Context, r *Room, ids []id.ID) (map[id.ID]string, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	known, err := r.known(ctx, a, ids)
	out := map[id.ID]string{}
	for i, s := range known {
		if !s.sees() {
			continue
		}
		out[i] = s.ref.Number
		if p, err := r.Practice(s.ref.Kind); err == nil && p.Kind.Titled {
			out[i] = s.ref.Title
		}
	}
	return out, err
}

// describe writes the sentences of a timeline.
func (r *Room) describe(ctx context.Context, v View, items []Item) error {
	defs, err := r.Defs(ctx, v.Practice)
	if err != nil {
		return err
	}
	byKey := map[string]field.Def{}
	for _, d := range defs {
		key := d.Key
		if d.Custom {
			key = "custom." + d.Key
		}
		byKey[key] = d
	}
	w := Wanted{}
	for _, it := range items {
		switch ev := it.event.Event.(type) {
		case ticket.Changed:
			w.changed(ev.Changes, byKey)
		case ticket.Stepped:
			w.changed(ev.Changes, byKey)
		case record.Changed:
			w.changed(ev.Changes, byKey)
		case record.Watched:
			w.Add(field.TypePerson, ev.Person)
		}
	}
	labels, err := r.Labels(ctx, w)
	if err != nil {
		return err
	}
	for i := range items {
		items[i].Sentence = sentence(v, items[i], byKey, labels)
	}
	return nil
}

// changed notes what changes refer to.
func (w Wanted) changed(list []field.Change, defs map[string]field.Def) {
	for _, c := range list {
		if t := defs[c.Key].Type; t.IsRef() {
			w.Add(t, ref(c.From))
			w.Add(t, ref(c.To))
		}
	}
}

// withChanges adds what an imported step changed besides the state.
func withChanges(sentence string, list []field.Change, defs map[string]field.Def, labels Labels) string {
	if len(list) == 0 {
		return sentence
	}
	return sentence + ", " + changes(list, defs, labels)
}

func ref(v any) id.ID {
	i, _ := id.Parse(fmt.Sprint(v))
	return i
}

// sentence says what happened, to stand after the name of whoever did it.
func sentence(v View, it Item, defs map[string]field.Def, labels Labels) string {
	switch ev := it.event.Event.(type) {
	case ticket.Opened:
		return "reported it"
	case record.Made:
		return "added it"
	case record.Changed:
		return changes(ev.Changes, defs, labels)
	case record.Moved:
		return stepped(v, ticket.Stepped{Verb: ev.Verb, To: ev.To, Reason: ev.Reason})
	case ticket.Changed:
		return changes(ev.Changes, defs, labels)
	case ticket.Stepped:
		return withChanges(stepped(v, ev), ev.Changes, defs, labels)
	case ticket.Messaged:
		if !ev.Internal {
			return "replied"
		}
		return "added an internal note"
	case record.LinkChanged:
		verb := "linked"
		if ev.Removed {
			verb = "removed the link to"
		}
		return verb + " " + ev.Number + " (" + record.Relation(ev.Relation).Label(ev.Reverse) + ")"
	case record.RelationChanged:
		return related(ev)
	case ticket.Merged:
		if ev.Into {
			return "merged it into " + ev.Number + taken(ev)
		}
		return "merged " + ev.Number + " into it" + taken(ev)
	case ticket.TaskChanged:
		if ev.Added {
			return "added the task “" + ev.Title + "”"
		}
		return "set the task “" + ev.Title + "” to " + strings.ReplaceAll(ev.State, "_", " ")
	case ticket.Spent:
		return "booked " + count(ev.Minutes, "minute")
	case record.Attached:
		return "attached " + ev.Name
	case record.Watched:
		if ev.Ended {
			return "took " + labels.Of(field.TypePerson, ev.Person) + " off the followers"
		}
		return "made " + labels.Of(field.TypePerson, ev.Person) + " follow it"
	case record.Reminded:
		return "reminded that " + ev.Words()
	case ticket.Touched:
		return "touched it"
	case sla.PromiseWarned:
		return fmt.Sprintf("%d %% of the time for the %s%s is used up", ev.Percent, promise(ev.Stage), late(ev.Stage))
	case sla.PromiseBroken:
		return "the promise for the " + promise(ev.Stage) + " was broken" + late(ev.Stage)
	}
	return "changed something that this program cannot name"
}

// related says what a record stands on, or what stands on it.
func related(ev record.RelationChanged) string {
	if ev.Does == record.RelationEnded {
		return "noted that it no longer " + ev.Words + " " + ev.Number
	}
	s := "noted that it now " + ev.Words + " " + ev.Number
	if ev.Group != "" {
		s += fmt.Sprintf(", %d of “%s” must work", ev.Need, ev.Group)
	}
	if !ev.Impact {
		s += ", without impact"
	}
	return s
}

// promise names what a clock measures and for whom.
func promise(s sla.Stage) string {
	words := strings.ReplaceAll(string(s.Metric), "_", " ")
	if s.Party != sla.Customer {
		words += " agreed between teams"
	}
	return words
}

func late(s sla.Stage) string {
	if s.Late {
		return ", told late"
	}
	return ""
}

// taken says what a merger took along.
func taken(m ticket.Merged) string {
	var parts []string
	if m.Tasks > 0 {
		parts = append(parts, count(m.Tasks, "open task"))
	}
	if m.Minutes > 0 {
		parts = append(parts, count(m.Minutes, "minute")+" of booked time")
	}
	if len(parts) == 0 {
		return ""
	}
	return ", with " + strings.Join(parts, " and ")
}

// count is a number with its noun: "1 minute", "5 minutes".
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func stepped(v View, ev ticket.Stepped) string {
	to := strings.ToLower(v.Practice.Kind.Flow.State(ev.To).Label)
	if to == "" {
		to = ev.To
	}
	s := "set it to " + to
	if ev.Verb == "reopen" {
		s = "reopened it"
	}
	if ev.Reason != "" {
		s += ", " + strings.ReplaceAll(ev.Reason, "_", " ")
	}
	if ev.Code != "" {
		s += " (" + strings.ReplaceAll(ev.Code, "_", " ") + ")"
	}
	return s
}

func changes(list []field.Change, defs map[string]field.Def, labels Labels) string {
	var parts []string
	for _, c := range list {
		d := defs[c.Key]
		name := strings.ToLower(d.Label)
		if name == "" {
			name = c.Key
		}
		parts = append(parts, "changed "+name+" from "+shown(d, c.From, labels)+" to "+shown(d, c.To, labels))
	}
	return strings.Join(parts, ", ")
}

func shown(d field.Def, v any, labels Labels) string {
	if d.Type.IsRef() {
		return labels.Of(d.Type, ref(v))
	}
	if v == nil || v == "" {
		return "none"
	}
	text := fmt.Sprint(v)
	if d.Type.HasOptions() {
		text = d.Option(text)
	}
	return "“" + text + "”"
}
