package export

import (
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Format is how a list is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Formats are all of them.
func Formats() []Format { return []Format{CSV, XLSX} }

// Media is the media type of the format.
func (f Format) Media() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Question is a list to be written.
type Question struct {
	Kind     string
	Q        string   // in the query language, "" for everything that the actor may see
	Sort     string   // see desk.Ask
	Columns  []string // the keys of the fields, in their order; all fields when there are none
	Progress func(done int)
}

// Write writes the records that answer a question, as far as the actor may see them, one a row, and returns how many. The first row names
// the fields. It holds a few pages of the list at a time, whatever its length, and writes nothing before the first of them was read. A cell
// is never a formula: in CSV an apostrophe stands before what would be one, in a workbook it is a text. Kinds: NotFound for an unknown
// kind, Invalid for a question that cannot be read, for a column that is not there and for too many rows for a workbook.
func Write(ctx context.Context, room *desk.Room, w io.Writer, f Format, q Question) (n int, err error) {
	defer errs.Wrap(&err, "export.Write(%s)", q.Kind)
	p, err := room.Practice(q.Kind)
	if err != nil {
		return 0, err
	}
	t := &table{room: room, flow: p.Kind.Flow}
	if t.defs, err = columns(ctx, room, p, q.Columns); err != nil {
		return 0, err
	}
	ask := desk.Ask{Q: q.Q, Sort: q.Sort, Limit: record.MaxPage}
	pages := ahead(ctx, func(ctx context.Context, after string) (desk.Queue, error) {
		ask.After = after
		return room.Queue(ctx, p, ask, true)
	})
	defer pages.stop()
	for {
		page, err := pages.next()
		if err != nil {
			return n, err
		}
		if t.out == nil {
			if t.out, err = headed(w, f, labels(t.defs)); err != nil {
				return 0, err
			}
		}
		if err := t.page(ctx, page); err != nil {
			return n, err
		}
		n += len(page.Heads)
		if q.Progress != nil {
			q.Progress(n)
		}
		if page.Next == "" {
			return n, t.out.end()
		}
	}
}

// columns returns the fields with the keys, in their order, or all.
func columns(ctx context.Context, room *desk.Room, p desk.Practice, keys []string) ([]field.Def, error) {
	all, err := room.Defs(ctx, p)
	if err != nil || len(keys) == 0 {
		return all, err
	}
	var out []field.Def
	for _, key := range keys {
		i := slices.IndexFunc(all, func(d field.Def) bool { return d.Key == key })
		if i < 0 {
			return nil, errs.Bad("columns", "There is no field %q.", key)
		}
		out = append(out, all[i])
	}
	return out, nil
}

// table is a list being written.
type table struct {
	room  *desk.Room
	out   lines
	flow  flow.Machine
	defs  []field.Def
	names desk.Labels // of what rows referred to so far
	held  int         // how many names there are
	cells []cell
}

func labels(defs []field.Def) []string {
	out := make([]string, len(defs))
	for i, d := range defs {
		out[i] = d.Label
	}
	return out
}

func (t *table) page(ctx context.Context, page desk.Queue) error {
	rows := make([][]field.Value, len(page.Heads))
	at := make([]int, len(t.defs)) // where a field stood in the last row, which is where it stands in the next
	for i := range rows {
		rows[i] = make([]field.Value, len(t.defs))
		for k, d := range t.defs {
			list := page.Values[i]
			if d.Custom {
				list = page.Custom[i]
			}
			if at[k] >= len(list) || list[at[k]].Def.Key != d.Key {
				at[k] = max(0, slices.IndexFunc(list, func(v field.Value) bool { return v.Def.Key == d.Key }))
			}
			if at[k] < len(list) && list[at[k]].Def.Key == d.Key {
				rows[i][k] = list[at[k]]
			}
		}
	}
	if err := t.name(ctx, rows); err != nil {
		return err
	}
	for _, row := range rows {
		t.cells = t.cells[:0]
		for _, v := range row {
			c, err := t.cell(v)
			if err != nil {
				return err
			}
			t.cells = append(t.cells, c)
		}
		if err := t.out.line(t.cells); err != nil {
			return err
		}
	}
	return nil
}

// maxNames is how many names are held: the same few models, places and people stand in many rows.
const maxNames = 50_000

// name reads the names of what rows refer to, each once.
func (t *table) name(ctx context.Context, rows [][]field.Value) error {
	if t.names == nil || t.held > maxNames {
		t.names, t.held = desk.Labels{}, 0
	}
	asked := desk.Wanted{}
	for _, row := range rows {
		for _, v := range row {
			ref, err := refOf(v)
			if err != nil {
				return err
			}
			if ref == 0 {
				continue
			}
			if _, ok := t.names[v.Def.Type][ref]; ok {
				continue
			}
			if t.names[v.Def.Type] == nil {
				t.names[v.Def.Type] = map[id.ID]string{}
			}
			t.names[v.Def.Type][ref] = "" // asked for
			asked.Add(v.Def.Type, ref)
			t.held++
		}
	}
	if len(asked) == 0 {
		return nil
	}
	found, err := t.room.Labels(ctx, asked)
	for typ, names := range found {
		for ref, name := range names {
			t.names[typ][ref] = name
		}
	}
	return err
}

// refOf is what a value refers to, 0 for nothing.
func refOf(v field.Value) (id.ID, error) {
	if s, ok := v.JSON.(string); ok && v.Def.Type.IsRef() { // what has no value has no definition either
		return id.Parse(s)
	}
	return 0, nil
}

// cell is a value as a table holds it: a number stays one, a name stands for an id, everything else is text.
func (t *table) cell(v field.Value) (cell, error) {
	if v.JSON == nil {
		return cell{}, nil
	}
	if v.Def.Type.IsRef() {
		ref, err := refOf(v)
		if err != nil || ref == 0 {
			return cell{}, err
		}
		return cell{text: t.names.Of(v.Def.Type, ref)}, nil
	}
	switch j := v.JSON.(type) {
	case int64, float64:
		if v.Def.Type == field.TypeNumber {
			return number(j), nil
		}
	case string:
		switch {
		case v.Def.Key == "status" && !v.Def.Custom:
			return cell{text: cmp.Or(t.flow.State(j).Label, j)}, nil
		case v.Def.Type == field.TypeChoice:
			return cell{text: v.Def.Option(j)}, nil
		}
		return cell{text: j}, nil
	}
	return cell{text: v.Text}, nil
}
