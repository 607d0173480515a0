package sheet

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
)

// Kept is a row whose work was not undone.
type Kept struct {
	Line   int    `json:"line"`
	Number string `json:"number"`
	Reason string `json:"reason"`
}

// Taken accounts for an undoing.
type Taken struct {
	Removed  int    `json:"removed"`
	Restored int    `json:"restored"`
	Kept     []Kept `json:"kept"`
}

// The words for what is left as it is.
const (
	movedOn = "Something was done with it since."
	inUse   = "Something refers to it by now."
)

// Undo takes back what a run did, from its last row to its first: what it made goes, what it changed gets its values back. What was touched
// since, and what something refers to by now, stays and is named. Their events stay in the log, with one that tells of the undoing. Kinds:
// NotFound, Forbidden for those who may not change the settings, Conflict for a run that was undone already.
func (d Desk) Undo(ctx context.Context, which id.ID, progress func(done int)) (out Taken, err error) {
	defer errs.Wrap(&err, "sheet.Undo(%d)", which)
	out.Kept = []Kept{}
	if _, err := actor.Require(ctx, setting.PermEdit); err != nil {
		return out, err
	}
	r, err := d.Run(ctx, which)
	if err != nil {
		return out, err
	}
	if r.State == Undone {
		return out, errs.New(errs.Conflict, "This import was undone already.")
	}
	t, err := d.target(ctx, r.Kind)
	if err != nil {
		return out, err
	}
	refs, err := d.references(ctx, t.owned())
	if err != nil {
		return out, err
	}
	rows, err := d.DB.Query(ctx, `SELECT line, outcome, record_id, number, seq, before FROM import_row WHERE run_id = $1 AND record_id <> 0 ORDER BY line DESC`, r.ID)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, f *fate) error {
		return rows.Scan(&f.line, &f.outcome, &f.found.ID, &f.found.Number, &f.seq, &f.before)
	})
	if err != nil {
		return out, err
	}
	for i, f := range list {
		why, err := d.undo(ctx, t, refs, f)
		if err != nil {
			return out, err
		}
		switch {
		case why != "":
			out.Kept = append(out.Kept, Kept{f.line, f.found.Number, why})
		case f.outcome == changed:
			out.Restored++
		default:
			out.Removed++
		}
		if progress != nil {
			progress(i + 1)
		}
	}
	return out, d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE import_run SET state = $2, ended_at = $3 WHERE id = $1`, r.ID, string(Undone), tx.Now())
		return err
	})
}

// undo takes back a row and says why not if it cannot.
func (d Desk) undo(ctx context.Context, t target, refs []reference, f fate) (why string, err error) {
	seq, err := lastEvent(ctx, d.DB, f.found.ID)
	if err != nil || seq != f.seq {
		return movedOn, err
	}
	if f.outcome == changed {
		if err := t.restore(ctx, f.found, f.before); err != nil {
			if fatal(err) {
				return "", err
			}
			return errs.Safe(err), nil
		}
		return "", nil
	}
	for _, ref := range refs { // before the write, which is short then
		var n int
		if err := d.DB.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+ref.table+` WHERE `+ref.column+` = $1 LIMIT 1) x`, f.found.ID).Scan(&n); err != nil || n > 0 {
			return inUse, err
		}
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		if now, err := lastEvent(ctx, tx, f.found.ID); err != nil || now != f.seq {
			return cmp.Or(err, errs.New(errs.Conflict, movedOn))
		}
		for _, o := range t.owned() {
			if _, err := tx.Exec(`DELETE FROM `+o.table+` WHERE `+o.column+` = $1`, f.found.ID); err != nil {
				return err
			}
		}
		if err := d.Room.Index.Remove(tx, f.found.ID, 0); err != nil {
			return err
		}
		return tx.Emit(t.gone(f.found.ID, f.found.Number))
	})
	switch {
	case err == nil:
		return "", nil
	case errs.Is(err, errs.Conflict):
		return movedOn, nil
	}
	return "", err
}

// reference is a column that holds the ids of others.
type reference struct{ table, column string }

// references are all columns that may refer to what is removed, except those of what goes with it.
func (d Desk) references(ctx context.Context, owned []reference) ([]reference, error) {
	text := `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.name LIKE '%\_id' ESCAPE '\' ORDER BY 1, 2`
	if d.DB.Engine() == db.Postgres {
		text = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name LIKE '%\_id' AND data_type = 'bigint' ORDER BY 1, 2`
	}
	rows, err := d.DB.Query(ctx, text)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, r *reference) error { return rows.Scan(&r.table, &r.column) })
	return slices.DeleteFunc(list, func(r reference) bool {
		return slices.Contains(owned, r) || slices.Contains([]string{"event", "event_chain", "import_row", "import_run"}, r.table) || strings.HasPrefix(r.table, "search_") ||
			r.column == "entity_id"
	}), err
}
