package asset

import (
	"cmp"
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Found is a device that was discovered, as far as the register of assets is concerned.
type Found struct {
	Prefix string // of the tags of its class, such as LT
	Class  string // the name of that class where there is none with the prefix
	Maker  string
	Model  string
	Title  string
	Serial string
	Holder id.ID // person; 0 for nobody known
	Note   string
}

// AddFound adds the asset of a discovered device in a write under way, and its model and class where there are none like them. What
// reports is in use, with or without a known holder. Kinds: Forbidden, Invalid.
func (d *Desk) AddFound(tx *db.Tx, f Found) (record.Result, error) {
	model, err := d.EnsureModel(tx, f)
	if err != nil {
		return record.Result{}, err
	}
	return d.assets.CreateIn(tx, struct{}{}, func(tx *db.Tx, a *Asset) error {
		to := d.assets.Kind.Flow.State(InUse)
		a.Model, a.Title, a.Serial, a.Holder, a.State, a.Phase, a.Substate = model, f.Title, f.Serial, f.Holder, to.Key, to.Phase, "normal"
		a.InService = today(tx)
		if err := d.byModel(tx, a); err != nil {
			return err
		}
		if err := d.tag(tx, a, ""); err != nil {
			return err
		}
		if f.Holder == 0 {
			return nil
		}
		a.ID = tx.NewID()
		return appendLink(tx, &Asset{}, a, "issue", Custody{Note: f.Note})
	})
}

// EnsureModel returns the model of a discovered device, and makes it where there is none of that maker and name.
func (d *Desk) EnsureModel(tx *db.Tx, f Found) (id.ID, error) {
	class, err := d.ensureClass(tx, f)
	if err != nil {
		return 0, err
	}
	title := cmp.Or(f.Model, "Unknown "+strings.ToLower(f.Class))
	found, err := modelLike(tx, f, title, class)
	if err == nil && found == 0 {
		if err = tx.Alone("model " + row.Fold(title)); err == nil {
			found, err = modelLike(tx, f, title, class) // somebody else may just have made it
		}
	}
	if err != nil || found != 0 {
		return found, err
	}
	made, err := d.models.CreateIn(tx, ModelFields{Title: &title, Class: &class, Maker: &f.Maker}, nil)
	return made.ID, err
}

// modelLike returns the model of a class with a title and the maker of a discovered device, 0 for none.
func modelLike(tx *db.Tx, f Found, title string, class id.ID) (id.ID, error) {
	rows, err := tx.Query(tx.Context(), "SELECT id, maker FROM asset_model WHERE name_key = $1 AND class_id = $2 ORDER BY id", row.Fold(title), class)
	type model struct {
		id    id.ID
		maker string
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, m *model) error { return rows.Scan(&m.id, &m.maker) })
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		if m.maker == "" || row.Fold(m.maker) == row.Fold(f.Maker) {
			return m.id, nil
		}
	}
	return 0, nil
}

func (d *Desk) ensureClass(tx *db.Tx, f Found) (id.ID, error) {
	class, err := d.ClassByPrefix(tx.Context(), tx, f.Prefix)
	if err == nil && class == 0 {
		if err = tx.Alone("class " + f.Prefix); err == nil {
			class, err = d.ClassByPrefix(tx.Context(), tx, f.Prefix) // as above
		}
	}
	if err != nil || class != 0 {
		return class, err
	}
	keeps := true
	made, err := d.InsertClass(tx, ClassFields{Title: &f.Class, TagPrefix: &f.Prefix, DataBearing: &keeps})
	return made.ID, err
}

// ChangeIn changes an asset in a write under way, as fn says; what fn returns is logged beside the fields that differ. Kinds: NotFound,
// Forbidden, Conflict.
func (d *Desk) ChangeIn(tx *db.Tx, number string, fn func(tx *db.Tx, a *Asset) ([]field.Change, error)) (record.Result, error) {
	return d.assets.ChangeIn(tx, action.On{Number: number}, PermEdit, fn)
}

// Get returns an asset that the actor may see. Kinds: NotFound.
func (d *Desk) Get(ctx context.Context, q db.Querier, number string) (Asset, error) {
	return d.assets.Get(ctx, q, number)
}

// ByID returns an asset without regard to who asks. Kinds: NotFound.
func (d *Desk) ByID(ctx context.Context, q db.Querier, asset id.ID) (Asset, error) {
	list, err := d.assets.Records().ByID(ctx, q, []id.ID{asset})
	if err == nil && len(list) == 0 {
		err = errs.Absent("asset")
	}
	if err != nil {
		return Asset{}, err
	}
	return list[0], nil
}

// BySerial returns the assets with a serial number that are not disposed of, without regard to who asks.
func (d *Desk) BySerial(ctx context.Context, q db.Querier, serial string) ([]id.ID, error) {
	rows, err := q.Query(ctx, "SELECT t.id FROM asset t JOIN record r ON r.id = t.id WHERE t.serial IN ($1, $2) AND t.serial <> '' AND r.state <> $3 ORDER BY t.id",
		serial, strings.ToUpper(serial), Disposed)
	return db.Collect(rows, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
}
