package discovery

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// The permissions of discovery.
const (
	PermReport  actor.Permission = "inventory.report"  // report one device, the first that the token reported
	PermCollect actor.Permission = "inventory.collect" // report any device
	PermView    actor.Permission = "finding.view"      // see what waits for a decision
	PermEdit    actor.Permission = "finding.edit"      // decide
)

// Permissions returns every permission of this room.
func Permissions() []actor.Permission {
	return []actor.Permission{PermReport, PermCollect, PermView, PermEdit}
}

// Assets is what discovery needs of the register of assets.
type Assets = *asset.Desk

// reading is how many messages are read at the same time, and queued is how many may wait: a message is read whole into memory.
const (
	reading = 2
	queued  = 32
)

// Desk takes reports and keeps findings.
type Desk struct {
	db       *db.DB
	assets   Assets
	software *software.Desk
	findings *register.Register[Finding]
	turn     chan struct{} // one for each that reads
	line     chan struct{} // one for each that reads or waits
}

// New returns the desk.
func New(deps register.Deps, assets *asset.Desk, programs *software.Desk) *Desk {
	return &Desk{db: deps.DB, assets: assets, software: programs, findings: findings(deps), turn: make(chan struct{}, reading), line: make(chan struct{}, reading+queued)}
}

// Practices describes findings to the faces.
func (d *Desk) Practices() []desk.Practice {
	p := d.findings.Practice(d.actions()...)
	p.Parts = append(p.Parts, d.comparison())
	return []desk.Practice{p}
}

// Outcome is what became of one device of a report.
type Outcome struct {
	Verdict string     // created, updated or review
	Ref     record.Ref // the asset, or the finding
}

// Key is the token with which a report came.
type Key struct {
	Token   id.ID
	AgentID string // what the agent calls itself beside the message
}

// system returns the context in which a report is applied: the product acts, for whoever reported.
func system(ctx context.Context, a actor.Actor) context.Context {
	s := actor.OfSystem("inventory")
	s.Channel, s.Entity, s.Behalf, s.Zone = "agent", a.Entity, a.ID, a.Zone
	return actor.With(ctx, s)
}
