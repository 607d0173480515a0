package api

import (
	"net/http"
	"reflect"
	"sync"

	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// documents returns the operations that describe those added so far. They hold no data, so that they ask for no proof. Each document is
// made when it is first asked for: they describe hundreds of operations, and a start need not wait for them.
func (a *API) documents() []op {
	ops := a.contracts()
	made := func(kind string, document func() ([]byte, error)) func(w http.ResponseWriter, r *http.Request) error {
		document = sync.OnceValues(document)
		return func(w http.ResponseWriter, _ *http.Request) error {
			b, err := document()
			if err != nil {
				return err
			}
			h := w.Header()
			h.Set("Content-Type", kind)
			h.Set("Cache-Control", "public, max-age=300")
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
			_, _ = w.Write(b)
			return nil
		}
	}
	return []op{
		{Route: read("/api/openapi.json", face.Anyone, "no rows"), name: "openapi", do: made("application/json", func() ([]byte, error) { return a.openAPI(ops) })},
		{Route: read("/docs/api", face.Anyone, "no rows"), name: "docs", do: made("text/html; charset=utf-8", func() ([]byte, error) { return contract.Page(ops) })},
	}
}

// contracts are the operations added so far without what they do.
func (a *API) contracts() []contract.Op {
	out := make([]contract.Op, len(a.ops))
	for i, o := range a.ops {
		out[i] = contract.Op{Route: o.Route, Name: o.name, Summary: o.summary, Tag: o.tag, Query: o.query, In: o.in, Out: o.out, Status: o.status, Media: o.media,
			Keyed: o.keyed, Match: o.match, Stream: o.stream}
	}
	return append(out, a.Also...)
}

// openAPI returns the document of the operations.
func (a *API) openAPI(ops []contract.Op) ([]byte, error) {
	var kinds []contract.Kind
	for _, p := range a.Desk.Practices() {
		k := contract.Kind{Practice: p}
		for _, x := range a.hanging(p) {
			k.Parts = append(k.Parts, contract.Part{Name: x.name, Out: x.out})
		}
		kinds = append(kinds, k)
	}
	return contract.Document(ops, kinds, contract.Types{Done: reflect.TypeFor[done](), Move: reflect.TypeFor[move]()}, a.Cookie(true))
}
