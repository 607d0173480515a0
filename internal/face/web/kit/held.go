package kit

import (
	"cmp"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// maxHeld is how many things of a kind a page offers of one holder.
const maxHeld = 5

// Holdable reports whether people hold records of a practice.
func Holdable(p desk.Practice) bool {
	return !p.Work() && slices.ContainsFunc(p.Fields, func(d field.Def) bool {
		return d.Key == "holder" && d.Type == field.TypePerson && d.Filter != ""
	})
}

// OpenOf is the question for what is open and has a person in a field.
func OpenOf(field string, p people.Person) string {
	return "status:open " + search.Where(field, search.Is, cmp.Or(p.Email, p.Name)).String()
}

// Held returns what a person holds, as far as the visitor may see it.
func (v *Visit) Held(person id.ID) ([]ticket.Head, error) {
	who, err := people.PersonByID(v.ctx, v.Room.DB, person)
	if err != nil {
		return nil, err
	}
	q := OpenOf("holder", who)
	var out []ticket.Head
	for _, p := range v.Room.Things() {
		if !Holdable(p) || !v.Actor.Can(p.View) {
			continue
		}
		list, err := v.Room.Queue(v.ctx, p, desk.Ask{Q: q, Limit: maxHeld}, false)
		if err != nil {
			return nil, err
		}
		out = append(out, list.Heads...)
	}
	return out, nil
}
