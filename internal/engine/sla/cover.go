package sla

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Cover is what is agreed with the customers about work on a service.
type Cover struct {
	Agreement string // the names of those that may apply, in the order in which they are tried; "" for none
	Hours     string // the calendar of the last of them, which is for whatever the others are not for
}

// Covers returns what is agreed at this moment about services, given with the entity of each, whatever only a piece of work can tell, such
// as its priority. It asks for no permission: whoever sees a service may know what is promised of it.
func (s *Service) Covers(ctx context.Context, q db.Querier, services map[id.ID]id.ID) (map[id.ID]Cover, error) {
	r, err := s.rules(ctx, q)
	if err != nil {
		return nil, err
	}
	out := map[id.ID]Cover{}
	for service, entity := range services {
		var names []string
		var calendar id.ID
		f := facts{service: service, entity: entity, opened: clock.Of(s.db.Clock().Now())}
		for _, a := range r.live {
			c := a.Conditions
			a.Conditions = Conditions{Services: c.Services, Entities: c.Entities}
			ok, err := s.applies(ctx, q, r, &a, f)
			if err != nil {
				return nil, err
			}
			if !ok || a.Kind != Customer {
				continue
			}
			if names, calendar = append(names, a.Name), a.Calendar; len(c.Kinds)+len(c.Priorities)+len(c.Teams)+len(c.Categories) == 0 {
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
