package web

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Pages tells of assets.
type Pages struct {
	Room *desk.Room
}

// Asked is what is wanted: the asset, seen from a day, and the address of the site for the code.
type Asked struct {
	View   desk.View
	Today  calendar.Date
	Origin string // "https://desk.example"
	Fails  Fails
}

// Fails says what stops when the asset fails, and where that is drawn; nothing is said where nothing is known.
type Fails struct {
	Text string
	Ways []ui.Link
}

// Told is what is known of an asset.
type Told struct {
	Main templ.Component // in the middle
	Code templ.Component // the label
}

// sheet is a page being made.
type sheet struct {
	Pages
	Asked
	ctx   context.Context
	actor actor.Actor

	custody   []asset.Custody
	contracts []finance.Bound
	worth     []finance.Worth
	months    []finance.Month
	bill      *cost.Bill
	done      []upkeep.Maintenance
	programs  []software.Program
	support   []software.Support
}

// Tell reads the parts of an asset and draws them. Kinds: those of reading.
func (p Pages) Tell(ctx context.Context, in Asked) (Told, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return Told{}, err
	}
	s := &sheet{Pages: p, Asked: in, ctx: ctx, actor: a}
	if err := s.read(); err != nil {
		return Told{}, err
	}
	chain, err := s.chain()
	if err != nil {
		return Told{}, err
	}
	code, err := qrCode(in.Origin+"/a/"+in.View.Number, in.View.Number)
	if err != nil {
		return Told{}, err
	}
	return Told{Main: overview(in.Fails, s.money(), s.terms(), chain, s.onIt()), Code: code}, nil
}

// read gets the parts that the visitor may see.
func (s *sheet) read() error {
	bills, err := one[cost.Bill](s, "expenses", nil)
	if err != nil {
		return err
	}
	s.bill = bills
	for _, get := range []func() error{
		func() error { return all(s, "custody", nil, &s.custody) },
		func() error { return all(s, "contracts", nil, &s.contracts) },
		func() error { return all(s, "value", nil, &s.worth) },
		func() error { return all(s, "maintenance", nil, &s.done) },
		func() error { return all(s, "software", nil, &s.programs) },
		func() error { return all(s, "lifecycle", nil, &s.support) },
		s.forecast,
	} {
		if err := get(); err != nil {
			return err
		}
	}
	return nil
}

// one reads a part, nil for one that there is not or that the visitor may not see.
func one[T any](s *sheet, name string, q url.Values) (*T, error) {
	at := slices.IndexFunc(s.View.Practice.Parts, func(p desk.Part) bool { return p.Name == name })
	if at < 0 {
		return nil, nil
	}
	answer, err := s.View.Practice.Parts[at].Read(s.ctx, s.View, q)
	if kind := errs.KindOf(err); kind == errs.NotFound || kind == errs.Forbidden {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if out, ok := answer.(T); ok {
		return &out, nil
	}
	return nil, nil
}

// all reads a part that is a list.
func all[T any](s *sheet, name string, q url.Values, into *[]T) error {
	list, err := one[desk.List[T]](s, name, q)
	if err == nil && list != nil {
		*into = list.Items
	}
	return err
}

// value is a built-in field of the asset.
func (s *sheet) value(key string) string {
	for _, x := range s.View.Values {
		if x.Def.Key == key && !x.Def.Custom {
			return x.Text
		}
	}
	return ""
}

// date is a built-in field that is a day, false for none.
func (s *sheet) date(key string) (calendar.Date, bool) {
	d, err := calendar.ParseDate(s.value(key))
	return d, err == nil
}

// tab is where a part is told in full.
func (s *sheet) tab(name string) string { return "/" + s.View.Number + "?tab=" + name }

// labels names what links of the chain refer to.
func (s *sheet) labels(list []asset.Custody) (desk.Labels, error) {
	want := desk.Wanted{}
	for _, c := range list {
		want.Add(field.TypePerson, c.By)
		want.Add(field.TypePerson, c.ToPerson)
		want.Add(field.TypePerson, c.FromPerson)
		want.Add(field.TypeTeam, c.ToTeam)
		want.Add(field.TypeLocation, c.ToLocation)
		want.Add(field.TypeRecord, c.ToAsset)
	}
	return s.Room.Labels(s.ctx, want)
}

// person is how a page shows somebody.
func person(name string) ui.Person { return ui.Person{Name: name} }
