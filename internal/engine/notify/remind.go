package notify

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// remind tells of a date of a record that is not work, to those of the persons named who may see it.
func (s *Service) remind(ctx context.Context, e event.Envelope, r record.Reminded) error {
	text := r.Words()
	text = strings.ToUpper(text[:1]) + text[1:]
	n := &notice{event: e}
	for _, person := range r.To {
		a, err := s.people.Actor(ctx, s.db, person, Name)
		if errs.Is(err, errs.Unauthenticated) {
			continue // has left
		}
		if err == nil && s.Sees != nil {
			err = s.Sees(actor.With(ctx, a), e.Subject)
			if errs.Is(err, errs.NotFound) {
				continue
			}
		}
		if err != nil {
			return err
		}
		if s.Sees != nil {
			n.to = append(n.to, told{person, Keeps})
		}
	}
	if len(n.to) == 0 {
		return nil
	}
	if err := s.heard(ctx, n); err != nil || len(n.to) == 0 {
		return err
	}
	rows := make([]row, len(n.to))
	for i, t := range n.to {
		rows[i] = row{t.person, e.Subject, e.ID, t.reason, text, e.At}
	}
	return s.put(ctx, rows)
}
