package incident

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// refer checks that what differs from old refers to something that is there. The caller's own scope was checked on the incident; what can
// be named here, teams and places, is known to whoever may edit.
func (s *Service) refer(tx *db.Tx, old, i *Incident) error {
	var c errs.Check
	if err := refersTo(tx, &c, "team", old.Team, i.Team, func(ctx context.Context, q db.Querier, ref id.ID) error {
		t, err := people.TeamByID(ctx, q, ref)
		if err == nil && t.Archived {
			err = errs.Absent("team")
		}
		return err
	}); err != nil {
		return err
	}
	if err := refersTo(tx, &c, "assignee", old.Assignee, i.Assignee, func(ctx context.Context, q db.Querier, ref id.ID) error {
		p, err := people.PersonByID(ctx, q, ref)
		if err == nil && p.Status != people.Active {
			err = errs.Absent("person")
		}
		return err
	}); err != nil {
		return err
	}
	if err := refersTo(tx, &c, "location", old.Location, i.Location, place.LocationExists); err != nil {
		return err
	}
	if err := refersTo(tx, &c, "service", old.Service, i.Service, s.inService); err != nil {
		return err
	}
	return c.Err()
}

// inService answers NotFound for what is no service, or one that is retired.
func (s *Service) inService(ctx context.Context, q db.Querier, row id.ID) error {
	ref, err := s.Others.RefByID(ctx, q, row)
	if err == nil && (ref.Kind != ticket.ServiceKind || !ref.Phase.Open()) {
		err = errs.Absent("service")
	}
	return err
}

// refersTo notes a reference to something that is not there.
func refersTo(tx *db.Tx, c *errs.Check, key string, old, ref id.ID, find func(context.Context, db.Querier, id.ID) error) error {
	if ref == 0 || ref == old {
		return nil
	}
	err := find(tx.Context(), tx, ref)
	if errs.Is(err, errs.NotFound) {
		c.Add(key, "There is no such %s.", key)
		return nil
	}
	return err
}
