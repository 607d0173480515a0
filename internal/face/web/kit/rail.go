package kit

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// at reports whether the page is about records of a practice: its list, one of them, or a form.
func (v *Visit) at(p *desk.Practice) bool {
	list := "/" + p.Kind.Slug()
	return v.About == p.Kind.Key || v.R.URL.Path == list || strings.HasPrefix(v.R.URL.Path, list+"/")
}

// shelf is a place in the rail: a practice, and the minor ones that are reached from its list.
type shelf struct {
	main   *desk.Practice
	beside []*desk.Practice
}

// shelves are the places of what is not work, as far as the visitor may see them. What is minor stands beside the last before it that is
// not, and for itself where the visitor may not see that one.
func (v *Visit) shelves() (out []shelf) {
	seen := false // whether the last that is not minor is there
	things := v.Room.Things()
	for i := range things {
		p := &things[i]
		can := v.Actor.Can(p.View)
		if !p.Kind.Minor {
			seen = can
		}
		switch {
		case !can:
		case p.Kind.Minor && seen:
			out[len(out)-1].beside = append(out[len(out)-1].beside, p)
		default:
			out = append(out, shelf{main: p})
		}
	}
	return out
}

// Main is the practice from whose list the records of a minor one are reached; p itself for what has a place of its own.
func (v *Visit) Main(p desk.Practice) desk.Practice {
	for _, s := range v.shelves() {
		if slices.ContainsFunc(s.beside, func(q *desk.Practice) bool { return q.Kind.Key == p.Kind.Key }) {
			return *s.main
		}
	}
	return p
}

// Beside are the minor practices that are reached from the list of p and that the visitor may see.
func (v *Visit) Beside(p desk.Practice) []*desk.Practice {
	for _, s := range v.shelves() {
		if s.main.Kind.Key == p.Kind.Key {
			return s.beside
		}
	}
	return nil
}
