package app

import (
	"context"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/content"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/seal"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/batch"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/engine/draft"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/macro"
	"github.com/fettle-itsm/fettle/internal/engine/notify"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/presence"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/engine/view"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/password"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
	"github.com/fettle-itsm/fettle/internal/identity/token"
	"github.com/fettle-itsm/fettle/internal/insight"
	"github.com/fettle-itsm/fettle/internal/joint"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	"github.com/fettle-itsm/fettle/internal/port/discovery/device"
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

// engine builds the rooms that all practices share, and registers their events and reactors in their order.
func (a *App) engine(ctx context.Context) error {
	store, err := attach.OpenDir(filepath.Join(a.Data, "files"))
	if err != nil {
		return err
	}
	a.Queue = job.New(a.DB, a.Log, job.Options{})
	a.Events.Wake(soon(a.Queue.Wake, queueDelay))
	a.People = people.New(a.DB)
	a.Custom = field.NewCustom(a.DB)
	a.Index = search.New(a.DB.Engine())
	a.Files = attach.NewFiles(store, attach.Usual())
	a.Files.Index = a.Index
	a.Files.Handle(a.Queue, a.DB)
	job.HandleTx(a.Queue, func(tx *db.Tx, _ Statistics, _ job.Info) error { return db.Analyse(tx) })
	a.Calendars = calendar.NewStore(a.DB)
	a.SLA = sla.New(a.DB, a.Events, a.Calendars)
	a.Desk = &ticket.Desk{DB: a.DB, Teams: a.People, Index: a.Index, Clocks: a.SLA}
	a.SLA.Desk = a.Desk
	a.Room = &desk.Room{DB: a.DB, Log: a.Events, People: a.People, Custom: a.Custom, Index: a.Index}
	a.Custom.Sees = a.Room.SeesRef
	a.Keys = once.New(a.DB)

	setting.Register(a.Events)
	field.RegisterEvents(a.Events)
	people.RegisterEvents(a.Events)
	ticket.Register(a.Events)
	sla.Register(a.Events)
	a.Events.React(a.SLA.React)
	a.Events.React(once.Note)
	a.SLA.Handle(a.Queue)
	a.Insight = insight.New(a.DB, a.Calendars)
	a.Notify = notify.New(a.DB, a.People)
	a.Presence, a.Drafts = presence.New(a.DB), draft.New(a.DB)
	a.Notify.Sees = a.Room.Sees
	a.Views = view.New(a.DB, a.Room)
	a.Batches = batch.New(a.DB, a.Room, a.People, a.Queue)
	a.Macros = macro.New(a.DB)
	a.People.Know(view.PermShare, macro.PermShare, macro.PermEverybody)
	dispatch := event.NewDispatcher(a.Events, a.DB)
	a.Notify.Subscribe(dispatch)
	a.Critical = joint.NewCritical(a.DB, a.Room)
	a.Critical.Subscribe(dispatch)
	dispatch.Handle(a.Queue)
	a.People.Know(setting.PermEdit, field.PermSettings, health.PermView, health.PermRetry, desk.PermAudit)
	a.People.Know(calendar.Permissions()...)
	a.People.Know(sla.Permissions()...)
	a.People.Know(insight.Permissions()...)
	version, err := a.DB.SchemaVersion(ctx)
	a.Health = health.New(a.DB, version)
	return err
}

// identity builds the ways to prove who one is.
func (a *App) identity() {
	params, concurrent := password.Default(), 2
	if a.Quick {
		params = password.Params{Memory: 64, Time: 1, Threads: 1}
	}
	hasher := password.New(params, concurrent)
	a.Accounts = account.New(a.DB, a.People, hasher)
	a.Sessions = session.New(a.DB, a.People)
	a.Tokens = token.New(a.DB, a.People)
	a.Setup = setup.New(a.DB, a.People, hasher, a.Content)
	account.RegisterEvents(a.Events)
	token.RegisterEvents(a.Events)
	a.People.Know(account.Permissions()...)
	a.People.Know(token.Permissions()...)
}

// practices builds the practices: one paragraph each.
func (a *App) practices() error {
	a.Incidents = incident.NewService(incident.Deps{DB: a.DB, Desk: a.Desk, People: a.People, Custom: a.Custom, Hours: a.Calendars,
		Others: a.Room})
	a.Incidents.Handle(a.Queue)
	a.People.Know(incident.Permissions()...)
	a.SLA.Raisers[incident.Kind().Key] = a.Incidents.Raise
	a.Critical.Urge = a.Incidents.Urge
	incidents := a.Incidents.Practice()
	incidents.Fields = append(incidents.Fields, insight.Fields()...)
	a.Room.Add(incidents)

	a.Relations = relation.New(a.DB, a.Room)
	registers := register.Deps{DB: a.DB, Index: a.Index, Custom: a.Custom, Room: a.Room}
	a.Services, a.Assets, a.Stock = service.New(registers, a.SLA), asset.New(registers), stock.New(registers)
	a.People.Know(service.Permissions()...)
	a.People.Know(asset.Permissions()...)
	a.People.Know(stock.Permissions()...)
	a.Stocktakes = count.New(registers, a.Assets, a.Files)
	a.People.Know(count.Permissions()...)
	a.Handovers = handover.New(registers, a.Assets, a.Files)
	a.Handovers.Handle(a.Queue)
	a.People.Know(handover.Permissions()...)
	a.Finance = finance.New(registers, a.Assets)
	a.Finance.Handle(a.Queue)
	a.People.Know(finance.Permissions()...)
	a.Wanted = requisition.New(registers, a.Finance)
	a.People.Know(requisition.Permissions()...)
	a.Upkeep = upkeep.New(a.Room, a.Assets)
	a.Costs = cost.New(a.Room, a.Assets, a.Finance)
	a.Ahead = ahead.New(a.Room, a.Finance)
	a.Ahead.Handle(a.Queue)
	a.Software = software.New(registers)
	a.Software.Handle(a.Queue)
	a.People.Know(software.Permissions()...)
	a.Discovery = discovery.New(registers, a.Assets, a.Software)
	a.People.Know(discovery.Permissions()...)
	box, err := seal.New(a.Key)
	if err != nil {
		return err
	}
	a.Plans = plan.New(registers, a.Discovery, box)
	a.Plans.Handle(a.Queue)
	a.People.Know(plan.Permissions()...)
	assets := a.Assets.Practices()
	assets[0].Parts = append(assets[0].Parts, slices.Concat(a.Finance.AssetParts(), []desk.Part{a.Upkeep.AssetPart(), a.Costs.AssetPart()}, a.Software.AssetParts(), []desk.Part{device.Part(a.DB)}, a.Discovery.AssetParts())...)
	assets[1].Parts, assets[2].Parts = append(assets[1].Parts, a.Costs.GroupPart(cost.Model)), append(assets[2].Parts, a.Costs.GroupPart(cost.Class))
	assets[0].Actions = slices.Concat(assets[0].Actions, a.Upkeep.AssetActions(), a.Discovery.AssetActions())
	for _, p := range slices.Concat(a.Services.Practices(), assets, []desk.Practice{a.Stock.Practice(), a.Stocktakes.Practice()}, a.Discovery.Practices(), a.Plans.Practices(),
		a.Handovers.Practices(), a.Finance.Practices(), []desk.Practice{a.Wanted.Practice()}, a.Software.Practices()) {
		a.Room.Add(a.Relations.On(p))
	}
	a.Room.Collect(a.Relations.Collection())
	for _, s := range append(export.Directory(a.Room), a.Relations.Sheet()) {
		a.Room.Lay(s)
	}
	a.Room.Collect(a.Costs.Collection())
	a.Room.Collect(a.Software.Collection())
	a.Room.Collect(a.Ahead.Collection())

	a.Tables = sheet.Desk{DB: a.DB, Room: a.Room, People: a.People, Files: a.Files}
	a.Tables.Handle(a.Queue)
	a.Files.Kept = append(a.Files.Kept, a.Tables.Keeps)
	a.People.Know(sheet.PermRun)

	specs := []action.Spec{
		action.Of("notification.mark_read", "Mark as read", action.SignedIn, a.Notify.MarkRead),
		action.Of("notification.mute", "Do not tell me", action.SignedIn, a.Notify.Mute),
		action.Of("notification.unmute", "Tell me again", action.SignedIn, a.Notify.Unmute),
	}
	for _, p := range a.Room.Practices() {
		specs = append(append(specs, a.Room.Attaching(p, a.Files)), p.Actions...)
	}
	return a.Actions.Add(specs...)
}

// Content puts the shipped content below the root entity.
func (a *App) Content(tx *db.Tx, root id.ID) error {
	if err := content.Apply(tx, a.People, root); err != nil {
		return err
	}
	if err := content.ApplyClasses(tx, root, a.Assets); err != nil {
		return err
	}
	return content.ApplyLevels(tx, root, a.Calendars, a.SLA)
}

// upgrade brings the shipped content of this program to a database that is set up.
func (a *App) upgrade(ctx context.Context) error {
	return a.DB.Write(actor.With(ctx, actor.OfSystem("content")), func(tx *db.Tx) error {
		root, err := place.Root(tx.Context(), tx)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return a.Content(tx, root)
	})
}

// queueDelay is how long a job may wait for company: under load one look at the queue then serves many writes.
const queueDelay = 50 * time.Millisecond

// soon returns a function that calls f once after a delay, however often it is called meanwhile.
func soon(f func(), after time.Duration) func() {
	var waiting atomic.Bool
	return func() {
		if waiting.CompareAndSwap(false, true) {
			time.AfterFunc(after, func() {
				waiting.Store(false)
				f()
			})
		}
	}
}
