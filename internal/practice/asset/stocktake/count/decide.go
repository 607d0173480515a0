package count

import (
	"context"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake"
)

// Leave decides that a row stays as it is.
const Leave = "leave"

// Corrections returns what may be decided.
func Corrections() []field.Option {
	return []field.Option{{Value: string(stocktake.Move), Label: "Move it to where it was seen"}, {Value: string(stocktake.MarkMissing), Label: "Report it missing"},
		{Value: string(stocktake.MarkFound), Label: "It is here"}, {Value: string(stocktake.Create), Label: "Add it as an asset"},
		{Value: string(stocktake.DropDouble), Label: "Take the other label off"}, {Value: Leave, Label: "Leave it as it is"}}
}

// Decide is what is done about a row of the result.
type Decide struct {
	action.On
	Row        string `json:"row" doc:"The row, as the result names it."`
	Correction string `json:"correction" doc:"One of those that the row offers, or leave."`
	Place      id.ID  `json:"place,omitempty" doc:"Where it is moved to, of several places where it was seen."`
	Model      id.ID  `json:"model,omitempty" doc:"The model of an asset that is added."`
	Note       string `json:"note,omitempty"`
}

// Decide carries a correction out on the asset and notes it, in one write. Kinds: NotFound, Forbidden, also for who may not change the
// asset, Invalid, Conflict.
func (d *Desk) Decide(ctx context.Context, in Decide) (record.Result, error) {
	who, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return record.Result{}, err
	}
	var c errs.Check
	in.Note = ticket.Reason(&c, "note", in.Note)
	c.Must(in.Correction != "", "correction", "Say what is to be done.")
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.takes.Change(ctx, in.On, PermEdit, func(tx *db.Tx, s *Stocktake) ([]field.Change, error) {
		if err := open(s); err != nil {
			return nil, err
		}
		row, err := d.row(tx, s, in.Row)
		if err != nil {
			return nil, err
		}
		verdict := stocktake.Decision{Correction: stocktake.Correction(in.Correction), Note: in.Note}
		if in.Correction == Leave {
			verdict.Correction = ""
		}
		if err := stocktake.Allowed(row, verdict); err != nil {
			return nil, err
		}
		key, err := d.correct(tx, s, row, verdict.Correction, in)
		if err != nil {
			return nil, err
		}
		_, err = tx.Exec(`INSERT INTO stocktake_decision (stocktake_id, row_key, correction, by_id, by_name, at, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (stocktake_id, row_key) DO UPDATE SET correction = excluded.correction, by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at, note = excluded.note`,
			s.ID, key, string(verdict.Correction), who.ID, who.Name, tx.Now(), in.Note)
		return []field.Change{{Key: row.Tag, From: string(row.Result), To: done()[in.Correction]}}, err
	})
}

// done says in the log what was decided.
func done() map[string]string {
	return map[string]string{string(stocktake.Move): "moved to where it was seen", string(stocktake.MarkMissing): "reported missing", string(stocktake.MarkFound): "here",
		string(stocktake.Create): "added as an asset", string(stocktake.DropDouble): "the other label taken off", Leave: "left as it is"}
}

// row returns a row of the result as it stands in this write. A row depends on its own tag only, so no more is read.
func (d *Desk) row(tx *db.Tx, s *Stocktake, key string) (stocktake.Row, error) {
	gone := errs.Bad("row", "The result has no such row any more; load it again.")
	tag, code := strings.CutPrefix(key, "code:")
	if !code {
		n, err := id.Parse(strings.TrimPrefix(key, "asset:"))
		if err != nil {
			return stocktake.Row{}, gone
		}
		err = tx.QueryRow(tx.Context(), `SELECT tag FROM stocktake_line WHERE stocktake_id = $1 AND asset_id = $2`, s.ID, n).Scan(&tag)
		if errs.Is(err, errs.NotFound) {
			err = gone
		}
		if err != nil {
			return stocktake.Row{}, err
		}
	}
	c, _, err := load(tx.Context(), tx, s.ID, tag)
	if err != nil {
		return stocktake.Row{}, err
	}
	rows := stocktake.Classify(c)
	i := slices.IndexFunc(rows, func(r stocktake.Row) bool { return r.Key == key })
	if i < 0 {
		return stocktake.Row{}, gone
	}
	return rows[i], nil
}

// correct does to the asset what was decided, and returns the row that this settles.
func (d *Desk) correct(tx *db.Tx, s *Stocktake, row stocktake.Row, what stocktake.Correction, in Decide) (string, error) {
	note := ticket.Short("Stocktake " + s.Number + ". " + in.Note)
	var err error
	switch what {
	case stocktake.Move, stocktake.MarkFound:
		var at id.ID
		if at, err = whereabouts(row, in.Place); err != nil {
			return "", err
		}
		if what == stocktake.Move && at == 0 {
			return "", errs.Bad("place", "Nobody noted where it was seen; move it on its own page.")
		}
		_, err = d.assets.SeenIn(tx, row.Tag, at, note)
	case stocktake.MarkMissing:
		_, err = d.assets.LoseIn(tx, asset.Lose{On: action.On{Number: row.Tag}, How: "lost", Reason: note})
	case stocktake.Create:
		return d.create(tx, s, row, in, note)
	case stocktake.DropDouble, "":
	}
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.Conflict, "%s is not there any more, or you cannot see it.", row.Tag)
	}
	return row.Key, err
}

// whereabouts is where a row was seen: the one place, or the chosen one of several.
func whereabouts(row stocktake.Row, chosen id.ID) (id.ID, error) {
	if len(row.Seen) == 0 {
		return 0, nil
	}
	if chosen == 0 && len(row.Seen) == 1 {
		return row.Seen[0].Place.ID, nil
	}
	if !slices.ContainsFunc(row.Seen, func(s stocktake.Sighting) bool { return s.Place.ID == chosen }) {
		return 0, errs.Bad("place", "It was seen in several places; choose one of them.")
	}
	return chosen, nil
}

// create adds an asset with the tag that was scanned, where it was scanned.
func (d *Desk) create(tx *db.Tx, s *Stocktake, row stocktake.Row, in Decide, note string) (string, error) {
	if in.Model == 0 {
		return "", errs.Bad("model", "Say what it is: its model.")
	}
	at, err := whereabouts(row, in.Place)
	if err != nil {
		return "", err
	}
	fields := asset.Fields{Model: &in.Model, Entity: &s.Entity}
	if at != 0 {
		fields.Location = &at
	}
	made, err := d.assets.AddIn(tx, asset.Add{Tag: row.Tag, Fields: fields})
	if err != nil {
		return "", err
	}
	if _, err := d.assets.SeenIn(tx, made.Number, at, note); err != nil {
		return "", err
	}
	return "asset:" + made.ID.String(), d.beyond(tx, s, made.ID)
}
