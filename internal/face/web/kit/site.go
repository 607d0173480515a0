package kit

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Site is the face: its rooms, its routes, and the little it remembers.
type Site struct {
	Deps
	// Sheets draw the pages of records by their kind. The rooms that own them fill it while the program starts.
	Sheets map[string]Sheet
	// Tabs lead from the page of a record to further pages about it, by kind: what each is called, and the last step of its address.
	Tabs map[string][]ui.Link
	// Todo returns what waits for an answer of the actor besides work; nil for nothing.
	Todo  func(ctx context.Context) ([]ui.Todo, error)
	mux   face.Mux
	guard *http.CrossOriginProtection

	buffers sync.Pool
	gzips   sync.Pool
}

// New returns a site without routes. Kinds: Internal when a room is missing.
func New(d Deps) (*Site, error) {
	if d.Room == nil || d.Actions == nil || d.People == nil || d.Clock == nil || d.Accounts == nil || d.Sessions == nil {
		return nil, errs.New(errs.Internal, "the web face lacks a room it needs")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	s := &Site{Deps: d, guard: http.NewCrossOriginProtection(), Sheets: map[string]Sheet{}, Tabs: map[string][]ui.Link{}}
	s.guard.SetDenyHandler(http.HandlerFunc(s.foreign))
	s.buffers.New = func() any { return new(bytes.Buffer) }
	s.gzips.New = func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		return z
	}
	return s, nil
}

// Now returns the present instant.
func (s *Site) Now() time.Time { return s.Clock.Now() }

// Organisation returns the name of the desk's owner, "" when it has none yet.
func (s *Site) Organisation(ctx context.Context) string {
	if s.Deps.Organisation == nil {
		return ""
	}
	return s.Deps.Organisation(ctx)
}
