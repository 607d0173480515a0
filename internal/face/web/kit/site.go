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
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Site is the face: its rooms, its routes, and the little it remembers.
type Site struct {
	Deps
	// Sheets draw the pages of records by their kind. The rooms that own them fill it while the program starts.
	Sheets map[string]Sheet
	// Tabs lead from the page of a record to further pages about it, by kind: what each is called, and the last step of its address.
	Tabs  map[string][]ui.Link
	mux   face.Mux
	guard *http.CrossOriginProtection

	buffers sync.Pool
	gzips   sync.Pool

	mu    sync.Mutex
	zones map[id.ID]zoneOf
}

type zoneOf struct {
	name string
	at   time.Time
}

// zoneAge is how long a change of an organisation's time zone may stay unseen.
const zoneAge = 30 * time.Second

// New returns a site without routes. Kinds: Internal when a room is missing.
func New(d Deps) (*Site, error) {
	if d.Room == nil || d.Actions == nil || d.People == nil || d.Clock == nil || d.Accounts == nil || d.Sessions == nil {
		return nil, errs.New(errs.Internal, "the web face lacks a room it needs")
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	s := &Site{Deps: d, guard: http.NewCrossOriginProtection(), zones: map[id.ID]zoneOf{}, Sheets: map[string]Sheet{}, Tabs: map[string][]ui.Link{}}
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

// zoned fills in the zone of the actor's organisation where they chose none.
func (s *Site) zoned(ctx context.Context, a actor.Actor) actor.Actor {
	if a.Zone != "" || a.Entity == 0 {
		return a
	}
	now := s.Now()
	s.mu.Lock()
	known, ok := s.zones[a.Entity]
	s.mu.Unlock()
	if age := now.Sub(known.at); !ok || age > zoneAge || age < 0 {
		set, err := place.Settings(ctx, s.Room.DB, a.Entity)
		if err != nil {
			return a
		}
		known = zoneOf{set.Zone, now}
		s.mu.Lock()
		s.zones[a.Entity] = known
		s.mu.Unlock()
	}
	a.Zone = known.name
	return a
}

// Organisation returns the name of the desk's owner, "" when it has none yet.
func (s *Site) Organisation(ctx context.Context) string {
	if s.Deps.Organisation == nil {
		return ""
	}
	return s.Deps.Organisation(ctx)
}
