package asset

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// Zone is the zone in which the days of an organisation begin.
func Zone(ctx context.Context, q db.Querier, entity id.ID) (*time.Location, error) {
	s, err := place.Settings(ctx, q, entity)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.UTC, nil
	}
	return zone, nil
}

// Begin is the instant at which a day begins.
func Begin(d calendar.Date, zone *time.Location) clock.Time {
	y, m, day := time.Unix(int64(d)*86400, 0).UTC().Date()
	return clock.Of(time.Date(y, m, day, 0, 0, 0, 0, zone))
}
