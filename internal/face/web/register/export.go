package register

import (
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Exports adds every list as a table to take along: /assets.csv?q=…&sort=…&columns=… and the same with .xlsx, and so the sheets of what is
// no record, such as /people.csv.
func Exports(s *kit.Site) {
	for _, format := range export.Formats() {
		for _, p := range s.Room.Practices() {
			s.Show("/"+p.Kind.Slug()+"."+string(format), string(p.View), kit.ByQuery, func(v *kit.Visit) error {
				return face.SendTable(v.Ctx(), v.W, v.Room, p, format, v.R.URL.Query(), broke(v))
			})
		}
		for _, sheet := range s.Room.Sheets() {
			s.Show("/"+sheet.Name+"."+string(format), sheet.Needs, kit.ByQuery, func(v *kit.Visit) error {
				return face.SendSheet(v.Ctx(), v.W, sheet, format, v.R.URL.Query(), broke(v))
			})
		}
	}
}

func broke(v *kit.Visit) func(error) {
	return func(err error) {
		v.Log.ErrorContext(v.Ctx(), "a list ended before its end", "request", v.ID, "error", err)
	}
}
