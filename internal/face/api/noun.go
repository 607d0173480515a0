package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
)

// noun is a kind of row that is no record, such as a person; In is what can be written of it.
type noun[T, In any] struct {
	plural, one       string // in paths and in sentences
	also              string // what there is to say of reading one
	view, edit, scope string
	read              func(ctx context.Context, of id.ID) (T, error) // what the actor may see
	again             func(ctx context.Context, of id.ID) (T, error) // what a request made that is sent once more
	add, change       func(ctx context.Context, v T) (T, error)
	onto              func(in In, v *T)
	stamp             func(v T) (id.ID, int64) // its id and version
}

// single returns the operations on one of a noun.
func single[T, In any](a *API, n noun[T, In]) []op {
	in, out, at := reflect.TypeFor[In](), reflect.TypeFor[T](), root+n.plural
	keys := action.Keys(in)
	return []op{
		{Route: own("POST", at, n.edit, n.scope, keys...), name: "create-" + n.one, tag: n.plural, summary: "Add a " + n.one, in: in, out: out, status: http.StatusCreated, keyed: true,
			do: func(w http.ResponseWriter, r *http.Request) error { return n.create(a, w, r) }},
		{Route: read(at+"/{id}", n.view, n.scope), name: "get-" + n.one, tag: n.plural, summary: "Read a " + n.one + n.also, out: out,
			do: func(w http.ResponseWriter, r *http.Request) error { return n.get(a, w, r) }},
		{Route: own("PATCH", at+"/{id}", n.edit, n.scope, keys...), name: "edit-" + n.one, tag: n.plural, summary: "Change a " + n.one, in: in, out: out, match: true,
			do: func(w http.ResponseWriter, r *http.Request) error { return n.patch(a, w, r) }},
	}
}

func (n noun[T, In]) create(a *API, w http.ResponseWriter, r *http.Request) error {
	var in In
	b, err := decode(r, &in)
	if err != nil {
		return err
	}
	var v T
	n.onto(in, &v)
	before, replayed, err := a.once(r, b, "", func(ctx context.Context) (err error) {
		v, err = n.add(ctx, v)
		return err
	})
	if err != nil {
		return err
	}
	if replayed {
		w.Header().Set("Idempotency-Replayed", "true")
		if v, err = n.again(r.Context(), before.ID); err != nil {
			return err
		}
	}
	of, _ := n.stamp(v)
	w.Header().Set("Location", root+n.plural+"/"+of.String())
	return n.send(a, w, r, v, http.StatusCreated)
}

func (n noun[T, In]) send(a *API, w http.ResponseWriter, r *http.Request, v T, status int) error {
	_, version := n.stamp(v)
	w.Header().Set("Etag", etag(version))
	return a.answer(w, r, status, v)
}

func (n noun[T, In]) get(a *API, w http.ResponseWriter, r *http.Request) error {
	of, err := key(r, "id", n.one)
	if err != nil {
		return err
	}
	v, err := n.read(r.Context(), of)
	if err != nil {
		return err
	}
	if _, version := n.stamp(v); matches(r.Header.Get("If-None-Match"), etag(version)) {
		w.Header().Set("Etag", etag(version))
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return n.send(a, w, r, v, http.StatusOK)
}

func (n noun[T, In]) patch(a *API, w http.ResponseWriter, r *http.Request) error {
	of, err := key(r, "id", n.one)
	if err != nil {
		return err
	}
	var in In
	if _, err := decode(r, &in); err != nil {
		return err
	}
	version, err := demanded(r)
	if err != nil {
		return err
	}
	v, err := n.read(r.Context(), of)
	if err != nil {
		return err
	}
	if _, now := n.stamp(v); version != 0 && version != now {
		return outdated()
	}
	n.onto(in, &v)
	if v, err = n.change(r.Context(), v); err != nil {
		return err
	}
	return n.send(a, w, r, v, http.StatusOK)
}
