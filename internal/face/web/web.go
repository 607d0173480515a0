package web

import (
	"net/http"
	"strings"

	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/door"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/me"
	"github.com/fettle-itsm/fettle/internal/face/web/portal"
	"github.com/fettle-itsm/fettle/internal/face/web/queue"
	"github.com/fettle-itsm/fettle/internal/face/web/register"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui/assets"
)

// Deps are the rooms that pages use.
type Deps = kit.Deps

// Web is the face, ready to be mounted.
type Web struct {
	Site   *kit.Site
	assets http.Handler
}

// New registers the pages. Rooms with pages of their own add them to Site before Mount. Kinds: Internal for a missing room or a route
// without a permission or scope.
func New(d Deps) (*Web, error) {
	s, err := kit.New(d)
	if err != nil {
		return nil, err
	}
	door.Register(s)
	queue.Register(s)
	work.Register(s)
	register.Register(s)
	register.Exports(s)
	portal.Register(s)
	me.Register(s)
	s.Show("/{$}", face.Anyone, kit.NoRows, home)
	return &Web{s, assets.Handler()}, s.Err()
}

// home leads to where the visitor works.
func home(v *kit.Visit) error {
	practices := v.Room.Work()
	switch {
	case !v.Signed():
		v.Redirect("/sign-in")
	case !v.Agent() || len(practices) == 0:
		v.Redirect("/portal")
	default:
		v.Redirect("/" + practices[0].Kind.Slug())
	}
	return nil
}

// Mount puts the face at the root of mux, beside whatever stands at longer paths.
func (w *Web) Mount(mux *http.ServeMux) { mux.Handle("/", w) }

// ServeHTTP implements http.Handler.
func (w *Web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, assets.Prefix) {
		w.assets.ServeHTTP(rw, r)
		return
	}
	w.Site.ServeHTTP(rw, r)
}

// Routes returns every route of the face.
func (w *Web) Routes() []face.Route { return w.Site.Routes() }
