package register

import (
	"bytes"
	"net/http"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Exports adds the lists of every kind as tables to take along: /assets.csv?q=…&sort=… and the same with .xlsx.
func Exports(s *kit.Site) {
	for _, p := range s.Room.Practices() {
		for format, mime := range map[export.Format]string{export.CSV: "text/csv; charset=utf-8", export.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
			s.Show("/"+p.Kind.Slug()+"."+string(format), string(p.View), kit.ByQuery, func(v *kit.Visit) error { return take(v, p, format, mime) })
		}
	}
}

// take answers with the whole list that the question of a page has.
func take(v *kit.Visit, p desk.Practice, format export.Format, mime string) error {
	var b bytes.Buffer
	if _, err := export.Write(v.Ctx(), v.Room, &b, format, export.Question{Kind: p.Kind.Key, Q: v.Query("q"), Sort: v.Query("sort")}); err != nil {
		return err
	}
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+p.Kind.Slug()+"."+string(format)+`"`)
	return v.Bytes(http.StatusOK, mime, b.Bytes())
}
