package register

import (
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Exports adds the lists of every kind as tables to take along: /assets.csv?q=…&sort=…&columns=… and the same with .xlsx.
func Exports(s *kit.Site) {
	for _, p := range s.Room.Practices() {
		for _, format := range export.Formats() {
			s.Show("/"+p.Kind.Slug()+"."+string(format), string(p.View), kit.ByQuery, func(v *kit.Visit) error { return take(v, p, format) })
		}
	}
}

// take answers with the whole list that the question of a page has.
func take(v *kit.Visit, p desk.Practice, format export.Format) error {
	return face.SendTable(v.Ctx(), v.W, v.Room, p, format, v.R.URL.Query(), func(err error) {
		v.Log.ErrorContext(v.Ctx(), "a list ended before its end", "request", v.ID, "error", err)
	})
}
