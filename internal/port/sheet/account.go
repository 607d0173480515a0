package sheet

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
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

// kept are the cells of a refused row as they are kept with it, "" where they are too long: those are read from the file.
func kept(row grid.Row) string {
	b, err := json.Marshal(row.Cells)
	if err != nil || len(b) > keptBytes {
		return ""
	}
	return string(b)
}

// aPage is how many refused rows are in memory at once while they are written.
const aPage = 200

// WriteRefused writes the rows that were refused as CSV with their cells as they were, the line and the reason, so that they can be put right
// and imported by themselves. No cell begins a formula. The file is read only for rows too long to keep, and for an import of an older
// program. Kinds: NotFound when the file is needed and not there.
func (d Desk) WriteRefused(ctx context.Context, r Run, w io.Writer) error {
	columns, out := r.Asked().Columns, csv.NewWriter(w)
	put := func(cells []string, more ...string) error {
		line := make([]string, len(columns), len(columns)+len(more))
		for i := range line {
			if i < len(cells) {
				line[i] = text.Cell(cells[i])
			}
		}
		return out.Write(append(line, more...))
	}
	var heads []string
	for _, c := range columns {
		heads = append(heads, c.Header)
	}
	file := d.lookup(r)
	for last, page := -1, []Line(nil); last < 0 || len(page) == aPage; last = page[len(page)-1].Line {
		rows, err := d.DB.Query(ctx, `SELECT line, reason, before FROM import_row WHERE run_id = $1 AND outcome = 'refused' AND line > $2 ORDER BY line LIMIT $3`, r.ID, last, aPage)
		page, err = db.Collect(rows, err, func(rows *sql.Rows, l *Line) error {
			var cells string
			err := rows.Scan(&l.Line, &l.Reason, &cells)
			if err == nil && cells != "" {
				err = json.Unmarshal([]byte(cells), &l.Cells)
			}
			return err
		})
		for i := 0; i < len(page) && err == nil; i++ {
			if page[i].Cells == nil {
				page[i].Cells, err = file(ctx, page[i].Line)
			}
		}
		if err != nil {
			return err
		}
		if last < 0 {
			if err := put(heads, "Line in "+r.File, "Refused because"); err != nil {
				return err
			}
		}
		for _, l := range page {
			if err := put(l.Cells, strconv.Itoa(l.Line), text.Cell(l.Reason)); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			break
		}
	}
	out.Flush()
	return out.Error()
}

// lookup returns what finds the cells of a line in the file of a run, which is read when the first one is asked for.
func (d Desk) lookup(r Run) func(ctx context.Context, line int) ([]string, error) {
	var rows []grid.Row
	return func(ctx context.Context, line int) ([]string, error) {
		if rows == nil {
			t, err := d.table(ctx, r)
			if err != nil {
				return nil, err
			}
			rows = t.Rows
		}
		i, _ := slices.BinarySearchFunc(rows, line, func(row grid.Row, line int) int { return cmp.Compare(row.Line, line) })
		if i == len(rows) || rows[i].Line != line {
			return nil, nil
		}
		return rows[i].Cells, nil
	}
}

// runsOf returns the newest runs of a person, at most limit of them.
func (d Desk) runsOf(ctx context.Context, person id.ID, limit int) ([]Run, error) {
	rows, err := d.DB.Query(ctx, `SELECT `+runColumns+` FROM import_run WHERE person_id = $1 ORDER BY id DESC LIMIT $2`, person, limit)
	return db.Collect(rows, err, func(rows *sql.Rows, r *Run) error { return rows.Scan(r.into()...) })
}
