package count

import (
	"context"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake"
)

// Fields are the fields of a stocktake as a caller gives them; what is absent stays as it is.
type Fields struct {
	Title    *string `json:"title,omitempty" doc:"Such as: Berlin, autumn."`
	Location *id.ID  `json:"location,omitempty" doc:"With everything in it; all if absent."`
	Class    *id.ID  `json:"class,omitempty" doc:"All if absent."`
	Team     *id.ID  `json:"holder_team,omitempty" doc:"That holds the assets; everybody's if absent."`
	Due      *string `json:"due,omitempty" doc:"The date by which it is to be done."`
	Note     *string `json:"note,omitempty"`
	Entity   *id.ID  `json:"entity,omitempty" doc:"With all below it."`
}

// Add is a new stocktake.
type Add struct {
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Edit changes a stocktake.
type Edit struct {
	action.On
	Fields
	Custom register.Custom `json:"custom,omitempty"`
}

// Add plans a stocktake. Kinds: Invalid.
func (d *Desk) Add(ctx context.Context, in Add) (record.Result, error) {
	return d.takes.Create(ctx, in.Fields, in.Custom, nil)
}

// Edit changes fields of a stocktake; the scope of one that has begun stays. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Edit(ctx context.Context, in Edit) (record.Result, error) {
	return d.takes.Amend(ctx, in.On, in.Fields, in.Custom)
}

// Practice describes stocktakes to the faces.
func (d *Desk) Practice() desk.Practice {
	p := d.takes.Practice(append([]action.Spec{
		action.Of("stocktake.add", "Plan a stocktake", PermEdit, d.Add),
		action.Of("stocktake.edit", "Save", PermEdit, d.Edit),
		action.Of("stocktake.begin", "Begin to count", PermEdit, d.Begin),
		action.Of("stocktake.scan", "Scan", PermCount, d.Scan).Elsewhere(),
		action.Of("stocktake.decide", "Decide", PermEdit, d.Decide).With("correction", Corrections()...).Elsewhere(),
		d.takes.Moving("review", "End the count"),
		d.takes.Moving("resume", "Count on"),
		action.Of("stocktake.sign", "Sign off", PermSign, d.Sign),
		d.takes.Ending("cancel", "Cancel the stocktake"),
	}, d.takes.Linking()...)...)
	p.Parts = []desk.Part{d.rowsPart(), d.expectedPart(), d.scansPart()}
	return p
}

// rowsPart is the result.
func (d *Desk) rowsPart() desk.Part {
	var results []string
	for _, r := range stocktake.Results() {
		results = append(results, string(r))
	}
	return desk.PartOf("rows", "Result", "What became of everything that was expected or scanned",
		func(ctx context.Context, v desk.View, q url.Values) (desk.List[Row], error) {
			r, err := d.Result(ctx, v.ID)
			out := desk.List[Row]{Items: []Row{}}
			for _, row := range r.told() {
				if want := q.Get("result"); want == "" || want == row.Result {
					out.Items = append(out.Items, row)
				}
			}
			return out, err
		}, nil).With(desk.Param{Name: "result", Doc: "Only these.", Options: results})
}

// Known is something that is expected, for devices that scan.
type Known struct {
	Tag       string `json:"tag"`
	Serial    string `json:"serial,omitempty"`
	Name      string `json:"name"`
	Place     id.ID  `json:"place,omitempty" doc:"Where it belongs; absent for what belongs to a person."`
	PlaceName string `json:"place_name,omitempty"`
	Seen      bool   `json:"seen" doc:"Somebody has scanned it."`
}

// expectedPart is the frozen list.
func (d *Desk) expectedPart() desk.Part {
	return desk.PartOf("listed", "Expected", "The list of what is expected, as it was when the count began",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Known], error) {
			out := desk.List[Known]{Items: []Known{}}
			serial, err := serials(ctx, d.takes.DB, v.ID)
			if err != nil {
				return out, err
			}
			r, err := d.Result(ctx, v.ID)
			for _, row := range r.Rows {
				if !row.Beyond {
					out.Items = append(out.Items, Known{row.Tag, serial[row.Tag], row.Name, row.Place.ID, row.Place.Name, len(row.Seen) > 0})
				}
			}
			return out, err
		}, nil)
}

// scansPart is everything that was scanned.
func (d *Desk) scansPart() desk.Part {
	return desk.PartOf("scans", "Scans", "Everything that was scanned, as it arrived",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Scan], error) {
			list, err := d.scanned(ctx, v.ID)
			return desk.List[Scan]{Items: list}, err
		}, nil)
}

// scanned returns the scans without those of assets that the actor may not see.
func (d *Desk) scanned(ctx context.Context, take id.ID) ([]Scan, error) {
	list, err := scans(ctx, d.takes.DB, take, "")
	if err != nil {
		return nil, err
	}
	who, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	out := []Scan{}
	if who.Scope(asset.PermView) == actor.All {
		return append(out, list...), nil
	}
	r, err := d.Result(ctx, take)
	shown := map[string]bool{}
	for _, row := range r.Rows {
		shown[row.Tag] = true
	}
	for _, s := range list {
		if shown[s.Tag] {
			out = append(out, s)
		}
	}
	return out, err
}
