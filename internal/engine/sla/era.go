package sla

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// era is a stretch of a history in which what decides about the promises stayed the same.
type era struct {
	facts
	from int // the event that began it, 0 for the first era
}

// eras cuts a history where what decides about the promises changed, the present first. It goes back from what is true now, because an
// event says what was before it.
func (r *rules) eras(now facts, history []event.Envelope) []era {
	out := []era{{facts: now}}
	for i := len(history) - 1; i >= 0; i-- {
		before := now
		for _, c := range trail.Changes(history[i]) {
			if r.decisive[c.Key] {
				before.undo(c)
			}
		}
		if !before.alike(now) {
			out[len(out)-1].from = i
			out = append(out, era{facts: before})
			now = before
		}
	}
	return out
}

// undo sets a fact to what it was before a change. What cannot be read changes nothing.
func (f *facts) undo(c field.Change) {
	refs := map[string]*id.ID{"team": &f.team, "category": &f.category, "entity": &f.entity, "service": &f.service}
	if ref := refs[c.Key]; ref != nil {
		*ref = trail.Reference(c.From)
		return
	}
	switch v := c.From.(type) {
	case int:
		f.priority = v
	case int64:
		f.priority = int(v)
	case float64:
		f.priority = int(v)
	case json.Number:
		f.priority = number(v.String(), f.priority)
	case string:
		f.priority = number(v, f.priority)
	}
}

func number(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return n
}

// alike reports whether the same promises apply.
func (f *facts) alike(o facts) bool {
	return f.priority == o.priority && f.team == o.team && f.category == o.category && f.entity == o.entity && f.service == o.service
}

// eraOf returns the era that decides about a clock: the one in which it stopped, for any other clock the present. An event that stops a
// clock and changes something in the same moment has stopped it first.
func eraOf(eras []era, p *planned) int {
	if p.Stands.ended() {
		for i := range eras {
			if eras[i].from < p.ended {
				return i
			}
		}
		return len(eras) - 1
	}
	return 0
}

// measure computes the clocks of a piece of work. What applied when a clock stopped counts for it, whatever was changed afterwards; what
// applies now counts for every other.
func (s *Service) measure(ctx context.Context, q db.Querier, r *rules, f facts, history []event.Envelope, asOf clock.Time) ([]planned, error) {
	eras := r.eras(f, history)
	var out []planned
	for i := range eras {
		alike := func(e era) bool { return e.alike(eras[i].facts) }
		if slices.ContainsFunc(eras[:i], alike) {
			continue
		}
		promises, err := s.pick(ctx, q, r, eras[i].facts)
		if err != nil {
			return nil, err
		}
		list, err := s.plan(ctx, q, promises, eras[i].facts, history, asOf)
		if err != nil {
			return nil, err
		}
		for j := range list {
			if alike(eras[eraOf(eras, &list[j])]) {
				out = append(out, list[j])
			}
		}
	}
	if len(eras) > 1 {
		sorted.By(out, func(a, b planned) int { return cmp.Compare(a.Started, b.Started) })
	}
	apart(out)
	return out, nil
}

// apart gives clocks of the same promise different cycles, also when teams took turns under several agreements.
func apart(list []planned) {
	taken := make(map[clockKey]bool, len(list))
	for i := range list {
		for taken[list[i].key()] {
			list[i].Cycle++
		}
		taken[list[i].key()] = true
	}
}

// hold leaves the clocks that are stored and have stopped as they are: what a calendar or an agreement became afterwards is not what they
// were measured by. One that was reopened is measured anew.
func (s *Service) hold(ctx context.Context, q db.Querier, r *rules, f facts, history []event.Envelope, list []planned, old map[clockKey]kept) ([]planned, error) {
	var held []planned
	for _, k := range sortedRows(old) {
		o, known := r.all[k.Target]
		if !known || !k.Stands.ended() {
			continue
		}
		same := func(p planned) bool {
			return p.agreement.Kind == o.agreement.Kind && p.Metric == k.Metric && p.Started == k.Started
		}
		at := slices.IndexFunc(list, same)
		var p planned
		if at >= 0 && list[at].Target == k.Target {
			p = list[at]
		} else {
			o.hands = o.agreement.Hands(f.had)
			own, err := s.plan(ctx, q, []origin{o}, f, history, clock.Of(s.db.Clock().Now()))
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(own, same)
			if i < 0 {
				continue
			}
			p = own[i]
		}
		if !p.Stands.ended() || p.Since != k.Since {
			continue
		}
		p.kept = k
		held = append(held, p)
		list = slices.DeleteFunc(list, same)
	}
	list = append(held, list...)
	apart(list)
	return list, nil
}

// sortedRows returns stored clocks in the order of their keys.
func sortedRows(rows map[clockKey]kept) []kept {
	out := slices.Collect(maps.Values(rows))
	sorted.By(out, func(a, b kept) int { return cmp.Or(cmp.Compare(a.Target, b.Target), a.Cycle-b.Cycle) })
	return out
}
