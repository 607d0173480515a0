package api

import (
	"cmp"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	urlpath "path"
	"strings"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Tokens knows the actors of API tokens. Kinds: Unauthenticated.
type Tokens interface {
	Authenticate(ctx context.Context, secret string) (actor.Actor, error)
}

// Sessions knows the actors of browsers. Kinds: Unauthenticated.
type Sessions interface {
	Authenticate(ctx context.Context, secret string, background bool) (actor.Actor, error)
}

// Deps are what the API stands on. Files and Explain may be nil: their routes are then absent.
type Deps struct {
	Desk  *desk.Room
	Keys  *once.Keys
	Tail  *face.Tail
	Files *attach.Files
	// Explain answers "why this deadline?" for a record that the actor may see.
	Explain  func(ctx context.Context, record id.ID) (sla.Answer, error)
	Tokens   Tokens
	Sessions Sessions
	Cookie   func(secure bool) string // name of the session cookie
	Proxies  face.Proxies
	Log      *slog.Logger
	Version  string
	// Quota bounds the requests of each token and session; DefaultQuota when it is zero, no bound when Requests is negative.
	Quota face.Quota
	// Failed bounds the tokens that do not hold, by the address that sends them; DefaultFailed when it is zero, as Quota.
	Failed face.Quota
	// Streams bounds the open streams of each token and session; DefaultStreams when it is 0, no bound when negative.
	Streams int
	Also    []contract.Op // served by others below the address of the API, and described with it
}

// DefaultQuota is far above what a well-behaved integration asks for, and about what a small machine can answer: it is there to stop one
// that runs wild, not to ration.
func DefaultQuota() face.Quota { return face.Quota{Requests: 300_000, Window: time.Minute} }

// DefaultFailed leaves room for a forgotten integration that comes back every second, and none for guessing.
func DefaultFailed() face.Quota { return face.Quota{Requests: 120, Window: time.Minute} }

// DefaultStreams is enough for a wall of screens with one token.
const DefaultStreams = 32

// API is the JSON face. It is safe for concurrent use.
type API struct {
	Deps
	mux    face.Mux
	ops    []op
	origin *http.CrossOriginProtection
	meter  *face.Meter
	failed *face.Meter
	open   *face.Slots
	gzips  sync.Pool
}

// New returns the API. It fails when a route does not say what it rests on.
func New(d Deps) (*API, error) {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Quota == (face.Quota{}) {
		d.Quota = DefaultQuota()
	}
	if d.Failed == (face.Quota{}) {
		d.Failed = DefaultFailed()
	}
	ticks := d.Desk.DB.Clock()
	a := &API{Deps: d, origin: http.NewCrossOriginProtection(), meter: face.NewMeter(d.Quota, ticks), failed: face.NewMeter(d.Failed, ticks),
		open: face.NewSlots(cmp.Or(d.Streams, DefaultStreams))}
	a.gzips.New = func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a legal one
		return z
	}
	for _, p := range d.Desk.Practices() {
		a.add(a.records(p)...)
		a.add(a.exports(p)...)
		a.add(a.parts(p)...)
		a.add(a.verbs(p)...)
	}
	a.add(a.people()...)
	a.add(a.teams()...)
	a.add(a.locations()...)
	a.add(a.rest()...)
	a.add(a.collections()...)
	a.add(a.sheets()...)
	a.add(a.documents()...)
	return a, a.mux.Err()
}

// Routes returns what can be reached.
func (a *API) Routes() []face.Route { return a.mux.Routes() }

// ServeHTTP implements http.Handler. The API serves /api/ and /docs/api.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if face.RequestID(r.Context()) == "" {
		r = face.Named(w, r)
	}
	defer a.rescue(w, r)
	if _, pattern := a.mux.Handler(r); pattern == "" || r.URL.Path != urlpath.Clean(r.URL.Path) {
		a.lost(w, r) // the mux would answer a path with dots or two slashes with a page
		return
	}
	a.mux.ServeHTTP(w, r)
}

// lost answers a path that does not exist, or one that does with other methods only.
func (a *API) lost(w http.ResponseWriter, r *http.Request) {
	h, _ := a.mux.Handler(r)
	probe := &headerOnly{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header()["Allow"] = probe.header["Allow"]
		a.fail(w, r, problem.Refuse(http.StatusMethodNotAllowed, "This address takes %s only.", probe.header.Get("Allow")))
		return
	}
	hint := "See /docs/api for what there is."
	if near := a.verbNear(r.URL.Path); near != "" {
		hint = "Did you mean the action " + near + "?"
	}
	a.fail(w, r, problem.Refuse(http.StatusNotFound, "There is nothing at this address. %s", hint))
}

// verbNear returns the verb that a path of an action was most likely meant to name, "" when it names none.
func (a *API) verbNear(at string) string {
	parts := strings.Split(strings.TrimPrefix(at, root), "/") // incidents, INC-1, actions, resolv
	if len(parts) != 4 || parts[2] != "actions" {
		return ""
	}
	p, err := a.Desk.Practice(parts[0])
	if err != nil {
		return ""
	}
	var verbs []string
	for _, s := range p.Actions {
		if s.OnRecord && s.Verb() != "edit" {
			verbs = append(verbs, s.Verb())
		}
	}
	return text.Nearest(parts[3], verbs)
}

// headerOnly takes the status and header of an answer and drops the rest.
type headerOnly struct {
	header http.Header
	status int
}

func (h *headerOnly) Header() http.Header         { return h.header }
func (h *headerOnly) Write(b []byte) (int, error) { return len(b), nil }
func (h *headerOnly) WriteHeader(status int)      { h.status = status }
