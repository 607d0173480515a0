package handover

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// The permissions on terms of use and on campaigns.
const (
	PermTermsView actor.Permission = "terms.view"
	PermTermsEdit actor.Permission = "terms.edit" // write, put in force, withdraw
	PermView      actor.Permission = "attestation.view"
	PermEdit      actor.Permission = "attestation.edit" // plan, start, remind, close
)

// Permissions returns every permission of this room.
func Permissions() []actor.Permission {
	return []actor.Permission{PermTermsView, PermTermsEdit, PermView, PermEdit}
}

// The states of terms of use.
const (
	Draft    = "draft"
	InForce  = "in_force"
	Replaced = "replaced"
)

// Terms is one version of the terms under which things are handed out. Its number is the version.
type Terms struct {
	record.Head
	Class     id.ID // record; 0 for all that have none of their own
	Body      string
	Published clock.Time
}

// Desk holds the verbs on terms and campaigns.
type Desk struct {
	terms     *register.Register[Terms]
	campaigns *register.Register[Campaign]
	assets    *asset.Desk
	files     *attach.Files // nil: no photos
}

// New returns the desk and makes assets ask for acceptance. Photos go to files.
func New(deps register.Deps, assets *asset.Desk, files *attach.Files) *Desk {
	d := &Desk{terms: terms(deps), campaigns: campaigns(deps), assets: assets, files: files}
	assets.Handed = d.handed
	return d
}

// Practices describes terms of use and campaigns to the faces.
func (d *Desk) Practices() []desk.Practice {
	return []desk.Practice{d.terms.Practice(d.termsActions()...), d.campaign()}
}

func terms(d register.Deps) *register.Register[Terms] {
	kind := record.Kind{Key: "terms", Prefix: "TOU", Singular: "terms of use", Plural: "terms of use", Icon: "clip", Minor: true, Flow: flow.Machine{
		States: []flow.State{{Key: Draft, Label: "Draft", Phase: flow.Waiting}, {Key: InForce, Label: "In force", Phase: flow.Active}, {Key: Replaced, Label: "No longer in force", Phase: flow.Closed}},
		Moves: []flow.Move{
			{Verb: "publish", Label: "Put in force", From: []string{Draft}, To: InForce},
			{Verb: "replace", Label: "Withdraw", From: []string{InForce}, To: Replaced, Needs: []string{"reason"}},
		},
	}}
	return &register.Register[Terms]{Deps: d, Kind: kind, Table: "terms", Head: func(t *Terms) *record.Head { return &t.Head },
		View: PermTermsView, Add: PermTermsEdit, Edit: PermTermsEdit,
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(t *Terms) string { return t.Body },
		Fields: field.Set[Terms]{
			field.Ref(field.TypeRecord, "class", "For class", "class_id", func(t *Terms) *id.ID { return &t.Class }).Of("class").Filter("t.class_id").Help("For all that have no terms of their own if empty."),
			field.Long("body", "Text", "body", func(t *Terms) *string { return &t.Body }).Max(20_000).Required().Help("What people accept; it does not change once it is in force."),
			field.Time("published", "In force since", "published_at", func(t *Terms) *clock.Time { return &t.Published }).ReadOnly().Filter("t.published_at"),
		},
		Check: func(_ *db.Tx, old, _ *Terms) error {
			if old != nil && old.State != Draft {
				return errs.New(errs.Conflict, "%s is or was in force, and people may have accepted it; add a new version instead.", old.Number)
			}
			return nil
		}}
}

// TermsFields are the fields of terms as a caller gives them; what is absent stays as it is.
type TermsFields struct {
	Title  *string `json:"title,omitempty" doc:"Such as: Equipment, 2027."`
	Class  *id.ID  `json:"class,omitempty" doc:"For all that have no terms of their own if absent."`
	Body   *string `json:"body,omitempty" doc:"What people accept; Markdown."`
	Entity *id.ID  `json:"entity,omitempty" doc:"With all below it."`
}

// AddTerms is a new version of terms.
type AddTerms struct {
	TermsFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditTerms changes a draft.
type EditTerms struct {
	action.On
	TermsFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddTerms adds a draft. Kinds: Invalid.
func (d *Desk) AddTerms(ctx context.Context, in AddTerms) (record.Result, error) {
	return d.terms.Create(ctx, in.TermsFields, in.Custom, nil)
}

// EditTerms changes a draft. Kinds: NotFound, Forbidden, Invalid, Conflict for what is or was in force.
func (d *Desk) EditTerms(ctx context.Context, in EditTerms) (record.Result, error) {
	return d.terms.Amend(ctx, in.On, in.TermsFields, in.Custom)
}

// Publish puts a draft in force; what was in force for the same class and organisation is replaced. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Publish(ctx context.Context, in register.Plain) (record.Result, error) {
	if _, err := actor.Require(ctx, PermTermsEdit); err != nil {
		return record.Result{}, err
	}
	return d.terms.Change(ctx, in.On, PermTermsEdit, func(tx *db.Tx, t *Terms) ([]field.Change, error) {
		err := d.terms.Step(tx, t, "publish", nil, func(tx *db.Tx, t *Terms) error {
			t.Published = tx.Now()
			return nil
		})
		if err != nil {
			return nil, err
		}
		rows, err := tx.Query(ctx, `SELECT r.number FROM terms t JOIN record r ON r.id = t.id WHERE r.state = 'in_force' AND t.class_id = $1 AND t.entity_id = $2 AND t.id <> $3`, t.Class, t.Entity, t.ID)
		older, err := db.Collect(rows, err, func(rows *sql.Rows, n *string) error { return rows.Scan(n) })
		if err != nil {
			return nil, err
		}
		for _, number := range older {
			_, err := d.terms.ChangeIn(tx, action.On{Number: number}, PermTermsEdit, func(tx *db.Tx, old *Terms) ([]field.Change, error) {
				return nil, d.terms.Step(tx, old, "replace", map[string]string{"reason": "Replaced by " + t.Number + "."}, nil)
			})
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

func (d *Desk) termsActions() []action.Spec {
	return append([]action.Spec{
		action.Of("terms.add", "Write terms of use", PermTermsEdit, d.AddTerms),
		action.Of("terms.edit", "Save", PermTermsEdit, d.EditTerms),
		action.Of("terms.publish", "Put in force", PermTermsEdit, d.Publish),
		d.terms.Ending("replace", "Withdraw"),
	}, d.terms.Linking()...)
}

// inForce returns the terms that hold for an asset, those of its class before those for all, the newest first; false for none.
func (d *Desk) inForce(tx *db.Tx, a *asset.Asset) (Terms, bool, error) {
	rows, err := tx.Query(tx.Context(), `SELECT t.id FROM terms t JOIN record r ON r.id = t.id WHERE r.state = 'in_force' AND t.class_id IN (0, $1) ORDER BY t.class_id DESC, t.published_at DESC`, a.Class)
	ids, err := db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
	if err != nil || len(ids) == 0 {
		return Terms{}, false, err
	}
	list, err := d.terms.Records().ByID(tx.Context(), tx, ids)
	if err != nil {
		return Terms{}, false, err
	}
	for _, want := range ids {
		i := slices.IndexFunc(list, func(t Terms) bool { return t.ID == want })
		if i < 0 {
			continue
		}
		tree, err := place.Tree(tx.Context(), tx, list[i].Entity)
		if err != nil {
			return Terms{}, false, err
		}
		if slices.Contains(tree, a.Entity) {
			return list[i], true, nil
		}
	}
	return Terms{}, false, nil
}
