package face

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// What a route may say instead of a permission.
const (
	Anyone   = "-"         // no proof of identity is asked for
	SignedIn = "signed in" // whoever is signed in, for what is their own
)

// Route is a method and a pattern with what can be done through it: the list of them is what an auditor and the generated rights test read.
type Route struct {
	Method     string   `json:"method"`
	Pattern    string   `json:"pattern"`
	Action     string   `json:"action,omitempty"` // the verb of the registry that it calls
	Permission string   `json:"permission"`       // what the engine asks for, or Anyone or SignedIn
	Scope      string   `json:"scope"`            // how rows are narrowed, in a few words
	Writes     []string `json:"writes"`           // the fields that can be written; not nil on unsafe methods
}

// Safe reports whether the method changes nothing.
func (r Route) Safe() bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// check says what is missing.
func (r Route) check() error {
	name := strings.TrimSpace(r.Method + " " + r.Pattern)
	switch {
	case r.Method == "" || !strings.HasPrefix(r.Pattern, "/"):
		return fmt.Errorf("the route %q needs a method and a pattern", name)
	case r.Permission == "":
		return fmt.Errorf("the route %q names no permission", name)
	case r.Scope == "":
		return fmt.Errorf("the route %q does not say how rows are narrowed", name)
	case !r.Safe() && r.Writes == nil:
		return fmt.Errorf("the route %q does not say what can be written", name)
	}
	return nil
}

// Mux is an http.ServeMux that keeps a table of its routes. It is filled while the program starts.
type Mux struct {
	mux    http.ServeMux
	routes []Route
	seen   map[string]bool
	fault  error
}

// Handle mounts a route. What is wrong with it is told by Err.
func (m *Mux) Handle(r Route, h http.Handler) {
	key := r.Method + " " + r.Pattern
	err := r.check()
	if m.seen[key] {
		err = fmt.Errorf("the route %q is there twice", key)
	}
	if err != nil {
		m.fault = errors.Join(m.fault, err)
		return
	}
	if m.seen == nil {
		m.seen = map[string]bool{}
	}
	m.seen[key] = true
	if r.Writes == nil {
		r.Writes = []string{}
	}
	m.routes = append(m.routes, r)
	m.mux.Handle(key, h)
}

// Err returns what is wrong with the routes: the program must not start then.
func (m *Mux) Err() error { return m.fault }

// Routes returns the table, by pattern and method.
func (m *Mux) Routes() []Route {
	out := slices.Clone(m.routes)
	sorted.By(out, func(a, b Route) int {
		return cmp.Or(strings.Compare(a.Pattern, b.Pattern), strings.Compare(a.Method, b.Method))
	})
	return out
}

// Handler returns the handler of a request and its pattern, "" when there is none.
func (m *Mux) Handler(r *http.Request) (http.Handler, string) { return m.mux.Handler(r) }

// ServeHTTP implements http.Handler.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.mux.ServeHTTP(w, r) }
