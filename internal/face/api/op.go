package api

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// op is one operation: the route, what documents it, and the function that does it.
type op struct {
	face.Route
	name    string // operationId
	summary string
	tag     string
	query   []param
	in      reflect.Type // the JSON body, nil for none
	out     reflect.Type // the answer, nil when it is described in words
	status  int          // of success, 200 when 0
	media   string       // of the answer when it is not JSON
	keyed   bool         // takes an Idempotency-Key
	match   bool         // takes If-Match
	stream  bool         // the body is streamed, whatever its size and type
	do      func(w http.ResponseWriter, r *http.Request) error
}

// param is a query parameter.
type param struct{ name, doc string }

// add mounts operations.
func (a *API) add(ops ...op) {
	for _, o := range ops {
		a.ops = append(a.ops, o)
		a.mux.Handle(o.Route, a.handler(o))
	}
}

// handler is what every request passes before its operation: proof, origin, query, body.
func (a *API) handler(o op) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.serve(w, r, &o); err != nil {
			a.fail(w, r, err)
		}
	})
}

func (a *API) serve(w http.ResponseWriter, r *http.Request, o *op) error {
	h := w.Header()
	h["Cache-Control"] = []string{"private, no-cache"}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	if o.Permission != face.Anyone {
		h["Vary"] = []string{"Authorization, Cookie"}
		who, err := a.authenticate(r, o.stream && o.Safe())
		if err != nil {
			return err
		}
		r = r.WithContext(actor.With(r.Context(), who))
	}
	if err := known(r, o.query); err != nil {
		return err
	}
	if !o.Safe() && !o.stream {
		if err := takesJSON(r); err != nil {
			return err
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	}
	return o.do(w, r)
}

// known refuses query parameters that the operation does not have, by name: a mistyped filter must not answer with everything.
func known(r *http.Request, params []param) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "The query of the address cannot be read.")
	}
	var wrong []string
	for name, list := range values {
		if !slices.ContainsFunc(params, func(p param) bool { return p.name == name }) || len(list) > 1 {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	var have []string
	for _, p := range params {
		have = append(have, p.name)
	}
	e := refuse(http.StatusBadRequest, "Unknown or repeated query parameter: %s. Known: %s.", strings.Join(wrong, ", "), strings.Join(append(have, "no others"), ", "))
	e.parameters = wrong
	return e
}
