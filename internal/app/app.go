package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// Options say what to build the product on.
type Options struct {
	Data     string // the data folder; it is made when absent
	Database string // "sqlite:/path" or a PostgreSQL URL
	Clock    clock.Clock
	Log      *slog.Logger
	// Quick makes password hashing cheap: for tests and demonstrations with throw-away data only.
	Quick bool
}

// App is the product, wired.
type App struct {
	Options
	DB         *db.DB
	Events     *event.Log
	Queue      *job.Queue
	People     *people.Service
	Places     *place.Places
	Categories *category.Categories
	Custom     *field.Custom
	Index      search.Index
	Files      *attach.Files
	Calendars  *calendar.Calendars
	SLA        *sla.Service
	Desk       *ticket.Desk
	Room       *desk.Room
	Actions    *action.Registry
	Incidents  *incident.Service
}

// Build opens the database, brings its schema up to date and wires the rooms. Close must be called. Nothing runs yet; see Serve.
func Build(ctx context.Context, o Options) (a *App, err error) {
	defer errs.Wrap(&err, "app.Build")
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return nil, errs.Because(errs.Unavailable, err, "The data folder %s cannot be made; choose another with --data or correct its rights.", o.Data)
	}
	a = &App{Options: o, Events: event.New(), Actions: &action.Registry{}}
	if a.DB, err = db.Open(ctx, db.Options{URL: o.Database, Clock: o.Clock}); err != nil {
		return nil, err
	}
	if err := a.DB.Migrate(ctx); err != nil {
		return nil, closing(a.DB, err)
	}
	a.DB.SetSink(a.Events)
	if err := a.engine(); err != nil {
		return nil, closing(a.DB, err)
	}
	if err := a.practices(); err != nil {
		return nil, closing(a.DB, err)
	}
	return a, nil
}

func closing(d *db.DB, err error) error {
	_ = d.Close()
	return err
}

// Close ends the writes under way and closes the database.
func (a *App) Close() error { return a.DB.Close() }

// engine builds the rooms that all practices share, and registers their events and reactors in their order.
func (a *App) engine() error {
	store, err := attach.OpenDir(filepath.Join(a.Data, "files"))
	if err != nil {
		return err
	}
	a.Queue = job.New(a.DB, a.Log, job.Options{})
	a.Events.Wake(a.Queue.Wake)
	a.People = people.New(a.DB)
	a.Places = place.New(a.DB, a.People.ForgetAfter)
	a.Categories = category.New(a.DB)
	a.Custom = field.NewCustom(a.DB)
	a.Index = search.New(a.DB.Engine())
	a.Files = attach.NewFiles(store, attach.Limits{})
	a.Calendars = calendar.NewStore(a.DB)
	a.SLA = sla.New(a.DB, a.Events, a.Calendars)
	a.Desk = &ticket.Desk{DB: a.DB, Teams: a.People, Index: a.Index, Clocks: a.SLA}
	a.Room = &desk.Room{DB: a.DB, Log: a.Events, People: a.People, Custom: a.Custom, Index: a.Index}

	people.RegisterEvents(a.Events)
	field.RegisterEvents(a.Events)
	ticket.Register(a.Events)
	sla.Register(a.Events)
	a.Events.React(a.SLA.React)
	a.SLA.Handle(a.Queue)
	return nil
}

// practices builds the practices: one paragraph each.
func (a *App) practices() error {
	a.Incidents = incident.NewService(incident.Deps{DB: a.DB, Desk: a.Desk, People: a.People, Custom: a.Custom, Hours: a.Calendars})
	a.Incidents.Handle(a.Queue)
	a.People.Know(incident.Permissions()...)
	a.Room.Add(a.Incidents.Practice())
	return a.Actions.Add(a.Incidents.Actions()...)
}
