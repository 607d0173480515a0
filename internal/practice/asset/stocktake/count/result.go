package count

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake"
)

// Result is how a stocktake stands.
type Result struct {
	stocktake.Progress
	Rows    []stocktake.Row
	Decided map[string]stocktake.Decision // by Row.Key
	Places  []Spot                        // where one can count: the scope, with its whole path as name
}

// Result returns how a stocktake that the actor may see stands. Rows of assets that they may not see are left out, the figures count them.
func (d *Desk) Result(ctx context.Context, take id.ID) (Result, error) {
	var out Result
	list, err := d.takes.Records().ByID(ctx, d.takes.DB, []id.ID{take})
	if err != nil || len(list) == 0 {
		return out, err
	}
	c, names, err := load(ctx, d.takes.DB, take, "")
	if err != nil {
		return out, err
	}
	out.Rows = stocktake.Classify(c)
	if out.Decided, err = decisions(ctx, d.takes.DB, take); err != nil {
		return out, err
	}
	out.Progress = stocktake.Tally(out.Rows, out.Decided)
	out.Places = paths(names, list[0].Location)
	out.Rows, err = d.visible(ctx, take, out.Rows)
	return out, err
}

// load reads everything that a result is made of, or what one tag's rows are, and the places.
func load(ctx context.Context, q db.Querier, take id.ID, tag string) (stocktake.Count, []Spot, error) {
	var c stocktake.Count
	all, err := spots(ctx, q, take)
	if err != nil {
		return c, nil, err
	}
	name := map[id.ID]string{}
	c.Inside = map[id.ID]id.ID{}
	for _, s := range all {
		name[s.ID] = s.Name
		if s.Parent != 0 {
			c.Inside[s.ID] = s.Parent
		}
	}
	list, err := lines(ctx, q, take, tag)
	if err != nil {
		return c, nil, err
	}
	for _, l := range list {
		l.Place.Name = name[l.Place.ID]
		if l.beyond {
			c.Others = append(c.Others, l.Expected)
		} else {
			c.Expected = append(c.Expected, l.Expected)
		}
	}
	seen, err := scans(ctx, q, take, tag)
	for _, s := range seen {
		c.Scans = append(c.Scans, stocktake.Scan{ID: s.ID, Code: s.Tag, Place: stocktake.Ref{ID: s.Place, Name: name[s.Place]}, By: stocktake.Ref{ID: s.By, Name: s.Name},
			At: s.At.Time(), Device: s.Device, Seq: s.Seq, Undoes: s.Undoes})
	}
	return c, all, err
}

// paths are the places below one, or all of them, each with the names of those that contain it.
func paths(all []Spot, top id.ID) []Spot {
	by := map[id.ID]Spot{}
	for _, s := range all {
		by[s.ID] = s
	}
	if top != 0 {
		in := within(all, top)
		all = slices.DeleteFunc(slices.Clone(all), func(s Spot) bool { return !slices.Contains(in, s.ID) })
	}
	out := make([]Spot, len(all))
	for i, s := range all {
		out[i] = s
		for up, n := by[s.Parent], 0; up.ID != 0 && n < len(by); up, n = by[up.Parent], n+1 {
			out[i].Name = up.Name + " / " + out[i].Name
		}
	}
	sorted.By(out, func(a, b Spot) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// visible leaves out the rows of assets that the actor may not see.
func (d *Desk) visible(ctx context.Context, take id.ID, rows []stocktake.Row) ([]stocktake.Row, error) {
	who, err := actor.From(ctx)
	if err != nil || who.Scope(asset.PermView) == actor.All {
		return rows, err
	}
	var args db.Args
	found, err := d.takes.DB.Query(ctx, `SELECT t.id FROM asset t JOIN stocktake_line l ON l.asset_id = t.id WHERE l.stocktake_id = `+args.Add(take)+` AND `+
		who.Predicate(asset.PermView, &args, seeing()), args.Values()...)
	ids, err := db.Collect(found, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
	may := map[id.ID]bool{}
	for _, i := range ids {
		may[i] = true
	}
	return slices.DeleteFunc(rows, func(r stocktake.Row) bool { return r.Asset != 0 && !may[r.Asset] }), err
}

// Row is one line of the result as it is told.
type Row struct {
	Key      string    `json:"row" doc:"Names the row for a decision."`
	Tag      string    `json:"tag"`
	Name     string    `json:"name,omitempty"`
	Asset    id.ID     `json:"asset,omitempty"`
	Place    id.ID     `json:"place,omitempty" doc:"Where it belongs; absent for what belongs to a person."`
	Holder   id.ID     `json:"holder,omitempty"`
	Result   string    `json:"result"`
	Beyond   bool      `json:"beyond" doc:"It is not on the frozen list."`
	Seen     []Seen    `json:"seen"`
	Can      []string  `json:"corrections" doc:"What may be done about it."`
	Decision *Decision `json:"decision,omitempty"`
}

// Seen is where and how often something was seen.
type Seen struct {
	Place id.ID      `json:"place,omitempty"`
	Times int        `json:"times"`
	First clock.Time `json:"first"`
	By    id.ID      `json:"by"`
}

// Decision is what was decided about a row.
type Decision struct {
	Correction string     `json:"correction" doc:"Empty: left as it is."`
	By         id.ID      `json:"by"`
	At         clock.Time `json:"at"`
	Note       string     `json:"note,omitempty"`
}

// told puts rows into the form in which they are told.
func (r Result) told() []Row {
	out := []Row{}
	for _, row := range r.Rows {
		x := Row{Key: row.Key, Tag: row.Tag, Name: row.Name, Asset: row.Asset, Place: row.Place.ID, Holder: row.Holder.ID, Result: string(row.Result), Beyond: row.Beyond, Seen: []Seen{}, Can: []string{}}
		for _, s := range row.Seen {
			x.Seen = append(x.Seen, Seen{s.Place.ID, s.Times, clock.Of(s.First), s.By.ID})
		}
		for _, c := range row.Corrections {
			x.Can = append(x.Can, string(c))
		}
		if d, ok := r.Decided[row.Key]; ok {
			x.Decision = &Decision{string(d.Correction), d.By.ID, clock.Of(d.At), d.Note}
		}
		out = append(out, x)
	}
	return out
}
