package sheet

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

// PermRun is needed to bring tables in; what a row adds needs the permission to add it besides.
const PermRun actor.Permission = "import.run"

// Asked is how a table is to be read.
type Asked struct {
	Columns  []Column `json:"columns"`
	Currency string   `json:"currency,omitempty"`
	Dates    string   `json:"dates,omitempty"`
	Update   bool     `json:"update,omitempty"`
}

// keptRows is how many rows of its file an import keeps for whoever looks at it, as long as they are not more than keptBytes.
const (
	keptRows  = 10
	keptBytes = 32 << 10
)

// lately is how many imports are looked at for one like it.
const lately = 20

// draft is what is kept of an import in the browser: how its table is to be read, and the first rows, so that its page need not read the file.
type draft struct {
	Asked
	First []grid.Row `json:"first,omitempty"`
}

// first are the rows of a table that are kept: none where they are too long.
func first(t grid.Table) []grid.Row {
	rows, size := t.Rows[:min(keptRows, len(t.Rows))], 0
	for _, r := range rows {
		for _, c := range r.Cells {
			size += len(c)
		}
	}
	if size > keptBytes {
		return nil
	}
	return rows
}

// first are the rows of its file that are kept, none for an import of an older program.
func (r Run) first() []grid.Row {
	var d draft
	_ = json.Unmarshal([]byte(r.options), &d)
	return d.First
}

// Asked is how the run was asked for.
func (r Run) Asked() (a Asked) {
	_ = json.Unmarshal([]byte(r.options), &a) // what an older program wrote has no columns to show
	return a
}

// asks reports whether two runs read their table in the same way.
func (r Run) asks(as Run) bool { return reflect.DeepEqual(r.Asked(), as.Asked()) }

// Served reports whether the file of the run is here: it was sent to a server.
func (r Run) Served() bool { return r.blob != "" }

// Prepare makes an import of a file that was put, with its columns guessed; nothing is brought in yet. Kinds: Forbidden, NotFound for an
// unknown kind, Invalid for a file that cannot be read.
func (d Desk) Prepare(ctx context.Context, kind, name string, b attach.Blob) (r Run, err error) {
	defer errs.Wrap(&err, "sheet.Prepare(%s)", kind)
	a, err := actor.Require(ctx, PermRun)
	if err != nil {
		return r, err
	}
	t, err := d.target(ctx, kind)
	if err == nil {
		err = t.may(ctx)
	}
	if err != nil {
		return r, err
	}
	r = Run{Kind: kind, File: name, State: Draft, Person: a.ID, blob: b.Hash}
	table, err := d.table(ctx, r)
	if err != nil {
		return r, err
	}
	as, err := d.as(ctx, r, table.Header, t)
	if err != nil {
		return r, err
	}
	options, err := json.Marshal(draft{as, first(table)})
	if err != nil {
		return r, err
	}
	r.Digest, r.Rows, r.options = table.Digest(), len(table.Rows), string(options)
	return r, d.DB.Write(ctx, func(tx *db.Tx) error {
		r.ID, r.Started = tx.NewID(), tx.Now()
		return r.insert(tx)
	})
}

// as says how a table is read: as the same person read the last one with these columns, such as the one whose refused rows these are, and else
// by the names of the columns.
func (d Desk) as(ctx context.Context, r Run, header []string, t target) (Asked, error) {
	as := Asked{Dates: "iso"}
	given := map[string]string{}
	before, err := d.runsOf(ctx, r.Person, lately)
	if err != nil {
		return as, err
	}
	for _, old := range before {
		was := old.Asked()
		if old.Kind != r.Kind || old.State == Draft || len(was.Columns) == 0 || slices.ContainsFunc(was.Columns, func(c Column) bool { return !slices.Contains(header, c.Header) }) {
			continue
		}
		as.Dates, as.Currency = cmp.Or(was.Dates, "iso"), was.Currency
		for _, c := range was.Columns {
			given[c.Header] = cmp.Or(c.Field, "-")
		}
		break
	}
	as.Columns, err = Match(header, t.fields(), given, t.called()...)
	if errs.Is(err, errs.Invalid) { // a field that is no more
		as.Columns, err = Match(header, t.fields(), nil, t.called()...)
	}
	return as, err
}

