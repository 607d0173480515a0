package calendar

import (
	"context"
	"io"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Preview is what a holiday file would bring to a calendar.
type Preview struct {
	New     []NamedDate    `json:"new"`
	Known   []NamedDate    `json:"known"`
	Skipped []SkippedEvent `json:"skipped"`
	Outside int            `json:"outside"` // dates before or after the window
}

// PreviewHolidays reads an iCal file and says what it would bring to a calendar between two dates, both included. Nothing is changed.
// Kinds: Forbidden, NotFound, Invalid for what is not a readable file.
func (s *Calendars) PreviewHolidays(ctx context.Context, q db.Querier, calendar id.ID, file io.Reader, from, to Date) (p Preview, err error) {
	defer errs.Wrap(&err, "calendar.PreviewHolidays(%d)", calendar)
	if err := mayEdit(ctx); err != nil {
		return p, err
	}
	c, err := get(ctx, q, calendar, "")
	if err != nil {
		return p, err
	}
	in, err := ImportHolidays(file, from, to)
	if err != nil {
		return p, err
	}
	p = Preview{New: []NamedDate{}, Known: []NamedDate{}, Skipped: in.Skipped, Outside: in.Outside}
	for _, d := range in.Holidays {
		if slices.Contains(c.Hours.Holidays, d.Date.String()) {
			p.Known = append(p.Known, d)
		} else {
			p.New = append(p.New, d)
		}
	}
	return p, nil
}

// AddHolidays adds holidays to a calendar if version is still the newest; those it has already get their names only. Kinds: Forbidden,
// NotFound, Invalid, Conflict.
func (s *Calendars) AddHolidays(ctx context.Context, calendar id.ID, version int64, list []NamedDate) (out Calendar, err error) {
	defer errs.Wrap(&err, "calendar.AddHolidays(%d)", calendar)
	if err := mayEdit(ctx); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := get(tx.Context(), tx, calendar, "{{forupdate}}")
		if err != nil {
			return err
		}
		if err := row.Fresh("calendar", old.Version, version); err != nil {
			return err
		}
		c := old
		c.Hours.Holidays, c.Holidays = slices.Clone(old.Hours.Holidays), map[string]string{}
		for d, name := range old.Holidays {
			c.Holidays[d] = name
		}
		for _, h := range list {
			c.Hours.Holidays = append(c.Hours.Holidays, h.Date.String())
			if h.Name != "" {
				c.Holidays[h.Date.String()] = h.Name
			}
		}
		out, err = s.save(tx, old, c)
		return err
	})
	return out, err
}
