package sheet

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// Desk is where rows go.
type Desk struct {
	DB     *db.DB
	Room   *desk.Room
	People *people.Service
}

// Options say how a file is read.
type Options struct {
	Kind     string            // of the rows: asset, model, supplier, service, item, person and whatever else can be added
	Map      map[string]string // columns by their header to the key of their field, "-" to leave one out
	Currency string            // of amounts that name none
	Dates    string            // iso, dmy or mdy: how dates are written; iso if ""
	DryRun   bool
	Progress func(done int)
}

// Refused is a row that was not imported.
type Refused struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Report accounts for every row: it is imported, there already, or refused.
type Report struct {
	Columns   []Column  `json:"columns"`
	Rows      int       `json:"rows"`
	Imported  int       `json:"imported"`
	Unchanged int       `json:"unchanged"`
	Refused   []Refused `json:"refused"`
	DryRun    bool      `json:"dry_run,omitempty"`
	Stopped   bool      `json:"stopped,omitempty"`
	Seconds   float64   `json:"seconds"`
}

// target adds rows of a kind.
type target interface {
	fields() []field.Def
	// there returns what makes a row the same in a second run, "" for a row that cannot be told from others, and whether it is there.
	there(ctx context.Context, cells map[string]string) (key string, known bool, err error)
	add(ctx context.Context, values map[string]any) error
}

// run is an import under way.
type run struct {
	Desk
	Options
	target
	names   names
	root    id.ID
	columns []Column
	defs    map[string]field.Def
	seen    map[string]int // line by what makes a row the same
}

// Load imports a table. Rows of the file that are the same as an earlier one are refused. A context that ends stops it between two rows.
// Kinds: Invalid for columns that cannot be matched, NotFound for an unknown kind.
func (d Desk) Load(ctx context.Context, t Table, o Options) (r Report, err error) {
	defer errs.Wrap(&err, "sheet.Load(%s)", o.Kind)
	start := d.DB.Clock().Now()
	r.Rows, r.DryRun, r.Refused = len(t.Rows), o.DryRun, []Refused{}
	u := &run{Desk: d, Options: o, names: names{d.DB, map[named]id.ID{}}, seen: map[string]int{}, defs: map[string]field.Def{}}
	if u.target, err = d.target(ctx, o.Kind); err != nil {
		return r, err
	}
	if u.root, err = place.Root(ctx, d.DB); err != nil {
		return r, err
	}
	if u.columns, err = Match(t.Header, u.fields(), o.Map); err != nil {
		return r, err
	}
	r.Columns = u.columns
	for _, f := range u.fields() {
		u.defs[f.Key] = f
	}
	for i, line := range t.Rows {
		if ctx.Err() != nil {
			r.Stopped = true
			return r, context.Cause(ctx)
		}
		known, err := u.row(ctx, line)
		switch {
		case err != nil && fatal(err):
			return r, err
		case err != nil:
			r.Refused = append(r.Refused, Refused{line.Line, reason(err, u.defs)})
		case known:
			r.Unchanged++
		default:
			r.Imported++
		}
		if o.Progress != nil {
			o.Progress(i + 1)
		}
	}
	r.Seconds = d.DB.Clock().Now().Sub(start).Seconds()
	return r, nil
}

// fatal reports an error that is not the row's.
func fatal(err error) bool {
	return errors.Is(err, context.Canceled) || !errs.Is(err, errs.Invalid) && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound)
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

// row imports a row and reports whether it was there already.
func (u *run) row(ctx context.Context, line Row) (known bool, err error) {
	cells := map[string]string{}
	for i, c := range u.columns {
		if c.Field != "" && i < len(line.Cells) {
			if s := strings.TrimSpace(strings.TrimPrefix(line.Cells[i], "'")); s != "" {
				cells[c.Field] = s
			}
		}
	}
	key, known, err := u.there(ctx, cells)
	if err != nil {
		return false, err
	}
	if first, ok := u.seen[key]; ok && key != "" {
		return false, errs.New(errs.Conflict, "This is the same as line %d.", first)
	}
	if known {
		u.seen[key] = line.Line
		return true, nil
	}
	values, err := u.values(ctx, cells)
	if err != nil {
		return false, err
	}
	if !u.DryRun {
		if err := u.add(ctx, values); err != nil {
			return false, err
		}
	}
	u.seen[key] = line.Line
	return false, nil
}

// values reads the cells of a row, and what every row needs.
func (u *run) values(ctx context.Context, cells map[string]string) (map[string]any, error) {
	var c errs.Check
	out := map[string]any{}
	for _, f := range u.fields() {
		cell, ok := cells[f.Key]
		if !ok {
			c.Must(!f.Required, f.Key, "This is needed.")
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
	if _, ok := out["entity"]; !ok {
		out["entity"] = u.root.String()
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
		cell = date(cell, u.Dates)
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
