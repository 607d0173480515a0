package kit

import (
	"net/http"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// The scope rules of routes.
const (
	NoRows   = "no rows"
	ByRow    = "the one row, in the actor's scope"
	ByQuery  = "the actor's scope is part of the query"
	ByLink   = "the one row of the link"
	OwnRows  = "the actor's own rows"
	ByVerb   = "the verb's own scope"
	GuestNew = "one new row, for a guest, within a limit of tries"
)

// Handler answers a request. What it returns is shown as an error page.
type Handler func(v *Visit) error

// Sheet draws the page of a record with a status, and above it why something was refused, if it was.
type Sheet func(v *Visit, status int, w desk.View, failed error) error

// Handle registers a route. What is wrong with it is told by Err.
func (s *Site) Handle(r face.Route, h Handler) {
	s.mux.Handle(r, s.guard.Handler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r, h) })))
}

// Show registers a page that only shows.
func (s *Site) Show(pattern, permission, scope string, h Handler) {
	s.Handle(face.Route{Method: http.MethodGet, Pattern: pattern, Permission: permission, Scope: scope}, h)
}

// Take registers where a form is sent to that is not a verb's.
func (s *Site) Take(pattern, permission, scope string, h Handler, writes ...string) {
	if writes == nil {
		writes = []string{}
	}
	s.Handle(face.Route{Method: http.MethodPost, Pattern: pattern, Permission: permission, Scope: scope, Writes: writes}, h)
}

// Do registers where the form of a verb is sent to: permission and fields are the verb's.
func (s *Site) Do(pattern string, spec action.Spec, h Handler) {
	s.Handle(face.Route{Method: http.MethodPost, Pattern: pattern, Action: spec.Name, Permission: string(spec.Permission), Scope: ByVerb,
		Writes: append([]string{}, action.Keys(spec.Input)...)}, h)
}

// Routes returns what was registered, by pattern.
func (s *Site) Routes() []face.Route { return s.mux.Routes() }

// Err returns what is wrong with the registered routes, or nil.
func (s *Site) Err() error { return s.mux.Err() }

// lost answers every address that is not registered.
func (s *Site) lost(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, face.Route{Permission: face.Anyone}, func(*Visit) error { return errs.Absent("page") })
}

// foreign answers a form that another site sent.
func (s *Site) foreign(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, face.Route{Permission: face.Anyone}, func(*Visit) error {
		return errs.New(errs.Forbidden, "This came from another site, so nothing was done. Go back to the desk and try again from there.")
	})
}

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if face.RequestID(r.Context()) == "" {
		r = face.Named(w, r)
	}
	if _, pattern := s.mux.Handler(r); pattern == "" {
		s.lost(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}
