package sheet

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

// Desk is where rows go.
type Desk struct {
	DB     *db.DB
	Room   *desk.Room
	People *people.Service
	Files  *attach.Files // where what was sent is kept; nil outside of a server
}

// Options say how a file is read.
type Options struct {
	Kind     string            // of the rows: asset, model, supplier, service, item, person, location and whatever else can be added, see Named
	Map      map[string]string // columns by their header to the key of their field, "-" to leave one out
	Currency string            // of amounts that name none
	Dates    string            // iso, dmy or mdy: how dates are written; iso if ""
	DryRun   bool
	Update   bool // change what is there already where the file says otherwise; people never
	Progress func(done int)

	draft  Run // that was prepared in the browser
	chosen []Column
}

// Refused is a row that was not imported.
type Refused struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Needed is a field that everything new needs.
type Needed struct {
	Key   string `json:"field"`
	Label string `json:"label"`
}

// Report accounts for every row: it is imported, changed what was there, is there already, or refused.
type Report struct {
	Run       id.ID     `json:"run"`               // none for a dry run
	Resumed   int       `json:"resumed,omitempty"` // rows that an earlier part of the run accounted for
	Columns   []Column  `json:"columns"`
	Unfilled  []Needed  `json:"unfilled,omitempty"` // what everything new needs and no column fills
	Rows      int       `json:"rows"`
	Imported  int       `json:"imported"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Refused   []Refused `json:"refused"`
	DryRun    bool      `json:"dry_run,omitempty"`
	Stopped   bool      `json:"stopped,omitempty"`
	Seconds   float64   `json:"seconds"`
}

// target adds rows of a kind.
type target interface {
	fields() []field.Def
	// called is what people call the column with the names of the rows.
	called() []string
	// may answers whether the actor may add any. Kinds: Forbidden.
	may(ctx context.Context) error
	// there returns what makes a row the same in a second run, "" for a row that cannot be told from others, and what is there already.
	there(ctx context.Context, cells map[string]string) (key string, it found, err error)
	// check says what is wrong with the values of a new row together.
	check(values map[string]any) error
	// add makes a row. What it made before it failed is returned with the error.
	add(ctx context.Context, values map[string]any) (found, error)
	// differs returns those of the values that differ from what is there, and what is there instead.
	differs(ctx context.Context, it found, values map[string]any) (now, before map[string]any, err error)
	change(ctx context.Context, it found, values map[string]any) error
	// restore gives what was changed its values back, as they were written down.
	restore(ctx context.Context, it found, before string) error
	// owned is where what add makes stands, in the order in which it can be deleted.
	owned() []reference
	// gone is what the log says of a row that was taken back.
	gone(it id.ID, name string) db.Event
}

// sorter is a target whose rows depend on each other.
type sorter interface {
	order(rows []grid.Row, cells func(grid.Row) map[string]string) []grid.Row
}

// run is an import under way.
type run struct {
	Desk
	Options
	target
	names   names
	home    id.ID // the organisation of rows that name none
	columns []Column
	defs    map[string]field.Def
	seen    map[string]int // line by what makes a row the same
	log     *journal
}

// home is the organisation of whoever imports, the first one for the program itself.
func (d Desk) home(ctx context.Context) (id.ID, error) {
	if a, err := actor.From(ctx); err != nil || a.Entity != 0 {
		return a.Entity, err
	}
	return place.Root(ctx, d.DB)
}

// Load imports a table. Rows of the file that are the same as an earlier one are refused. A context that ends stops it between two rows.
// Kinds: Invalid for columns that cannot be matched, NotFound for an unknown kind.
func (d Desk) Load(ctx context.Context, t grid.Table, o Options) (r Report, err error) {
	defer errs.Wrap(&err, "sheet.Load(%s)", o.Kind)
	start := d.DB.Clock().Now()
	o.Kind = d.Named(o.Kind)
	if o.Currency != "" && len(o.Currency) != 3 {
		return r, errs.Bad("currency", badCurrency)
	}
	r.Rows, r.DryRun, r.Refused = len(t.Rows), o.DryRun, []Refused{}
	u := &run{Desk: d, Options: o, names: names{db: d.DB, known: map[named]id.ID{}}, seen: map[string]int{}, defs: map[string]field.Def{}}
	if u.target, err = d.target(ctx, o.Kind); err != nil {
		return r, err
	}
	if err = u.may(ctx); err != nil {
		return r, err
	}
	if u.home, err = d.home(ctx); err != nil {
		return r, err
	}
	if u.columns = o.chosen; o.chosen == nil {
		if u.columns, err = Match(t.Header, u.fields(), o.Map, u.called()...); err != nil {
			return r, err
		}
	}
	r.Columns = u.columns
	for _, f := range u.fields() {
		u.defs[f.Key] = f
		if f.Required && !slices.ContainsFunc(u.columns, func(c Column) bool { return c.Field == f.Key }) {
			r.Unfilled = append(r.Unfilled, Needed{f.Key, f.Label})
		}
	}
	if err = u.begin(ctx, t); err != nil {
		return r, err
	}
	r.Run, r.Resumed = u.log.run.ID, len(u.log.fates)
	state, err := u.all(ctx, t, &r)
	if u.DryRun {
		state = map[State]State{Done: Checked, Stopped: Draft}[state]
	}
	if o.draft.ID != 0 && ctx.Err() != nil {
		state = o.draft.State // the program ends: its job goes on with it when it is back
	}
	r.Seconds = d.DB.Clock().Now().Sub(start).Seconds()
	return r, errors.Join(err, u.log.end(ctx, &r, state))
}

// all imports the rows, as far as it comes.
func (u *run) all(ctx context.Context, t grid.Table, r *Report) (State, error) {
	rows := t.Rows
	if s, ok := u.target.(sorter); ok {
		rows = s.order(rows, u.cells)
		defer func() { slices.SortFunc(r.Refused, func(a, b Refused) int { return cmp.Compare(a.Line, b.Line) }) }()
	}
	for i, line := range rows {
		if ctx.Err() != nil {
			r.Stopped = true
			return Stopped, context.Cause(ctx)
		}
		if on, err := u.log.beat(ctx, i); err != nil || !on {
			r.Stopped = true
			return Stopped, err
		}
		f, ok := u.log.fates[line.Line]
		if ok {
			if _, _, err := u.known(ctx, line); err != nil && fatal(err) {
				return Stopped, err
			}
		} else {
			var err error
			if f, err = u.row(ctx, line); err != nil {
				return Stopped, err
			}
			if err := u.log.note(ctx, f); err != nil {
				return Stopped, err
			}
		}
		switch f.outcome {
		case refused:
			r.Refused = append(r.Refused, Refused{line.Line, f.reason})
		case changed:
			r.Changed++
		case same:
			r.Unchanged++
		default:
			r.Imported++
		}
		if u.Progress != nil {
			u.Progress(i + 1)
		}
	}
	return Done, nil
}

// fatal reports an error that is not the row's.
func fatal(err error) bool {
	switch errs.KindOf(err) {
	case errs.Invalid, errs.Conflict, errs.NotFound, errs.Forbidden:
		return errors.Is(err, context.Canceled)
	}
	return true
}

// reason says in one line what is wrong with a row.
func reason(err error, defs map[string]field.Def) string {
	var out []string
	for _, f := range errs.Fields(err) {
		label := f.Key
		if d, ok := defs[f.Key]; ok {
			label = d.Label
		}
		out = append(out, label+": "+f.Text)
	}
	if len(out) == 0 {
		return errs.Safe(err)
	}
	return strings.Join(out, " ")
}

// row imports a row and returns what became of it. An error is not the row's.
func (u *run) row(ctx context.Context, line grid.Row) (fate, error) {
	f, err := u.try(ctx, line)
	f.line = line.Line
	if u.DryRun {
		f.found.ID = 0 // nothing was done with it
	}
	if err != nil && fatal(err) {
		return f, err
	}
	if err != nil {
		f.outcome, f.reason, f.before = refused, reason(err, u.defs), kept(line)
	}
	return f, nil
}

func (u *run) cells(line grid.Row) map[string]string {
	cells := map[string]string{}
	for i, c := range u.columns {
		if c.Field != "" && i < len(line.Cells) {
			if s := strings.TrimSpace(strings.TrimPrefix(line.Cells[i], "'")); s != "" {
				cells[c.Field] = s
			}
		}
	}
	u.units(cells)
	return cells
}

// units parts cells such as "90 days" where the unit is a field of its own.
func (u *run) units(cells map[string]string) {
	for key, d := range u.defs {
		of, ok := strings.CutSuffix(key, "_unit")
		n, word, two := strings.Cut(cells[of], " ")
		if !ok || !two || cells[key] != "" {
			continue
		}
		for _, o := range d.Options {
			if single(o.Label) == single(word) || single(o.Value) == single(word) {
				cells[of], cells[key] = n, o.Value
			}
		}
	}
}

// single is a word without the sign that there are several.
func single(word string) string { return strings.TrimSuffix(plain(word), "s") }

// known returns what is there already of a row and remembers what makes it the same. Kinds: Conflict for one like an earlier row.
func (u *run) known(ctx context.Context, line grid.Row) (map[string]string, found, error) {
	cells := u.cells(line)
	key, it, err := u.there(ctx, cells)
	if err != nil {
		return nil, it, err
	}
	if first, ok := u.seen[key]; ok && key != "" {
		return nil, it, errs.New(errs.Conflict, "This is the same as line %d.", first)
	}
	u.seen[key] = line.Line
	return cells, it, nil
}

func (u *run) try(ctx context.Context, line grid.Row) (f fate, err error) {
	if line.Bad != "" {
		return f, errs.New(errs.Invalid, "%s", line.Bad)
	}
	cells, it, err := u.known(ctx, line)
	if err != nil {
		return f, err
	}
	if it.ID != 0 {
		return u.meet(ctx, it, cells)
	}
	values, err := u.values(ctx, cells, true)
	if err == nil {
		err = u.check(values)
	}
	if err != nil {
		return f, err
	}
	f.outcome = made
	if !u.DryRun {
		f.found, err = u.add(ctx, values)
	}
	return f, err
}

// meet handles a row of what is there already.
func (u *run) meet(ctx context.Context, it found, cells map[string]string) (f fate, err error) {
	if ours, err := u.log.orphan(ctx, it); err != nil || ours {
		return fate{outcome: made, found: it}, err
	}
	if !u.Update {
		return fate{outcome: same}, nil
	}
	values, err := u.values(ctx, cells, false)
	if err != nil {
		return f, err
	}
	now, before, err := u.differs(ctx, it, values)
	if err != nil || len(now) == 0 {
		return fate{outcome: same}, err
	}
	was, err := json.Marshal(before)
	if err != nil {
		return f, err
	}
	f = fate{outcome: changed, found: it, before: string(was), reason: u.labels(now)}
	if !u.DryRun {
		if err := u.change(ctx, it, now); err != nil {
			return fate{}, err
		}
	}
	return f, nil
}

// labels names the fields that have a value.
func (u *run) labels(values map[string]any) string {
	var out []string
	for _, f := range u.fields() {
		if _, ok := values[f.Key]; ok {
			out = append(out, f.Label)
		}
	}
	return strings.Join(out, ", ")
}

// values reads the cells of a row, and what every fresh one needs.
func (u *run) values(ctx context.Context, cells map[string]string, fresh bool) (map[string]any, error) {
	var c errs.Check
	out := map[string]any{}
	for _, f := range u.fields() {
		cell, ok := cells[f.Key]
		if !ok {
			c.Must(!fresh || !f.Required, f.Key, "This is needed.")
			continue
		}
		v, err := u.value(ctx, f, cell)
		if err != nil && fatal(err) {
			return nil, err
		}
		c.Join("", err)
		if v != nil {
			out[f.Key] = v
		}
	}
	if _, ok := out["entity"]; !ok && fresh {
		out["entity"] = u.home.String()
	}
	return out, c.Err()
}

func (u *run) value(ctx context.Context, f field.Def, cell string) (any, error) {
	switch {
	case f.Type.IsRef():
		found, err := u.names.find(ctx, f, cell)
		return found.String(), err
	case f.Type == field.TypeMoney && u.Currency != "" && strings.ToUpper(cell) == strings.ToLower(cell):
		cell += " " + u.Currency
	case f.Type == field.TypeDate:
		day := date(cell, u.Dates)
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return nil, errs.Bad(f.Key, "%q is no day. %s", cell, daysAre(u.Dates))
		}
		cell = day
	case f.Type == field.TypeChoice:
		for _, o := range f.Options {
			if plain(o.Label) == plain(cell) || plain(o.Value) == plain(cell) {
				return o.Value, nil
			}
		}
	}
	return f.ParseText(cell, time.UTC)
}

// date turns a date as it is written in some country, or one with a time behind it, into 2026-11-22.
func date(cell, order string) string {
	layouts := map[string][]string{"dmy": {"2.1.2006", "2/1/2006", "2-1-2006"}, "mdy": {"1/2/2006", "1-2-2006", "1.2.2006"}}[order]
	for _, l := range append(layouts, "2006-01-02 15:04:05", "2006-01-02 15:04", time.RFC3339) {
		if t, err := time.Parse(l, cell); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return cell
}

// daysAre says how the days of an import are written.
func daysAre(order string) string {
	switch order {
	case "dmy":
		return "Those of this import are written like 22.11.2026 or 2026-11-22."
	case "mdy":
		return "Those of this import are written like 11/22/2026 or 2026-11-22."
	}
	return "Days are written like 2026-11-22, unless the import is told that they are dmy (22.11.2026) or mdy (11/22/2026)."
}

// body is the values as the verb takes them.
func body(values map[string]any, custom map[string]bool) ([]byte, error) {
	own, more := map[string]any{}, map[string]any{}
	for k, v := range values {
		if custom[k] {
			more[k] = v
		} else {
			own[k] = v
		}
	}
	if len(more) > 0 {
		own["custom"] = more
	}
	return json.Marshal(own)
}
