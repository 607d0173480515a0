package desk

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Some of what a record says needs a right of its own, such as what something has cost. To whoever lacks it the field or the part is not
// there: they do not see it, do not find records by it, and do not read of its changes.

// may reports whether the actor has what a field or a part needs besides the right to see the record.
func may(a actor.Actor, need actor.Permission) bool { return need == "" || a.Can(need) }

// secret are the keys of the fields of a kind that are not for the actor.
func (r *Room) secret(a actor.Actor, kind string) (out []string) {
	for _, p := range r.practices {
		if p.Kind.Key != kind {
			continue
		}
		for _, d := range p.Fields {
			if !may(a, d.Needs) {
				out = append(out, d.Key)
			}
		}
	}
	return out
}

// strip takes the values of such fields out of lists.
func strip(a actor.Actor, p Practice, lists [][]field.Value) {
	if !slices.ContainsFunc(p.Fields, func(d field.Def) bool { return !may(a, d.Needs) }) {
		return
	}
	for i := range lists {
		lists[i] = slices.DeleteFunc(lists[i], func(x field.Value) bool { return !may(a, x.Def.Needs) })
	}
}

// forActor is a practice as a page or an answer for the actor describes it: without the fields and parts that are not for them.
func forActor(a actor.Actor, p Practice) Practice {
	p.Parts = slices.DeleteFunc(slices.Clone(p.Parts), func(x Part) bool { return !may(a, x.Needs) })
	return p
}
