package demo

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

const keeper = jon // who looks after what Calder owns

// inventory plays two years of what Calder owns through the verbs that people use.
func (s *show) inventory(ctx context.Context, now time.Time) error {
	err := s.DB.Write(ctx, func(tx *db.Tx) error { return s.People.GiveRole(tx, s.company.people[keeper], "asset_manager") })
	if err != nil {
		return err
	}
	s.People.Forget()
	if ctx, err = s.as(ctx, keeper, "web"); err != nil {
		return err
	}
	bought, err := s.catalogue(ctx)
	if err != nil {
		return err
	}
	list := things()
	tags := make([]string, len(list))
	for _, c := range deeds(list) {
		s.stage.to(now.AddDate(0, 0, -c.days).Add(time.Duration(c.place%300) * time.Minute / 2))
		t := &list[c.place]
		if c.step < 0 {
			tags[c.place], err = s.acquire(ctx, now, t, bought, c.place)
		} else {
			err = s.act(ctx, now, t, tags[c.place], t.steps[c.step])
		}
		if err != nil {
			return fmt.Errorf("%s of %s, %d days ago: %w", t.ware, t.site, c.days, err)
		}
	}
	for i := range list {
		s.company.remember(&list[i], tags[i])
	}
	return nil
}

// deed is something that happens to a thing: it is added (step -1), or a step.
type deed struct{ days, place, step int }

func deeds(list []thing) []deed {
	var out []deed
	for i := range list {
		out = append(out, deed{list[i].added, i, -1})
		for k := range list[i].steps {
			out = append(out, deed{list[i].steps[k].days, i, k})
		}
	}
	sorted.By(out, func(a, b deed) int { return cmp.Compare(b.days, a.days) })
	return out
}

// goods are the rows of what is bought and where, by their keys.
type goods struct {
	models, suppliers map[string]id.ID
	wares             map[string]ware
	shops             map[string]shop
}

// catalogue adds the suppliers and the models.
func (s *show) catalogue(ctx context.Context) (g goods, err error) {
	g = goods{map[string]id.ID{}, map[string]id.ID{}, map[string]ware{}, map[string]shop{}}
	for _, at := range shops() {
		r, err := s.Assets.AddSupplier(ctx, asset.AddSupplier{SupplierFields: asset.SupplierFields{Title: &at.name, Email: &at.email, Entity: &s.company.root}})
		if err != nil {
			return g, err
		}
		g.suppliers[at.site], g.shops[at.site] = r.ID, at
	}
	for _, w := range wares() {
		class, err := s.Assets.ClassByPrefix(ctx, s.DB, w.class)
		if err != nil {
			return g, err
		}
		r, err := s.Assets.AddModel(ctx, asset.AddModel{ModelFields: asset.ModelFields{Title: &w.name, Class: &class, Maker: &w.maker, Part: &w.part, Warranty: &w.warranty, Entity: &s.company.root}})
		if err != nil {
			return g, err
		}
		g.models[w.key], g.wares[w.key] = r.ID, w
	}
	return g, nil
}

// acquire adds a thing and returns its tag.
func (s *show) acquire(ctx context.Context, now time.Time, t *thing, g goods, n int) (string, error) {
	site, at, w, model := s.company.sites[t.site], g.shops[t.site], g.wares[t.ware], g.models[t.ware]
	supplier := g.suppliers[t.site]
	purchased := now.AddDate(0, 0, -max(t.bought, t.added+3)).Format("2006-01-02")
	served := now.AddDate(0, 0, -max(t.bought, t.added+3)+3).Format("2006-01-02")
	cost := fmt.Sprintf("%d.%02d %s", w.pounds*at.rate/100, n*7%100, at.currency)
	serial := strings.ToUpper(fmt.Sprintf("%s%s%04d", w.part[:2], strconv.FormatInt(int64(46_656+(n+9)*7919%1_600_000), 36), (n+3)*37%10_000))
	invoice := fmt.Sprintf("%s-%d", at.currency, 20_000+max(t.bought, t.added)/30)
	in := asset.Fields{Model: &model, Serial: &serial, Location: &site.Location, Entity: &site.Entity, Supplier: &supplier, Purchased: &purchased, Cost: &cost, Invoice: &invoice, InService: &served}
	if t.title != "" {
		in.Title = &t.title
	}
	r, err := s.Assets.Add(ctx, asset.Add{Tag: t.tag, Fields: in})
	return r.Number, err
}

// act does a step through its verb.
func (s *show) act(ctx context.Context, now time.Time, t *thing, tag string, p step) (err error) {
	on := action.On{Number: tag}
	switch p.do {
	case "issue", "place", "team":
		in := s.company.handover(t, p)
		in.On = on
		_, err = s.Assets.Issue(ctx, in)
	case "transfer":
		in := s.company.handover(t, p)
		in.On = on
		_, err = s.Assets.Transfer(ctx, in)
	case "loan":
		back, bad := strconv.Atoi(p.text)
		if bad != nil {
			return bad
		}
		in := s.company.handover(t, step{do: p.do, to: p.to})
		in.On = on
		_, err = s.Assets.Loan(ctx, asset.Lend{Handover: in, DueBack: now.AddDate(0, 0, -back).Format("2006-01-02")})
	case "return":
		_, err = s.Assets.Return(ctx, asset.Back{On: on, Location: s.company.sites[t.site].Location, Condition: p.text})
	case "attest":
		_, err = s.Assets.Attest(ctx, asset.Attest{On: on})
	case "repair":
		_, err = s.Assets.Repair(ctx, asset.Repair{On: on, Reason: p.text})
	case "lose":
		_, err = s.Assets.Lose(ctx, asset.Lose{On: on, How: p.to, Reason: p.text})
	case "retire":
		_, err = s.Assets.Retire(ctx, asset.Retire{On: on, How: p.to, Reason: p.text})
	case "dispose":
		_, err = s.Assets.Dispose(ctx, asset.Dispose{On: on, Method: "recycled", Certificate: p.to, WipeProof: "Wiped by the recycler, see the certificate"})
	default:
		err = errs.New(errs.Internal, "nobody knows how to %q", p.do)
	}
	return err
}

// about adds to the stories of the last days which asset each is about.
func about(now time.Time, list []story) ([]story, error) {
	named := affected()
	for i := range list {
		name, ok := named[list[i].key]
		if !ok {
			continue
		}
		opened, err := before(now, list[i].ago)
		if err != nil {
			return nil, err
		}
		list[i].acts = append(list[i].acts, act{now.Sub(opened.Add(time.Minute)).String(), agent, "affects", name, ""})
	}
	return list, nil
}

// affects links an incident to the asset that it is about.
func (s *show) affects(ctx context.Context, on action.On, name string) error {
	_, err := s.Incidents.Link(ctx, incident.Link{On: on, To: s.company.tagOf(name), Relation: record.AffectedBy})
	return err
}
