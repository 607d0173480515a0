package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/service"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
)

// hands is how many services, items and relations are written at the same time: they go through their verbs, which share commits.
const hands = 32

// tier is a part of what services stand on: what is in it stands on the next one.
type tier struct {
	class, name string
	share       int // of a thousand
}

func tiers() []tier {
	return []tier{{"", "Service", 20}, {"application", "Application", 130}, {"instance", "Instance", 350}, {"virtual_machine", "Machine", 480}, {"site", "Rack", 20}}
}

// estate makes up services, configuration items and what stands on what: three relations for each, a third of them in redundancy groups.
// It takes the verbs that people use, several at a time, so that numbers differ from run to run and names do not.
func (s *seeder) estate(ctx context.Context) error {
	if s.o.Items == 0 {
		return nil
	}
	var first int
	if err := s.DB.QueryRow(ctx, `SELECT (SELECT count(*) FROM item) + (SELECT count(*) FROM service)`).Scan(&first); err != nil {
		return err
	}
	var made []record.Ref
	var ends []int // of the tiers
	for _, t := range tiers() {
		refs, err := s.tier(ctx, t, first+len(made), max(1, s.o.Items*t.share/1000), len(made))
		if err != nil {
			return err
		}
		made = append(made, refs...)
		ends = append(ends, len(made))
	}
	return s.joined(ctx, made, ends)
}

// tier makes n services or items of one tier.
func (s *seeder) tier(ctx context.Context, t tier, first, n, before int) ([]record.Ref, error) {
	out := make([]record.Ref, n)
	err := s.each(ctx, n, func(ctx context.Context, i int) error {
		title, level, production := fmt.Sprintf("%s %d", t.name, first+i+1), []string{"low", "medium", "high"}[i%3], "production"
		var r record.Result
		var err error
		if users := int64(10 + i%90); t.class == "" {
			r, err = s.Services.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: &title, Criticality: &level, Users: &users, Entity: &s.root}})
		} else {
			r, err = s.Services.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: &title, Class: &t.class, Environment: &production, Criticality: &level, Entity: &s.root}})
		}
		out[i] = r.Ref
		return err
	}, func(done int64) { s.o.Progress("items", int64(before)+done, int64(s.o.Items)) })
	return out, err
}

// joined lets what is in a tier stand on some of the next one.
func (s *seeder) joined(ctx context.Context, made []record.Ref, ends []int) error {
	type pair struct{ from, to int }
	r := rand.New(rand.NewPCG(s.o.Seed, 1<<56)) //nolint:gosec // made-up data needs no secrecy
	seen := map[pair]bool{}
	var list []pair
	for range 3 * s.o.Items {
		t := r.IntN(len(ends) - 1)
		start := 0
		if t > 0 {
			start = ends[t-1]
		}
		p := pair{start + r.IntN(ends[t]-start), ends[t] + r.IntN(ends[t+1]-ends[t])}
		if !seen[p] {
			seen[p], list = true, append(list, p)
		}
	}
	practices := map[string]desk.Practice{}
	for _, ref := range []record.Ref{made[0], made[len(made)-1]} {
		p, err := s.Room.Practice(ref.Kind)
		if err != nil {
			return err
		}
		practices[ref.Kind] = p
	}
	since := s.Clock.Now().AddDate(0, 0, -300).Format("2006-01-02")
	return s.each(ctx, len(list), func(ctx context.Context, i int) error {
		from, to := made[list[i].from], made[list[i].to]
		in := relation.Relate{On: action.On{Number: from.Number}, Kind: "depends_on", To: to.Number, Date: since}
		if i%3 == 0 {
			in.Group, in.Need = "spare", 1
		}
		_, err := s.Relations.RelateFrom(ctx, practices[from.Kind], in, relation.Import)
		return err
	}, func(done int64) { s.o.Progress("relations", done, int64(len(list))) })
}

// each does something n times, a few at a time.
func (s *seeder) each(ctx context.Context, n int, do func(ctx context.Context, i int) error, progress func(done int64)) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hands)
	var done atomic.Int64
	for i := range n {
		g.Go(func() error {
			err := do(ctx, i)
			done.Add(1)
			return err
		})
		if i%500 == 499 {
			progress(done.Load())
		}
	}
	err := g.Wait()
	progress(done.Load())
	return err
}
