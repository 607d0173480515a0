package sheet

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

// Line is a row of a table with what became of it, or what would.
type Line struct {
	grid.Row
	Outcome string // made, changed, same, refused, removed, restored; "" when nothing is known
	Number  string // of the record, where there is one
	Reason  string // of a refusal, or the fields that change
}

// First returns the first rows of the file of an import, with what is known of them. The file itself is read only for more
// rows than the import keeps.
func (d Desk) First(ctx context.Context, r Run, n int) (list []Line, err error) {
	rows := r.first()
	if len(rows) < min(n, r.Rows) {
		t, err := d.table(ctx, r)
		if err != nil {
			return nil, err
		}
		rows = t.Rows
	}
	rows = rows[:min(n, len(rows))]
	if len(rows) == 0 {
		return nil, nil
	}
	known, err := d.lines(ctx, `SELECT line, outcome, number, reason FROM import_row WHERE run_id = $1 AND line <= $2`, r.ID, rows[len(rows)-1].Line)
	for _, row := range rows {
		l := Line{Row: row}
		if i := slices.IndexFunc(known, func(k Line) bool { return k.Line == row.Line }); i >= 0 {
			l.Outcome, l.Number, l.Reason = known[i].Outcome, known[i].Number, known[i].Reason
		}
		list = append(list, l)
	}
	return list, err
}

func (d Desk) lines(ctx context.Context, text string, args ...any) ([]Line, error) {
	rows, err := d.DB.Query(ctx, text, args...)
	return db.Collect(rows, err, func(rows *sql.Rows, l *Line) error { return rows.Scan(&l.Line, &l.Outcome, &l.Number, &l.Reason) })
}

// Refused returns the first rows that were refused, at most limit of them, without their cells.
func (d Desk) Refused(ctx context.Context, r Run, limit int) ([]Line, error) {
	return d.lines(ctx, `SELECT line, outcome, number, reason FROM import_row WHERE run_id = $1 AND outcome = 'refused' ORDER BY line LIMIT $2`, r.ID, limit)
}

// Kept returns the first rows whose work was not undone, at most limit of them, without their cells.
func (d Desk) Kept(ctx context.Context, r Run, limit int) ([]Line, error) {
	return d.lines(ctx, `SELECT line, outcome, number, reason FROM import_row WHERE run_id = $1 AND outcome IN ('made', 'changed') AND record_id <> 0 ORDER BY line LIMIT $2`, r.ID, limit)
}

// WriteRefused writes the rows that were refused as CSV with their cells as they were, the line and the reason, so that they can be put right
// and imported by themselves. No cell begins a formula. Kinds: NotFound when the file is not there.
func (d Desk) WriteRefused(ctx context.Context, r Run, w io.Writer) error {
	t, err := d.table(ctx, r)
	if err != nil {
		return err
	}
	list, err := d.Refused(ctx, r, grid.MaxRows)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	put := func(cells []string, more ...string) error {
		line := make([]string, len(t.Header), len(t.Header)+len(more))
		for i := range line {
			if i < len(cells) {
				line[i] = text.Cell(cells[i])
			}
		}
		return out.Write(append(line, more...))
	}
	err = put(t.Header, "Line in "+t.Name, "Refused because")
	at := 0
	for _, l := range list {
		for at < len(t.Rows) && t.Rows[at].Line < l.Line {
			at++
		}
		if at < len(t.Rows) {
			err = errors.Join(err, put(t.Rows[at].Cells, strconv.Itoa(l.Line), text.Cell(l.Reason)))
		}
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

// runsOf returns the newest runs of a person, at most limit of them.
func (d Desk) runsOf(ctx context.Context, person id.ID, limit int) ([]Run, error) {
	rows, err := d.DB.Query(ctx, `SELECT `+runColumns+` FROM import_run WHERE person_id = $1 ORDER BY id DESC LIMIT $2`, person, limit)
	return db.Collect(rows, err, func(rows *sql.Rows, r *Run) error { return rows.Scan(r.into()...) })
}
