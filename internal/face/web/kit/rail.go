package kit

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// at reports whether the page is about records of a practice: its list, one of them, or a form.
func (v *Visit) at(p desk.Practice) bool {
	list := "/" + p.Kind.Slug()
	return v.About == p.Kind.Key || v.R.URL.Path == list || strings.HasPrefix(v.R.URL.Path, list+"/")
}

// Main is the practice from whose list the records of a minor one are reached: the last one before it that is not minor. It is p itself
// for what is not minor, and where the visitor may not see that list.
func (v *Visit) Main(p desk.Practice) desk.Practice {
	main := p
	for _, q := range Things(v.Room) {
		if !q.Kind.Minor {
			main = q
		}
		if q.Kind.Key == p.Kind.Key {
			break
		}
	}
	if !p.Kind.Minor || !v.Actor.Can(main.View) {
		return p
	}
	return main
}

// Beside are the minor practices that are reached from the list of p and that the visitor may see.
func (v *Visit) Beside(p desk.Practice) []desk.Practice {
	return slices.DeleteFunc(Things(v.Room), func(q desk.Practice) bool {
		return !q.Kind.Minor || !v.Actor.Can(q.View) || v.Main(q).Kind.Key != p.Kind.Key || q.Kind.Key == p.Kind.Key
	})
}

// railed are the practices that are not work and have a place in the rail.
func (v *Visit) railed() []desk.Practice {
	return slices.DeleteFunc(Things(v.Room), func(p desk.Practice) bool { return !v.Actor.Can(p.View) || v.Main(p).Kind.Key != p.Kind.Key })
}

// rank puts what is minor last.
func rank(p desk.Practice) int {
	if p.Kind.Minor {
		return 1
	}
	return 0
}
