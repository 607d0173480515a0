package calendar

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// mayEdit checks the right to edit what every entity shares.
func mayEdit(ctx context.Context) error {
	a, err := actor.Require(ctx, PermEdit)
	if err == nil && a.Scope(PermEdit) < actor.All {
		err = errs.New(errs.Forbidden, "Calendars are shared by all entities; your role may edit things of some only.")
	}
	return err
}

// Create adds a calendar. Kinds: Forbidden, Invalid naming each field.
func (s *Calendars) Create(ctx context.Context, c Calendar) (out Calendar, err error) {
	defer errs.Wrap(&err, "calendar.Create")
	if err := mayEdit(ctx); err != nil {
		return out, err
	}
	c.Shipped = false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, err = s.Insert(tx, c)
		return err
	})
	return out, err
}

// Insert adds a calendar without asking for a permission: for set-up. Kinds: Invalid.
func (s *Calendars) Insert(tx *db.Tx, c Calendar) (Calendar, error) {
	if err := c.normalise(); err != nil {
		return c, err
	}
	c.ID, c.Version, c.Updated = tx.NewID(), 1, tx.Now()
	hours, holidays, err := c.stored()
	if err != nil {
		return c, err
	}
	n, err := tx.Exec(`INSERT INTO calendar (id, name, hours, holidays, shipped, archived, version, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO NOTHING`, c.ID, c.Name, hours, holidays, c.Shipped, c.Archived, c.Version, c.Updated)
	if err != nil {
		return c, err
	}
	if n == 0 {
		return c, errs.Bad("name", "There is a calendar of this name already.")
	}
	if err := s.touch(tx); err != nil {
		return c, err
	}
	return c, tx.Emit(Created{Calendar: c.ID, Name: c.Name})
}

// Update saves a calendar if c.Version is still the newest. All deadlines that hang on it are computed anew. Kinds: Forbidden, NotFound,
// Invalid, Conflict.
func (s *Calendars) Update(ctx context.Context, c Calendar) (out Calendar, err error) {
	defer errs.Wrap(&err, "calendar.Update(%d)", c.ID)
	if err := mayEdit(ctx); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := get(tx.Context(), tx, c.ID, "{{forupdate}}")
		if err != nil {
			return err
		}
		if err := row.Fresh("calendar", old.Version, c.Version); err != nil {
			return err
		}
		out, err = s.save(tx, old, c)
		return err
	})
	return out, err
}

func (s *Calendars) save(tx *db.Tx, old, c Calendar) (Calendar, error) {
	if err := c.normalise(); err != nil {
		return c, err
	}
	c.Shipped = old.Shipped
	fields := differences(old, c)
	if len(fields) == 0 {
		return old, nil
	}
	c.Version, c.Updated = old.Version+1, tx.Now()
	hours, holidays, err := c.stored()
	if err != nil {
		return c, err
	}
	if _, err := tx.Exec(`UPDATE calendar SET name = $2, hours = $3, holidays = $4, archived = $5, version = $6, updated_at = $7 WHERE id = $1`,
		c.ID, c.Name, hours, holidays, c.Archived, c.Version, c.Updated); err != nil {
		return c, row.Duplicate(err, "name", "There is a calendar of this name already.")
	}
	if err := s.touch(tx); err != nil {
		return c, err
	}
	return c, tx.Emit(Edited{Calendar: c.ID, Fields: fields})
}

// stored returns the JSON columns.
func (c *Calendar) stored() (hours, holidays string, err error) {
	a, err := json.Marshal(c.Hours)
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(c.Holidays)
	return string(a), string(b), err
}

// differences lists what changed, dates by what came and went, because a list of all of them tells nobody anything.
func differences(old, c Calendar) []row.Field {
	var out []row.Field
	text := func(key, from, to string) {
		if from != to {
			out = append(out, row.Field{Key: key, From: from, To: to})
		}
	}
	text("name", old.Name, c.Name)
	text("zone", old.Hours.Zone, c.Hours.Zone)
	text("weekly", week(old.Hours.Weekly), week(c.Hours.Weekly))
	text("holidays", without(old.Hours.Holidays, c.Hours.Holidays), without(c.Hours.Holidays, old.Hours.Holidays))
	text("exceptions", exceptions(old.Hours), exceptions(c.Hours))
	text("archived", row.Yes(old.Archived), row.Yes(c.Archived))
	if !maps.Equal(old.Holidays, c.Holidays) {
		text("holiday_names", "", "changed")
	}
	return out
}

// week writes weekly hours as "mon 09:00–17:00; tue …".
func week(w map[string][]Interval) string {
	var days []string
	for _, key := range strings.Fields(weekdays) {
		if len(w[key]) > 0 {
			days = append(days, key+" "+intervals(w[key]))
		}
	}
	return strings.Join(days, "; ")
}

func intervals(list []Interval) string {
	parts := make([]string, len(list))
	for i, iv := range list {
		parts[i] = iv.From + "–" + iv.To
	}
	return strings.Join(parts, ", ")
}

func exceptions(d Definition) string {
	parts := make([]string, len(d.Exceptions))
	for i, x := range d.Exceptions {
		parts[i] = strings.TrimSpace(x.Date + " " + intervals(x.Intervals))
	}
	return strings.Join(parts, "; ")
}

func without(list, others []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) }), ", ")
}
