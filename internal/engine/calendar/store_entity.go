package calendar

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// Used is a calendar as it applies somewhere.
type Used struct {
	ID    id.ID // 0 when nothing is stored and the usual hours apply
	Name  string
	Hours *Hours
	// Holidays names holidays by date, as far as their source did. Do not change it.
	Holidays map[string]string
}

// EntityHours returns by which hours an entity works: its own calendar, or the nearest one above it in the tree, or the shipped
// business hours, or Monday to Friday from nine to five. It does not ask for a permission. The answer is at most a second old.
func (s *Calendars) EntityHours(ctx context.Context, q db.Querier, entity id.ID) (*Hours, error) {
	u, err := s.Use(ctx, q, 0, entity)
	return u.Hours, err
}

// Use returns a calendar as it applies to an entity; calendar 0, or one that is not stored, means the entity's own, see EntityHours.
func (s *Calendars) Use(ctx context.Context, q db.Querier, calendar, entity id.ID) (u Used, err error) {
	now, err := s.present(ctx, q)
	if err != nil {
		return u, err
	}
	at, err := now.node(ctx, q, entity)
	if err != nil {
		return u, err
	}
	for _, c := range [...]id.ID{calendar, at.calendar, now.fallback} {
		if found, ok := now.stored[c]; ok {
			u = Used{ID: c, Name: found.Name, Holidays: found.Holidays}
			break
		}
	}
	if u.ID == 0 {
		u.Name = "Monday to Friday, 09:00–17:00"
	}
	u.Hours, err = now.compiled(u.ID, at.zone)
	return u, err
}

// Lineage returns an entity and all above it, in no particular order. The answer is at most a second old.
func (s *Calendars) Lineage(ctx context.Context, q db.Querier, entity id.ID) ([]id.ID, error) {
	now, err := s.present(ctx, q)
	if err != nil || entity == 0 {
		return nil, err
	}
	if _, ok := now.nodes[entity]; !ok {
		path, err := place.Path(ctx, q, entity)
		return place.Ancestors(path), err
	}
	var out []id.ID
	for at := entity; at != 0; at = now.nodes[at].parent {
		out = append(out, at)
	}
	return out, nil
}
