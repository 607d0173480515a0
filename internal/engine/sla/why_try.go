package sla

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

// Try computes the clocks that work would have under an agreement, whether or not it applies and without keeping anything. Like Explain it
// asks for no permission on the work. Kinds: NotFound, Invalid for an agreement with mistakes.
func (s *Service) Try(ctx context.Context, q db.Querier, a Agreement, work id.ID) (out Answer, err error) {
	defer errs.Wrap(&err, "sla.Try(%s on %d)", a.Name, work)
	if err := a.Normalise(); err != nil {
		return out, err
	}
	f, _, err := factsOf(ctx, q, work)
	if err != nil {
		return out, err
	}
	history, err := s.log.History(ctx, q, work)
	if err != nil {
		return out, err
	}
	promises := origins(&a, f.priority, a.Hands(trail.Teams(history)))
	out = Answer{AsOf: clock.Of(s.db.Clock().Now()), Clocks: []ClockStory{}}
	list, err := s.plan(ctx, q, promises, f, history, out.AsOf)
	for i := range list {
		out.Clocks = append(out.Clocks, list[i].story(history, out.AsOf))
	}
	if err != nil {
		return out, err
	}
	return out, nameActors(ctx, q, out.Clocks)
}
