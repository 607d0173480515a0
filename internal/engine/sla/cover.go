package sla

import (
	"context"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Cover is what is agreed with the customers about work on a service.
type Cover struct {
	Agreement string // the names of those that may apply, in the order in which they are tried; "" for none
	Hours     string // the calendar of the last of them, which is for whatever the others are not for
}

// Covers returns what is agreed at this moment about services, given with the entity of each. It asks for no permission: whoever sees a
// service may know what is promised of it.
func (s *Service) Covers(ctx context.Context, q db.Querier, services map[id.ID]id.ID) (out map[id.ID]Cover, err error) {
	defer errs.Wrap(&err, "sla.Covers")
	r, err := s.rules(ctx, q)
	if err != nil {
		return nil, err
	}
	out = map[id.ID]Cover{}
	for service, entity := range services {
		var names []string
		var calendar id.ID
		f := facts{service: service, entity: entity, opened: clock.Of(s.db.Clock().Now())}
		for i := range r.live {
			a := &r.live[i]
			ok, err := s.concerns(ctx, q, r, a, f)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			names, calendar = append(names, a.Name), a.Calendar
			if c := a.Conditions; len(c.Kinds)+len(c.Priorities)+len(c.Teams)+len(c.Categories) == 0 {
				break
			}
		}
		used, err := s.calendars.Use(ctx, q, calendar, entity)
		if err != nil {
			return nil, err
		}
		out[service] = Cover{strings.Join(names, "; "), used.Name}
	}
	return out, nil
}

// concerns reports whether an agreement with the customers may apply to work on a service: what only a piece of work can tell, such as its
// priority, does not matter.
func (s *Service) concerns(ctx context.Context, q db.Querier, r *rules, a *Agreement, f facts) (bool, error) {
	c := a.Conditions
	if a.Kind != Customer || f.opened < a.From || a.Until != 0 && f.opened >= a.Until || len(c.Services) > 0 && !slices.Contains(c.Services, f.service) {
		return false, nil
	}
	c.Categories = nil
	return s.fits(ctx, q, r, c, f)
}
