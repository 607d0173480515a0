package sla

import (
	"context"
	"database/sql"
	"slices"
	"sync/atomic"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// edition is the row of table counter that changes with the agreements.
const edition = "sla.edition"

// cache remembers the agreements; see calendar's for why it holds no lock over a query.
type cache struct {
	now   atomic.Pointer[rules]
	round atomic.Int64
}

// rules are the agreements in force. They are not changed once they are shared.
type rules struct {
	edition int64
	checked clock.Time
	live    []Agreement // in order, kind by kind
	all     map[id.ID]origin
	parents map[id.ID]id.ID // of categories; nil unless a condition asks
	keys    map[string]bool // the fields of work on which its clocks depend

	decisive map[string]bool // the fields of work that decide which promises apply
	notes    bool            // notes of the desk count as well as public messages
}

// origin is a target with its agreement, also one that was replaced.
type origin struct {
	agreement *Agreement
	promise   *Promise
	hands     []id.ID // the clock runs while one of these teams has the work; nil when it does not matter who has it
}

// Forget makes the next question read the agreements anew.
func (s *Service) Forget() {
	s.cache.round.Add(1)
	s.cache.now.Store(nil)
}

// rules returns agreements that were true within the last second.
func (s *Service) rules(ctx context.Context, q db.Querier) (*rules, error) {
	now := clock.Of(s.db.Clock().Now())
	held := s.cache.now.Load()
	if held != nil && now >= held.checked && now.Sub(held.checked) < calendar.MaxAge {
		return held, nil
	}
	round := s.cache.round.Load()
	n, err := calendar.Edition(ctx, q, edition)
	if err != nil {
		return nil, err
	}
	next := &rules{}
	if held != nil && held.edition == n {
		*next = *held
	} else if err := next.read(ctx, q); err != nil {
		return nil, err
	}
	next.edition, next.checked = n, now
	if s.cache.round.Load() == round {
		s.cache.now.Store(next)
	}
	return next, nil
}

func (r *rules) read(ctx context.Context, q db.Querier) error {
	list, gone, err := readAgreements(ctx, q, 0)
	if err != nil {
		return err
	}
	r.all, r.keys = map[id.ID]origin{}, map[string]bool{"priority": true, "entity": true}
	r.decisive = map[string]bool{"priority": true, "entity": true}
	for i := range list {
		a := &list[i]
		for _, promises := range [][]Promise{a.Promises, gone[a.ID]} {
			for j := range promises {
				r.all[promises[j].ID] = origin{agreement: a, promise: &promises[j]}
			}
		}
		if a.Archived {
			continue
		}
		r.live = append(r.live, *a)
		c := a.Conditions
		answers := a.HandedOver() && slices.ContainsFunc(a.Promises, func(p Promise) bool { return p.Metric == FirstResponse })
		r.notes = r.notes || answers
		r.keys["assignee"] = r.keys["assignee"] || answers
		r.keys["team"] = r.keys["team"] || len(c.Teams) > 0 || a.HandedOver()
		r.keys["category"] = r.keys["category"] || len(c.Categories) > 0
		r.keys["service"] = r.keys["service"] || len(c.Services) > 0
		r.decisive["team"] = r.decisive["team"] || len(c.Teams) > 0 && !a.HandedOver()
		r.decisive["category"], r.decisive["service"] = r.keys["category"], r.keys["service"]
	}
	if r.keys["category"] {
		r.parents, err = categoryParents(ctx, q)
	}
	return err
}

func categoryParents(ctx context.Context, q db.Querier) (map[id.ID]id.ID, error) {
	type link struct{ id, parent id.ID }
	rows, err := q.Query(ctx, `SELECT id, parent_id FROM category`)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, l *link) error { return rows.Scan(&l.id, &l.parent) })
	out := make(map[id.ID]id.ID, len(list))
	for _, l := range list {
		out[l.id] = l.parent
	}
	return out, err
}

// facts are what decides which promises apply to a piece of work.
type facts struct {
	kind                            string
	priority                        int
	team, category, entity, service id.ID
	opened                          clock.Time
	had                             []id.ID // the teams that have or had it, each once
}

// pick returns the promises that apply: of each kind of agreement the first that fits, of each metric the most exact target. Those that
// begin with a hand-over are picked for each team that has or had the work.
func (s *Service) pick(ctx context.Context, q db.Querier, r *rules, f facts) (out []origin, err error) {
	whole := map[Party]bool{}
	bound := map[Party][]id.ID{}
	for i := range r.live {
		a := &r.live[i]
		if !a.HandedOver() {
			if whole[a.Kind] {
				continue
			}
			if whole[a.Kind], err = s.applies(ctx, q, r, a, f); err != nil {
				return nil, err
			}
			if whole[a.Kind] {
				out = append(out, origins(a, f.priority, nil)...)
			}
			continue
		}
		var hands []id.ID
		for _, team := range f.had {
			at := f
			at.team = team
			if slices.Contains(bound[a.Kind], team) {
				continue
			}
			fits, err := s.applies(ctx, q, r, a, at)
			if err != nil {
				return nil, err
			}
			if fits {
				hands = append(hands, team)
			}
		}
		if len(hands) > 0 {
			bound[a.Kind] = append(bound[a.Kind], hands...)
			out = append(out, origins(a, f.priority, hands)...)
		}
	}
	return out, nil
}

// applies reports whether an agreement is for work.
func (s *Service) applies(ctx context.Context, q db.Querier, r *rules, a *Agreement, f facts) (bool, error) {
	if !covers(a, f) {
		return false, nil
	}
	return s.fits(ctx, q, r, a.Conditions, f)
}

// origins returns the promises of an agreement to work of a priority, in the hands of some teams or of anybody.
func origins(a *Agreement, priority int, hands []id.ID) (out []origin) {
	for _, m := range Metrics() {
		if p := a.Promise(m, priority); p != nil {
			out = append(out, origin{a, p, hands})
		}
	}
	return out
}

// covers reports whether an agreement is valid for work of its kind, priority and time of opening.
func covers(a *Agreement, f facts) bool {
	c := &a.Conditions
	return f.opened >= a.From && (a.Until == 0 || f.opened < a.Until) &&
		(len(c.Kinds) == 0 || slices.Contains(c.Kinds, f.kind)) &&
		(len(c.Priorities) == 0 || slices.Contains(c.Priorities, f.priority)) &&
		(len(c.Teams) == 0 || slices.Contains(c.Teams, f.team)) &&
		(len(c.Services) == 0 || slices.Contains(c.Services, f.service))
}

// fits checks the conditions on trees.
func (s *Service) fits(ctx context.Context, q db.Querier, r *rules, c Conditions, f facts) (bool, error) {
	if len(c.Categories) > 0 && !r.below(f.category, c.Categories) {
		return false, nil
	}
	if len(c.Entities) == 0 {
		return true, nil
	}
	line, err := s.calendars.Lineage(ctx, q, f.entity)
	return slices.ContainsFunc(line, func(e id.ID) bool { return slices.Contains(c.Entities, e) }), err
}

func (r *rules) below(category id.ID, wanted []id.ID) bool {
	for n := 0; category != 0 && n < 100; n++ {
		if slices.Contains(wanted, category) {
			return true
		}
		category = r.parents[category]
	}
	return false
}
