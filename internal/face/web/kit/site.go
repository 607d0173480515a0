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

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
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
	// Whole names the parts that a further page of Tabs tells in full, by the last step of its address, so that they need no tab of their own.
	Whole map[string]string
	// Fronts tell on the pages of records of a kind what is known besides their fields. The rooms that own them fill it while the program
	// starts.
	Fronts map[string]Front
	// Over are acts over the list of a kind: each leads to a page that is told the question of the list as ?q=.
	Over map[string][]NavLink
	// Ticked are acts on the rows that somebody ticked in the list of a kind, which has boxes for it then.
	Ticked map[string][]Ticked
	// Places are further pages that the palette leads to. The rooms that own them fill it while the program starts.
	Places []func(v *Visit) ([]ui.Link, error)
	// Todo returns what waits for an answer of the actor besides work; nil for nothing.
	Todo  func(ctx context.Context) ([]ui.Todo, error)
	mux   face.Mux
	guard *http.CrossOriginProtection

	buffers sync.Pool
	gzips   sync.Pool
}

// Ticked is an act on ticked rows: it leads to a page that is told their numbers, each as ?tags=, and Do as ?do= where there is one.
// Command names the key that presses it. Many sends a form instead, also for all rows of the filter.
type Ticked struct {
	NavLink
	Do, Command string
	Many        bool
}

// Front reads what is known of a record.
type Front func(v *Visit, w desk.View) (Told, error)

// Told is what a front tells: in the middle of the page, above its properties, and more of those.
type Told struct {
	Main, Top templ.Component
	Sections  []ui.Section
	Acts      []ui.Button
	From      map[string]Origin // by the key of a built-in field
}

// Origin says where the value of a field comes from, "" for a person, and what contradicts it.
type Origin struct{ By, Doubt string }

// New returns a site without routes. Kinds: Internal when a room is missing.
func New(d Deps) (*Site, error) {
	if d.Room == nil || d.Actions == nil || d.People == nil || d.Clock == nil || d.Accounts == nil || d.Sessions == nil {
		return nil, errs.New(errs.Internal, "the web face lacks a room it needs")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	s := &Site{Deps: d, guard: http.NewCrossOriginProtection(), Sheets: map[string]Sheet{}, Tabs: map[string][]ui.Link{}, Whole: map[string]string{}, Fronts: map[string]Front{}, Over: map[string][]NavLink{}, Ticked: map[string][]Ticked{}}
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
