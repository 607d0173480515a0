package api

import (
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
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
	if err := intake.Legible(r); err != nil {
		return err
	}
	if err := intake.Known(r, o.query); err != nil {
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
