package handover

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
)

// The states of a campaign beside Draft.
const (
	Running   = "running"
	Closed    = "closed"
	Cancelled = "cancelled"
)

// Campaign asks everybody in its scope whether they have what is in their name. Its organisation, with all below it, bounds it.
type Campaign struct {
	record.Head
	Location id.ID  // with everything in it; 0 for everywhere
	Class    id.ID  // record; 0 for all
	Team     id.ID  // whose members are asked; 0 for everybody
	Due      string // date
	Note     string // what those who are asked read
	Frozen   clock.Time
	Expected int64 // how many things are on the list

	Progress string // reckoned when it is shown
}

func campaigns(d register.Deps) *register.Register[Campaign] {
	kind := record.Kind{Key: "attestation", Prefix: "ATT", Singular: "attestation", Plural: "attestations", Icon: "clip", Minor: true, Flow: flow.Machine{
		States: []flow.State{{Key: Draft, Label: "Draft", Phase: flow.Waiting}, {Key: Running, Label: "Running", Phase: flow.Active}, {Key: Closed, Label: "Closed", Phase: flow.Closed},
			{Key: Cancelled, Label: "Cancelled", Phase: flow.Closed, Aside: true}},
		Moves: []flow.Move{
			{Verb: "start", Label: "Start asking", From: []string{Draft}, To: Running},
			{Verb: "close", Label: "Close", From: []string{Running}, To: Closed},
			{Verb: "cancel", Label: "Cancel the campaign", From: []string{Draft, Running}, To: Cancelled, Needs: []string{"reason"}},
		},
	}}
	return &register.Register[Campaign]{Deps: d, Kind: kind, Table: "attestation", Head: func(c *Campaign) *record.Head { return &c.Head },
		View: PermView, Add: PermEdit, Edit: PermEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(c *Campaign) string { return c.Note },
		Fields: field.Set[Campaign]{
			field.Text("progress", "Answered", "", func(c *Campaign) *string { return &c.Progress }).ReadOnly().Help("Of the things asked about."),
			field.Date("due", "To be answered by", "due", func(c *Campaign) *string { return &c.Due }).Required().Filter("t.due"),
			field.Ref(field.TypeLocation, "location", "Location", "location_id", func(c *Campaign) *id.ID { return &c.Location }).Filter("t.location_id").Help("With everything in it; all if empty."),
			field.Ref(field.TypeRecord, "class", "Class", "class_id", func(c *Campaign) *id.ID { return &c.Class }).Of("class").Filter("t.class_id").Help("All if empty."),
			field.Ref(field.TypeTeam, "members_of", "Members of team", "team_id", func(c *Campaign) *id.ID { return &c.Team }).Filter("t.team_id").Help("Everybody if empty."),
			field.Long("note", "Note", "note", func(c *Campaign) *string { return &c.Note }).Max(5000).Help("Those who are asked read it."),
			field.Number("expected", "Asked about", "expected", func(c *Campaign) *int64 { return &c.Expected }).ReadOnly(),
			field.Time("frozen", "Started", "frozen_at", func(c *Campaign) *clock.Time { return &c.Frozen }).ReadOnly().Filter("t.frozen_at"),
		},
		Check:  check,
		Derive: derive}
}

// check keeps the scope of a list that is frozen.
func check(_ *db.Tx, old, c *Campaign) error {
	if old == nil || old.State == Draft {
		return nil
	}
	if !old.Phase.Open() {
		return errs.New(errs.Conflict, "%s is over; nothing about it changes any more.", old.Number)
	}
	var bad errs.Check
	const words = "The list is frozen already; plan another campaign for another scope."
	bad.Must(old.Location == c.Location, "location", words)
	bad.Must(old.Class == c.Class, "class", words)
	bad.Must(old.Team == c.Team, "members_of", words)
	bad.Must(old.Entity == c.Entity, "entity", words)
	return bad.Err()
}

// derive reckons how much was answered.
func derive(ctx context.Context, q db.Querier, list []Campaign) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]id.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	type row struct {
		campaign id.ID
		n        int
	}
	var args db.Args
	rows, err := q.Query(ctx, `SELECT attestation_id, count(*) FROM attestation_line WHERE answer <> '' AND attestation_id IN `+db.List(&args, ids)+` GROUP BY attestation_id`, args.Values()...)
	answered, err := db.Collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.campaign, &r.n) })
	n := map[id.ID]int{}
	for _, r := range answered {
		n[r.campaign] = r.n
	}
	for i := range list {
		if list[i].Frozen != 0 {
			list[i].Progress = strconv.Itoa(n[list[i].ID]) + " of " + strconv.FormatInt(list[i].Expected, 10)
		}
	}
	return err
}

// Fields are the fields of a campaign as a caller gives them; what is absent stays as it is.
type Fields struct {
	Title    *string `json:"title,omitempty" doc:"Such as: What you hold, autumn."`
	Due      *string `json:"due,omitempty" doc:"The date by which it is to be answered."`
	Location *id.ID  `json:"location,omitempty" doc:"With everything in it; all if absent."`
	Class    *id.ID  `json:"class,omitempty" doc:"All if absent."`
	Team     *id.ID  `json:"members_of,omitempty" doc:"The team whose members are asked; everybody if absent."`
	Note     *string `json:"note,omitempty" doc:"Those who are asked read it."`
	Entity   *id.ID  `json:"entity,omitempty" doc:"With all below it."`
}

// Add is a new campaign.
type Add struct {
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Edit changes a campaign.
type Edit struct {
	action.On
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Add plans a campaign. Kinds: Invalid.
func (d *Desk) Add(ctx context.Context, in Add) (record.Result, error) {
	return d.campaigns.Create(ctx, in.Fields, in.Custom, nil)
}

// Edit changes a campaign; the scope of one that has started stays. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Edit(ctx context.Context, in Edit) (record.Result, error) {
	return d.campaigns.Amend(ctx, in.On, in.Fields, in.Custom)
}

func (d *Desk) campaign() desk.Practice {
	p := d.campaigns.Practice(append([]action.Spec{
		action.Of("attestation.add", "Plan a campaign", PermEdit, d.Add),
		action.Of("attestation.edit", "Save", PermEdit, d.Edit),
		action.Of("attestation.start", "Start asking", PermEdit, d.Start),
		action.Of("attestation.remind", "Remind who has not answered", PermEdit, d.Remind),
		d.campaigns.Moving("close", "Close"),
		d.campaigns.Ending("cancel", "Cancel the campaign"),
	}, d.campaigns.Linking()...)...)
	p.Parts = []desk.Part{d.linesPart()}
	return p
}
