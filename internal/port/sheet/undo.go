package sheet

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/record"
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

// Undo takes back what a run did, what it made last first: what it made goes, what it changed gets its values back. What was touched
// since, and what something refers to by now, stays and is named. Their events stay in the log, with one that tells of the undoing. An undoing
// that was cut short goes on where it was. Kinds: NotFound, Forbidden for those whose run it is not and who may not change the settings,
// Conflict for a run that was undone already or is not at its end.
func (d Desk) Undo(ctx context.Context, which id.ID, progress func(done int)) (out Taken, err error) {
	defer errs.Wrap(&err, "sheet.Undo(%d)", which)
	out.Kept = []Kept{}
	r, err := d.Open(ctx, which)
	if err != nil {
		return out, err
	}
	if r.State == Undone {
		return out, errs.New(errs.Conflict, "This import was undone already.")
	}
	if err := d.still(r); err != nil {
		return out, err
	}
	t, err := d.target(ctx, r.Kind)
	if err != nil {
		return out, err
	}
	refs, err := d.references(ctx, t.owned())
	if err != nil {
		return out, err
	}
	rows, err := d.DB.Query(ctx, `SELECT line, outcome, record_id, number, seq, before FROM import_row WHERE run_id = $1 AND record_id <> 0
		ORDER BY CASE outcome WHEN 'changed' THEN 0 ELSE 1 END, record_id DESC`, r.ID)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, f *fate) error {
		return rows.Scan(&f.line, &f.outcome, &f.found.ID, &f.found.Number, &f.seq, &f.before)
	})
	if err != nil {
		return out, err
	}
	done := 0
	for some := range slices.Chunk(list, atOnce) {
		busy, err := d.referred(ctx, refs, some)
		if err != nil {
			return out, err
		}
		for _, f := range some {
			look := refs
			if !busy[f.found.ID] {
				look = nil
			}
			if err := d.take(ctx, t, look, r.ID, f, &out); err != nil {
				return out, err
			}
			if done++; progress != nil {
				progress(done)
			}
		}
	}
	slices.SortFunc(out.Kept, func(a, b Kept) int { return cmp.Compare(b.Line, a.Line) })
	return out, d.DB.Write(ctx, func(tx *db.Tx) error {
		for _, k := range out.Kept {
			if err := tx.Put(`UPDATE import_row SET reason = $3 WHERE run_id = $1 AND line = $2`, r.ID, k.Line, k.Reason); err != nil {
				return err
			}
		}
		note := fmt.Sprintf("Removed: %d. Given their values back: %d. Left as they are: %d.", out.Removed, out.Restored, len(out.Kept))
		_, err := tx.Exec(`UPDATE import_run SET state = $2, ended_at = $3, note = $4 WHERE id = $1`, r.ID, string(Undone), tx.Now(), note)
		return err
	})
}

// atOnce is how many rows are looked up in one question.
const atOnce = 50

// take takes back a row and accounts for it.
func (d Desk) take(ctx context.Context, t target, refs []reference, run id.ID, f fate, out *Taken) (err error) {
	why := ""
	if f.outcome == made || f.outcome == changed {
		if why, err = d.undo(ctx, t, refs, run, f); err != nil {
			return err
		}
	}
	switch {
	case why != "":
		out.Kept = append(out.Kept, Kept{f.line, f.found.Number, why})
	case f.outcome == changed || f.outcome == restored:
		out.Restored++
	default:
		out.Removed++
	}
	return nil
}

// referred returns which of what some rows made is referred to by anything, also by another of those rows, which may be gone when its turn comes.
func (d Desk) referred(ctx context.Context, refs []reference, some []fate) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for _, ref := range refs {
		var args db.Args
		ids := make([]id.ID, 0, len(some))
		for _, f := range some {
			ids = append(ids, f.found.ID)
		}
		rows, err := d.DB.Query(ctx, `SELECT DISTINCT `+ref.column+` FROM `+ref.table+` WHERE `+ref.column+` IN `+db.List(&args, ids), args.Values()...)
		found, err := db.Collect(rows, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
		if err != nil {
			return nil, err
		}
		for _, i := range found {
			out[i] = true
		}
	}
	return out, nil
}

// still refuses what cannot be undone now: a run that has not come to its end and has not broken off either.
func (d Desk) still(r Run) error {
	switch r.State {
	case Draft, Checking, Checked:
		return errs.New(errs.Conflict, "This import has brought nothing in.")
	case Running, Stopping:
		if d.DB.Clock().Now().Sub(r.beat.Time()) < patience {
			return errs.New(errs.Conflict, "This import is under way. Stop it first.")
		}
	}
	return nil
}

// undo takes back a row and says why not if it cannot.
func (d Desk) undo(ctx context.Context, t target, refs []reference, run id.ID, f fate) (why string, err error) {
	if touched, err := d.touched(ctx, d.DB, f); err != nil || touched {
		return movedOn, err
	}
	settled := func(tx *db.Tx, as outcome) error {
		return tx.Put(`UPDATE import_row SET outcome = $3 WHERE run_id = $1 AND line = $2`, run, f.line, string(as))
	}
	if f.outcome == changed {
		if err := t.restore(ctx, f.found, f.before); err != nil {
			if fatal(err) {
				return "", err
			}
			return errs.Safe(err), nil
		}
		return "", d.DB.Write(ctx, func(tx *db.Tx) error { return settled(tx, restored) })
	}
	for _, ref := range refs { // before the write, which is short then
		var n int
		if err := d.DB.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+ref.table+` WHERE `+ref.column+` = $1 LIMIT 1) x`, f.found.ID).Scan(&n); err != nil || n > 0 {
			return inUse, err
		}
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		if touched, err := d.touched(ctx, tx, f); err != nil || touched {
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
		if err := settled(tx, removed); err != nil {
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

// touched reports whether something was done with what a row made or changed; that somebody was reminded of it does not count.
func (d Desk) touched(ctx context.Context, q db.Querier, f fate) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT count(*) FROM event WHERE subject_id = $1 AND seq > $2 AND kind <> $3`, f.found.ID, f.seq, record.Reminded{}.EventKind()).Scan(&n)
	return n > 0, err
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
