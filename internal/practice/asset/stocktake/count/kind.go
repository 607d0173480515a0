package count

import (
	"context"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// The permissions on stocktakes.
const (
	PermView  actor.Permission = "stocktake.view"
	PermCount actor.Permission = "stocktake.count" // scan
	PermEdit  actor.Permission = "stocktake.edit"  // plan, begin, correct
	PermSign  actor.Permission = "stocktake.sign"
)

// Permissions returns every permission on stocktakes.
func Permissions() []actor.Permission {
	return []actor.Permission{PermView, PermCount, PermEdit, PermSign}
}

// The states of a stocktake.
const (
	Draft     = "draft"
	Counting  = "counting"
	Review    = "review"
	SignedOff = "signed_off"
	Cancelled = "cancelled"
)

// Stocktake is one count of a part of the assets. Its organisation, with all below it, is the outermost bound of its scope.
type Stocktake struct {
	record.Head
	Location id.ID  // with everything in it; 0 for everywhere
	Class    id.ID  // record; 0 for all
	Team     id.ID  // that holds the assets; 0 for any
	Due      string // date, "" for none
	Note     string
	Frozen   clock.Time // when the list was frozen
	Expected int64      // how many assets are on it
	Signed   clock.Time
	SignedBy id.ID  // person
	Digest   string // of the result
	Report   string // the digest of the file that was signed

	Progress string // reckoned when it is shown
}

// Desk holds the verbs on stocktakes.
type Desk struct {
	takes  *register.Register[Stocktake]
	assets *asset.Desk
	files  *attach.Files
}

// New returns the desk. The reports go to files.
func New(deps register.Deps, assets *asset.Desk, files *attach.Files) *Desk {
	return &Desk{takes(deps), assets, files}
}

// Kind describes stocktakes to the engine and the faces.
func Kind() record.Kind {
	return record.Kind{Key: "stocktake", Prefix: "INV", Singular: "stocktake", Plural: "stocktakes", Icon: "clip", Minor: true, Flow: flow.Machine{
		States: []flow.State{
			{Key: Draft, Label: "Draft", Phase: flow.Waiting},
			{Key: Counting, Label: "Counting", Phase: flow.Active},
			{Key: Review, Label: "In review", Phase: flow.Active},
			{Key: SignedOff, Label: "Signed off", Phase: flow.Closed},
			{Key: Cancelled, Label: "Cancelled", Phase: flow.Closed, Aside: true},
		},
		Moves: []flow.Move{
			{Verb: "begin", Label: "Begin to count", From: []string{Draft}, To: Counting},
			{Verb: "review", Label: "End the count", From: []string{Counting}, To: Review},
			{Verb: "resume", Label: "Count on", From: []string{Review}, To: Counting},
			{Verb: "sign", Label: "Sign off", From: []string{Review}, To: SignedOff},
			{Verb: "cancel", Label: "Cancel the stocktake", From: []string{Draft, Counting, Review}, To: Cancelled, Needs: []string{"reason"}},
		},
	}}
}

func takes(d register.Deps) *register.Register[Stocktake] {
	return &register.Register[Stocktake]{Deps: d, Kind: Kind(), Table: "stocktake", Head: func(s *Stocktake) *record.Head { return &s.Head },
		View: PermView, Add: PermEdit, Edit: PermEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(s *Stocktake) string { return s.Note },
		Fields: field.Set[Stocktake]{
			field.Text("progress", "Seen", "", func(s *Stocktake) *string { return &s.Progress }).ReadOnly().Help("Of those expected."),
			field.Ref(field.TypeLocation, "location", "Location", "location_id", func(s *Stocktake) *id.ID { return &s.Location }).Filter("t.location_id").Help("With everything in it; all if empty."),
			field.Ref(field.TypeRecord, "class", "Class", "class_id", func(s *Stocktake) *id.ID { return &s.Class }).Of("class").Filter("t.class_id").Help("All if empty."),
			field.Ref(field.TypeTeam, "holder_team", "Held by team", "team_id", func(s *Stocktake) *id.ID { return &s.Team }).Filter("t.team_id").Help("Everybody's if empty."),
			field.Date("due", "To be done by", "due", func(s *Stocktake) *string { return &s.Due }).Filter("t.due"),
			field.Long("note", "Note", "note", func(s *Stocktake) *string { return &s.Note }).Max(5000),
			field.Number("expected", "Expected", "expected", func(s *Stocktake) *int64 { return &s.Expected }).ReadOnly(),
			field.Time("frozen", "List frozen", "frozen_at", func(s *Stocktake) *clock.Time { return &s.Frozen }).ReadOnly().Filter("t.frozen_at"),
			field.Time("signed", "Signed", "signed_at", func(s *Stocktake) *clock.Time { return &s.Signed }).ReadOnly().Filter("t.signed_at"),
			field.Ref(field.TypePerson, "signed_by", "Signed by", "signed_by", func(s *Stocktake) *id.ID { return &s.SignedBy }).ReadOnly().Filter("t.signed_by"),
			field.Text("digest", "Digest of the result", "digest", func(s *Stocktake) *string { return &s.Digest }).ReadOnly().Code(),
			field.Text("report", "Digest of the report", "report", func(s *Stocktake) *string { return &s.Report }).ReadOnly().Code().Help("SHA-256 of the file that was signed."),
		},
		Check:  check,
		Derive: derive}
}

// check keeps the scope of a list that is frozen, and everything of what is signed.
func check(_ *db.Tx, old, s *Stocktake) error {
	if old == nil {
		return nil
	}
	if err := open(old); err != nil {
		return err
	}
	var c errs.Check
	if old.State != Draft {
		const words = "The list is frozen already; plan another stocktake for another scope."
		c.Must(old.Location == s.Location, "location", words)
		c.Must(old.Class == s.Class, "class", words)
		c.Must(old.Team == s.Team, "holder_team", words)
		c.Must(old.Entity == s.Entity, "entity", words)
	}
	return c.Err()
}

// open refuses what is over.
func open(s *Stocktake) error {
	if !s.Phase.Open() {
		return errs.New(errs.Conflict, "%s is %s; nothing about it changes any more.", s.Number, map[string]string{SignedOff: "signed off", Cancelled: "cancelled"}[s.State])
	}
	return nil
}

// derive reckons how much was seen.
func derive(ctx context.Context, q db.Querier, list []Stocktake) error {
	ids := make([]id.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	seen, err := seenOf(ctx, q, ids)
	for i := range list {
		if list[i].Frozen != 0 {
			list[i].Progress = strconv.Itoa(seen[list[i].ID]) + " of " + strconv.FormatInt(list[i].Expected, 10)
		}
	}
	return err
}
