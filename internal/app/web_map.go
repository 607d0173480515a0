package app

import (
	"net/http"

	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
	servicemap "github.com/fettle-itsm/fettle/internal/practice/service/web"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maps mounts the map of every kind of record that relations join, and the way to it.
func (a *App) maps(s *kit.Site) {
	m := servicemap.Maps{Relations: a.Relations, Room: a.Room}
	for _, p := range a.Room.Practices() {
		if !relation.Joins(p.Kind.Key) {
			continue
		}
		s.Tabs[p.Kind.Key] = append(s.Tabs[p.Kind.Key], ui.Link{Label: servicemap.Label, Href: servicemap.Path})
		s.Show("/"+p.Kind.Slug()+"/{number}/"+servicemap.Path, string(p.View), kit.ByRow, func(v *kit.Visit) error {
			w, err := v.Room.Get(v.Ctx(), p, v.R.PathValue("number"))
			if err != nil {
				return err
			}
			body, err := m.Page(v.Ctx(), w, v.R.URL.Query())
			if err != nil {
				return err
			}
			shell := v.Shell(servicemap.Label + " of " + w.Number)
			shell.Crumbs = work.Crumbs(w, servicemap.Label)
			return v.Page(http.StatusOK, shell, body)
		})
	}
}
