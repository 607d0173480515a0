package api

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// op is one operation: the route, what documents it, and the function that does it.
type op struct {
	face.Route
	name    string // operationId
	summary string
	tag     string
	query   []contract.Param
	in      reflect.Type // the JSON body, nil for none
	out     reflect.Type // the answer, nil when it is described in words
	status  int          // of success, 200 when 0
	media   string       // of the answer when it is not JSON
	keyed   bool         // takes an Idempotency-Key
	match   bool         // takes If-Match
	stream  bool         // the body is streamed, whatever its size and type
	do      func(w http.ResponseWriter, r *http.Request) error
}

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
			return a.refuse(r, err)
		}
		if err := a.meter.Count(h, a.credential(r)); err != nil {
			return err
		}
		r = r.WithContext(actor.With(r.Context(), who))
	}
	if err := legible(r); err != nil {
		return err
	}
	if err := known(r, o.query); err != nil {
		return err
	}
	if !o.Safe() && !o.stream {
		if err := takesJSON(r); err != nil {
			return err
		}
		r.Body = http.MaxBytesReader(w, r.Body, intake.MaxObject)
	}
	return o.do(w, r)
}

// legible refuses addresses and keys with bytes that no text has: a database would stumble over them.
func legible(r *http.Request) error {
	switch {
	case strings.ContainsRune(r.URL.Path, 0) || !utf8.ValidString(r.URL.Path):
		return errs.Absent("entry")
	case strings.ContainsFunc(r.Header.Get("Idempotency-Key"), func(c rune) bool { return c < ' ' || c > '~' }):
		return problem.Refuse(http.StatusBadRequest, "Idempotency-Key may hold visible ASCII characters only.")
	case r.URL.RawQuery == "":
		return nil
	}
	for name, list := range r.URL.Query() {
		for _, v := range list {
			if strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
				return errs.Bad(name, "This is not a text in UTF-8.")
			}
		}
	}
	return nil
}

// truth reads a parameter that is true or false, false if absent. Kinds: Invalid.
func truth(q url.Values, name string) (bool, error) {
	switch q.Get(name) {
	case "true":
		return true, nil
	case "", "false":
		return false, nil
	}
	return false, errs.Bad(name, "Use true or false.")
}

// known refuses query parameters that the operation does not have, by name: a mistyped filter must not answer with everything.
func known(r *http.Request, params []contract.Param) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return problem.Refuse(http.StatusBadRequest, "The query of the address cannot be read.")
	}
	var wrong []string
	for name, list := range values {
		if !slices.ContainsFunc(params, func(p contract.Param) bool { return p.Name == name }) || len(list) > 1 {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	var have []string
	for _, p := range params {
		have = append(have, p.Name)
	}
	e := problem.Refuse(http.StatusBadRequest, "Unknown or repeated query parameter: %s. Known: %s.", strings.Join(wrong, ", "), strings.Join(append(have, "no others"), ", "))
	for _, w := range wrong {
		e.Faults = append(e.Faults, problem.Fault{Parameter: w, Detail: "There is no such parameter, or it is given twice."})
	}
	return e
}
