package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/batch"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/draft"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/macro"
	"github.com/fettle-itsm/fettle/internal/engine/notify"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/presence"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/engine/view"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
	"github.com/fettle-itsm/fettle/internal/identity/token"
	"github.com/fettle-itsm/fettle/internal/insight"
	"github.com/fettle-itsm/fettle/internal/joint"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	"github.com/fettle-itsm/fettle/internal/port/discovery/plan"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/ahead"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/handover"
	"github.com/fettle-itsm/fettle/internal/practice/asset/requisition"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stock"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake/count"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
	"github.com/fettle-itsm/fettle/internal/practice/service"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
)

// Options say what to build the product on.
type Options struct {
	Data     string // the data folder; it is made when absent
	Database string // "sqlite:/path" or a PostgreSQL URL
	Clock    clock.Clock
	Log      *slog.Logger
	Key      []byte // with which secrets are sealed; without it none can be kept
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
	Custom     *field.Custom
	Index      search.Index
	Files      *attach.Files
	Calendars  *calendar.Calendars
	SLA        *sla.Service
	Desk       *ticket.Desk
	Room       *desk.Room
	Actions    *action.Registry
	Keys       *once.Keys
	Health     *health.Desk
	Accounts   *account.Accounts
	Sessions   *session.Sessions
	Tokens     *token.Tokens
	Setup      *setup.Setup
	Insight    *insight.Service
	Notify     *notify.Service
	Presence   *presence.Service
	Drafts     *draft.Service
	Views      *view.Service
	Batches    *batch.Service
	Macros     *macro.Service
	Incidents  *incident.Service
	Services   *service.Desk
	Critical   *joint.Critical
	Assets     *asset.Desk
	Software   *software.Desk
	Discovery  *discovery.Desk
	Plans      *plan.Desk
	Relations  *relation.Desk
	Stock      *stock.Desk
	Finance    *finance.Desk
	Costs      *cost.Desk
	Ahead      *ahead.Desk // what ends soon
	Upkeep     *upkeep.Desk
	Wanted     *requisition.Desk
	Stocktakes *count.Desk
	Handovers  *handover.Desk
	Tables     sheet.Desk
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
	a.Events.Cover("record")
	ticket.Witness(a.Events)
	if a.DB, err = db.Open(ctx, db.Options{URL: o.Database, Clock: o.Clock}); err != nil {
		return nil, err
	}
	if err := a.DB.Migrate(ctx); err != nil {
		return nil, closing(a.DB, err)
	}
	if err := a.DB.ClaimNode(ctx, holder(a.DB)); errs.Is(err, errs.Unavailable) {
		a.Log.ErrorContext(ctx, "no node number could be taken; it is tried again", "error", err) // such as a full disk, on which reading goes on
	} else if err != nil {
		return nil, closing(a.DB, err)
	}
	a.DB.SetSink(a.Events)
	if err := a.engine(ctx); err != nil {
		return nil, closing(a.DB, err)
	}
	a.identity()
	if err := a.practices(); err != nil {
		return nil, closing(a.DB, err)
	}
	if err := a.upgrade(ctx); err != nil {
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

// holder names this process in the table of node numbers: never the same twice.
func holder(d *db.DB) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s, process %d, %s", host, os.Getpid(), d.NewID())
}
