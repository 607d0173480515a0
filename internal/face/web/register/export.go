package register

import (
	"net/http"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
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

// take answers with the whole list that the question of a page has, page by page as it is read.
func take(v *kit.Visit, p desk.Practice, format export.Format) error {
	q := export.Question{Kind: p.Kind.Key, Q: v.Query("q"), Sort: v.Query("sort")}
	if s := v.Query("columns"); s != "" {
		q.Columns = strings.Split(s, ",")
	}
	w := &download{Visit: v, format: format, name: p.Kind.Slug() + "." + string(format)}
	_, err := export.Write(v.Ctx(), v.Room, w, format, q)
	if err != nil && w.begun {
		v.Log.ErrorContext(v.Ctx(), "a list ended before its end", "request", v.ID, "error", err)
		return w.cut()
	}
	return err
}

// download is an answer that begins with the first byte of a table, so that a question that cannot be answered still gets a page.
type download struct {
	*kit.Visit
	format export.Format
	name   string
	begun  bool
}

// Write implements io.Writer.
func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.W.Header().Set("Content-Type", d.format.Media())
		d.W.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
		d.W.WriteHeader(http.StatusOK)
	}
	return d.W.Write(b)
}

// cut breaks the connection, so that nobody takes the half of a list for the whole.
func (d *download) cut() error {
	conn, _, err := http.NewResponseController(d.W).Hijack()
	if err != nil {
		return nil //nolint:nilerr // an answer that cannot be cut just ends
	}
	_ = conn.Close()
	return nil
}
