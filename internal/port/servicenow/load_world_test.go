package servicenow

import (
	"bufio"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// world is a desk with an agreement and nobody at it.
type world struct {
	Desk
	log   *event.Log
	index search.Index
}

// eachDesk runs f on both engines, with the time of the machine, because the speed of a load is part of its report.
func eachDesk(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, newWorld(t, dbtest.SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { f(t, newWorld(t, dbtest.Migrated(t))) })
}

func newWorld(t *testing.T, at string) *world {
	t.Helper()
	d := dbtest.Open(t, at, clock.System{})
	w := &world{log: event.New(), index: search.New(d.Engine())}
	people.RegisterEvents(w.log)
	ticket.Register(w.log)
	sla.Register(w.log)
	d.SetSink(w.log)
	p, calendars := people.New(d), calendar.NewStore(d)
	promises := sla.New(d, w.log, calendars)
	w.log.React(promises.React)
	tools := &ticket.Desk{DB: d, Teams: p, Index: w.index, Clocks: promises}
	promises.Desk = tools
	w.Desk = Desk{DB: d, People: p, Clocks: promises,
		Incidents: incident.NewService(incident.Deps{DB: d, Desk: tools, People: p, Custom: field.NewCustom(d), Hours: calendars})}
	err := d.Write(w.as(t), func(tx *db.Tx) error {
		if _, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"}); err != nil {
			return err
		}
		if _, err := calendars.Insert(tx, calendar.Calendar{Name: "Business hours", Hours: calendar.Usual("UTC"), Shipped: true}); err != nil {
			return err
		}
		_, err := promises.InsertAgreement(tx, sla.Agreement{Kind: sla.Customer, Name: "Standard", Promises: []sla.Promise{
			{Metric: sla.FirstResponse, Target: timing.InMinutes(120)},
			{Metric: sla.Resolution, Priority: 1, Target: timing.InMinutes(240)}, {Metric: sla.Resolution, Target: timing.InDays(3)},
		}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) as(t *testing.T) context.Context {
	t.Helper()
	return actor.With(t.Context(), actor.OfSystem("test"))
}

// load opens and loads a log.
func (w *world) load(ctx context.Context, t *testing.T, path string, o LoadOptions) (Loaded, error) {
	t.Helper()
	l, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Load(ctx, w.Desk, o)
}

func (w *world) number(t *testing.T, text string) (n int) {
	t.Helper()
	if err := w.DB.QueryRow(t.Context(), text).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// table reads rows of a statement.
func table[T any](t *testing.T, w *world, text string, scan func(rows *sql.Rows, v *T) error) []T {
	t.Helper()
	rows, err := w.DB.Query(t.Context(), text)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// part writes the first incidents of the real log into a file of their own; it skips the test where the log is not there.
func part(t *testing.T, incidents int) string {
	t.Helper()
	f, err := os.Open(realLog)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the incident log is not there: put it beside the checkout as ../shared/data/incident-log")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "part.csv.gz")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	to := gzip.NewWriter(out)
	last := ""
	for lines := bufio.NewScanner(z); lines.Scan(); {
		number, _, _ := strings.Cut(lines.Text(), ",")
		if number != last && number != "number" {
			last = number
			if incidents--; incidents < 0 {
				break
			}
		}
		if _, err := to.Write([]byte(lines.Text() + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(to.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}
