package sla

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Try computes the clocks that work would have under an agreement, whether or not it applies and without keeping anything. Like Explain it
// asks for no permission on the work. Kinds: NotFound, Invalid for an agreement with mistakes.
func (s *Service) Try(ctx context.Context, q db.Querier, a Agreement, work id.ID) (out Answer, err error) {
	defer errs.Wrap(&err, "sla.Try(%s on %d)", a.Name, work)
	if err := a.normalise(); err != nil {
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
	f.opened = opening(history)
	var promises []origin
	for _, m := range Metrics() {
		if p := a.promise(m, f.priority); p != nil {
			promises = append(promises, origin{&a, p})
		}
	}
	out = Answer{AsOf: clock.Of(s.db.Clock().Now()), Clocks: []ClockStory{}}
	list, err := s.plan(ctx, q, promises, f, history, out.AsOf)
	for i := range list {
		out.Clocks = append(out.Clocks, list[i].story(history, out.AsOf))
	}
	return out, err
}
