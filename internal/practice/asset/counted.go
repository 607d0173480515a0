package asset

import (
	"cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// LoseIn is Lose inside a write under way: for what a stocktake did not find.
func (d *Desk) LoseIn(tx *db.Tx, in Lose) (record.Result, error) {
	inputs := map[string]string{"how": in.How, "reason": in.Reason}
	return d.assets.ChangeIn(tx, in.On, PermEdit, func(tx *db.Tx, a *Asset) ([]field.Change, error) {
		return nil, d.assets.Step(tx, a, "lose", inputs, func(tx *db.Tx, a *Asset) error {
			before := *a
			a.Substate = in.How
			return appendLink(tx, &before, a, "lose", Custody{Note: in.Reason})
		})
	})
}

// SeenIn notes that an asset was seen, at a place if one is given, and moves it there; one that was missing is found again. Kinds:
// NotFound, Forbidden, Conflict for what is retired.
func (d *Desk) SeenIn(tx *db.Tx, number string, at id.ID, note string) (record.Result, error) {
	who, err := actor.Require(tx.Context(), PermEdit)
	if err != nil {
		return record.Result{}, err
	}
	see := func(a *Asset, verb string) error {
		before := *a
		if verb == "find" {
			a.Holder, a.Team, a.PartOf, a.DueBack, a.Substate = 0, 0, 0, "", "available"
		}
		a.Location, a.Seen, a.SeenBy = cmp.Or(at, a.Location), tx.Now(), who.ID
		return appendLink(tx, &before, a, verb, Custody{Note: note})
	}
	return d.assets.ChangeIn(tx, action.On{Number: number}, PermEdit, func(tx *db.Tx, a *Asset) ([]field.Change, error) {
		switch {
		case a.State == Missing:
			return nil, d.assets.Step(tx, a, "find", nil, func(_ *db.Tx, a *Asset) error { return see(a, "find") })
		case !a.Phase.Open():
			return nil, errs.New(errs.Conflict, "%s is %s.", a.Number, d.assets.Kind.Flow.State(a.State).Label)
		}
		return nil, see(a, "attest")
	})
}
