package asset

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Starts returns the states in which an asset may be added.
func Starts() []field.Option {
	return []field.Option{{Value: InStock, Label: "In stock"}, {Value: Requested, Label: "Requested"}, {Value: Ordered, Label: "Ordered"}}
}

// Order notes that a requested asset was ordered.
func (d *Desk) Order(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.assets.Move(ctx, in.On, "order", nil, nil)
}

// Ship notes that an asset left the stock for another place.
func (d *Desk) Ship(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.move(ctx, in.On, "ship", nil, func(_ *db.Tx, a *Asset) (Custody, error) {
		a.Substate = ""
		return Custody{}, nil
	})
}

// Repair is what is wrong.
type Repair struct {
	action.On
	Reason string `json:"reason" doc:"What is wrong with it."`
}

// Repair sends an asset to repair; its holder keeps it.
func (d *Desk) Repair(ctx context.Context, in Repair) (record.Result, error) {
	reason, err := said(in.Reason)
	if err != nil {
		return record.Result{}, err
	}
	return d.move(ctx, in.On, "repair", map[string]string{"reason": reason}, func(_ *db.Tx, a *Asset) (Custody, error) {
		a.Substate = ""
		return Custody{Note: reason}, nil
	})
}

// Lose is how an asset went missing.
type Lose struct {
	action.On
	How    string `json:"how"`
	Reason string `json:"reason" doc:"When and where it was last seen."`
}

// Lose notes that an asset is missing. Who had it keeps standing in the chain of custody.
func (d *Desk) Lose(ctx context.Context, in Lose) (record.Result, error) {
	reason, err := said(in.Reason)
	if err != nil {
		return record.Result{}, err
	}
	return d.move(ctx, in.On, "lose", map[string]string{"how": in.How, "reason": reason}, func(_ *db.Tx, a *Asset) (Custody, error) {
		a.Substate = in.How
		return Custody{Note: reason}, nil
	})
}

// Retire is how an asset leaves.
type Retire struct {
	action.On
	How    string `json:"how" doc:"How it leaves; pending_disposal while that is open."`
	Reason string `json:"reason,omitempty"`
}

// Retire takes an asset out of use for good. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Retire(ctx context.Context, in Retire) (record.Result, error) {
	reason, err := said(in.Reason)
	if err != nil {
		return record.Result{}, err
	}
	return d.move(ctx, in.On, "retire", map[string]string{"how": in.How, "reason": reason}, func(_ *db.Tx, a *Asset) (Custody, error) {
		a.Holder, a.Team, a.PartOf, a.DueBack, a.Substate = 0, 0, 0, "", in.How
		return Custody{Note: reason}, nil
	})
}

// Dispose is the end of an asset.
type Dispose struct {
	action.On
	Method      string `json:"method"`
	Certificate string `json:"certificate" doc:"The number of the certificate, or where it is kept."`
	WipeProof   string `json:"wipe_proof,omitempty" doc:"How it is proved that its data was wiped; needed for what keeps data."`
	Date        string `json:"date,omitempty" doc:"Today if absent."`
}

// Dispose ends the life of a retired asset. What keeps data is not disposed of without a proof that it was wiped. Kinds: NotFound,
// Forbidden, Invalid, Conflict.
func (d *Desk) Dispose(ctx context.Context, in Dispose) (record.Result, error) {
	var c errs.Check
	in.Certificate, in.WipeProof = ticket.Reason(&c, "certificate", in.Certificate), ticket.Reason(&c, "wipe_proof", in.WipeProof)
	given, err := field.Def{Key: "date", Type: field.TypeDate}.ParseText(in.Date, nil)
	c.Join("", err)
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.move(ctx, in.On, "dispose", map[string]string{"method": in.Method, "certificate": in.Certificate}, func(tx *db.Tx, a *Asset) (Custody, error) {
		class, err := one(tx, d.classes, a.Class)
		if err != nil {
			return Custody{}, err
		}
		if class.DataBearing && in.WipeProof == "" {
			return Custody{}, errs.Bad("wipe_proof", "%s keep data: say how it is proved that this was wiped.", class.Title)
		}
		a.Disposal, a.Certificate, a.WipeProof, a.DisposedOn, a.Substate = in.Method, in.Certificate, in.WipeProof, today(tx), ""
		if date, ok := given.(string); ok {
			if date > today(tx) {
				return Custody{}, errs.Bad("date", "This day has not come yet.")
			}
			a.DisposedOn = date
		}
		return Custody{Note: in.Method}, nil
	})
}

// said checks and cleans a reason.
func said(reason string) (string, error) {
	var c errs.Check
	reason = ticket.Reason(&c, "reason", reason)
	return reason, c.Err()
}