// table reads the file of an import in the browser.
func (d Desk) table(ctx context.Context, r Run) (grid.Table, error) {
	if r.blob == "" || d.Files == nil {
		return grid.Table{}, errs.Absent("file")
	}
	f, err := d.Files.Open(ctx, r.blob)
	if err != nil {
		return grid.Table{}, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(f)
	if err != nil {
		return grid.Table{}, err
	}
	return grid.Parse(r.File, content)
}

// Keeps reports whether a content is the file of an import: it is read again when that is checked or gone on with, and for what was refused.
func (d Desk) Keeps(ctx context.Context, q db.Querier, hash string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT count(*) FROM (SELECT 1 FROM import_run WHERE blob = $1 LIMIT 1) x`, hash).Scan(&n)
	return n > 0, err
}

// sees reports whether an import is the actor's: their own, and every one for those who may change the settings.
func sees(a actor.Actor, r Run) bool {
	return a.Scope(setting.PermEdit) == actor.All || a.ID != 0 && r.Person == a.ID
}

// Open returns an import that the actor may see. Kinds: Forbidden, NotFound.
func (d Desk) Open(ctx context.Context, run id.ID) (Run, error) { return open(ctx, d.DB, run) }

func open(ctx context.Context, q db.Querier, run id.ID) (Run, error) {
	a, err := actor.Require(ctx, PermRun)
	if err != nil {
		return Run{}, err
	}
	r, err := readRun(ctx, q, run)
	if err == nil && !sees(a, r) {
		err = errs.Absent("import")
	}
	return r, err
}

// Mine returns the newest of the imports that the actor may see, at most limit of them. Kinds: Forbidden.
func (d Desk) Mine(ctx context.Context, limit int) ([]Run, error) {
	a, err := actor.Require(ctx, PermRun)
	if err != nil {
		return nil, err
	}
	if a.Scope(setting.PermEdit) == actor.All {
		return d.Runs(ctx, limit)
	}
	return d.runsOf(ctx, a.ID, limit)
}

// May returns the kinds of which the actor may bring rows in. Kinds: Forbidden.
func (d Desk) May(ctx context.Context) (out []string, err error) {
	if _, err := actor.Require(ctx, PermRun); err != nil {
		return nil, err
	}
	for _, kind := range d.Kinds() {
		t, err := d.target(ctx, kind)
		if err != nil {
			return nil, err
		}
		if t.may(ctx) == nil {
			out = append(out, kind)
		}
	}
	return out, nil
}

// Fields returns what columns can fill. Kinds: NotFound.
func (d Desk) Fields(ctx context.Context, kind string) ([]field.Def, error) {
	t, err := d.target(ctx, kind)
	if err != nil {
		return nil, err
	}
	return t.fields(), nil
}

const badCurrency = "Give the three letters of the currency, such as EUR."

// check says what is wrong with it.
func (as Asked) check(fields []field.Def) error {
	var c errs.Check
	c.Must(slices.Contains([]string{"", "iso", "dmy", "mdy"}, as.Dates), "dates", "Choose one from the list.")
	c.Must(as.Currency == "" || len(as.Currency) == 3, "currency", badCurrency)
	taken, columns := map[string]string{}, as.Columns
	for _, col := range columns {
		if col.Field == "" {
			continue
		}
		c.Must(slices.ContainsFunc(fields, func(f field.Def) bool { return f.Key == col.Field }), "columns", "There is no field %q for the column %q.", col.Field, col.Header)
		c.Must(taken[col.Field] == "", "columns", "The columns %q and %q fill the same field. Leave one of them out.", taken[col.Field], col.Header)
		taken[col.Field] = col.Header
	}
	c.Must(len(taken) > 0, "columns", "Choose a field for at least one column.")
	return c.Err()
}

// move takes an import from one of some states to another and has the queue do something, if anything is to be done.
func (d Desk) move(ctx context.Context, run id.ID, from []State, to State, do task, more func(tx *db.Tx, r *Run) error) error {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		r, err := open(ctx, tx, run)
		if err != nil {
			return err
		}
		if !slices.Contains(from, r.State) {
			return errs.New(errs.Conflict, "This import is %s by now. Look at it again.", r.State)
		}
		r.State, r.Note = to, ""
		if more != nil {
			if err := more(tx, &r); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`UPDATE import_run SET state = $2, note = '', options = $3, started_at = $4, done = 0, beat_at = $5 WHERE id = $1`, r.ID, string(r.State), r.options, r.Started, tx.Now()); err != nil {
			return err
		}
		if do == "" {
			return nil
		}
		a, err := actor.From(ctx)
		if err != nil {
			return err
		}
		return job.Enqueue(tx, Work{r.ID, do, a.ID}, job.Opts{Key: "import/" + r.ID.String()})
	})
	if db.IsDuplicate(err) {
		err = errs.Because(errs.Conflict, err, "This table is being imported already. Wait until that is done.")
	}
	return err
}

// Check has the queue look at every row and say what would become of it; nothing is changed. Kinds: Forbidden, NotFound, Invalid for columns
// that cannot be, Conflict when the import is not at this point.
func (d Desk) Check(ctx context.Context, run id.ID, as Asked) error {
	r, err := d.Open(ctx, run)
	if err != nil {
		return err
	}
	fields, err := d.Fields(ctx, r.Kind)
	if err != nil {
		return err
	}
	was := r.Asked().Columns
	if len(as.Columns) != len(was) {
		return errs.Bad("columns", "The file has %d columns.", len(was))
	}
	for i := range was {
		as.Columns[i].Header = was[i].Header
	}
	as.Currency = strings.ToUpper(as.Currency)
	if err := as.check(fields); err != nil {
		return err
	}
	options, err := json.Marshal(draft{as, r.first()})
	if err != nil {
		return err
	}
	return d.move(ctx, run, []State{Draft, Checked}, Checking, doCheck, func(_ *db.Tx, r *Run) error {
		r.options = string(options)
		return nil
	})
}

// Start has the queue bring in a table that was checked, or go on with one that was stopped. Kinds: Forbidden, NotFound, Conflict when the
// import is not at this point and while the same table is being imported.
func (d Desk) Start(ctx context.Context, run id.ID) error {
	return d.move(ctx, run, []State{Checked, Stopped}, Running, doLoad, func(tx *db.Tx, r *Run) error {
		if err := r.alone(tx); err != nil {
			return err
		}
		was, err := readRun(ctx, tx, run)
		if err != nil || was.State == Stopped {
			return err
		}
		r.Started = tx.Now()
		_, err = tx.Exec(`DELETE FROM import_row WHERE run_id = $1`, r.ID) // what the check found
		return err
	})
}

// Stop has a check or a run end before its next row. Kinds: Forbidden, NotFound, Conflict when nothing is under way.
func (d Desk) Stop(ctx context.Context, run id.ID) error {
	return d.move(ctx, run, []State{Checking, Running}, Stopping, "", func(_ *db.Tx, r *Run) error {
		if r.blob == "" {
			return errs.New(errs.Conflict, "This import was started at the command line. Stop it there.")
		}
		return nil
	})
}

// TakeBack has the queue undo a run, see Undo. Kinds: Forbidden, NotFound, Conflict when there is nothing to undo.
func (d Desk) TakeBack(ctx context.Context, run id.ID) error {
	return d.move(ctx, run, []State{Done, Stopped}, Undoing, doUndo, nil)
}

// Discard throws an import away that brought nothing in. Kinds: Forbidden, NotFound, Conflict for one that did.
func (d Desk) Discard(ctx context.Context, run id.ID) error {
	return d.move(ctx, run, []State{Draft, Checked}, Draft, "", func(tx *db.Tx, r *Run) error {
		if _, err := tx.Exec(`DELETE FROM import_row WHERE run_id = $1`, r.ID); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM import_run WHERE id = $1`, r.ID)
		return err
	})
}
