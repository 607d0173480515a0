package calendar

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// The permissions on calendars. Every entity may use every calendar, so editing one needs the widest scope.
const (
	PermView actor.Permission = "calendar.view"
	PermEdit actor.Permission = "calendar.edit"
)

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermView, PermEdit} }

// Calendar is a stored calendar.
type Calendar struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
	// Hours without a zone are read in the zone of the entity that the question is about.
	Hours Definition `json:"hours"`
	// Holidays names dates of Hours.Holidays, as far as their source did.
	Holidays map[string]string `json:"holiday_names,omitempty"`
	Shipped  bool              `json:"shipped"`
	Archived bool              `json:"archived"` // not offered any more; what uses it goes on using it
	Version  int64             `json:"version"`
	Updated  clock.Time        `json:"updated_at"`
}

// Calendars keeps the calendars of an organisation and answers by which of them an entity works. It is safe for concurrent use.
type Calendars struct {
	db    *db.DB
	cache cache
}

// NewStore returns the calendars of a database.
func NewStore(d *db.DB) *Calendars { return &Calendars{db: d} }

const columns = `id, name, hours, holidays, shipped, archived, version, updated_at`

// scanner is what both a row and a list of rows offer.
type scanner interface{ Scan(dest ...any) error }

func scan(r scanner, c *Calendar) error {
	var hours, holidays string
	if err := r.Scan(&c.ID, &c.Name, &hours, &holidays, &c.Shipped, &c.Archived, &c.Version, &c.Updated); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(hours), &c.Hours); err != nil {
		return errs.Because(errs.Internal, err, "the hours of calendar %d are damaged", c.ID)
	}
	return errs.Because(errs.Internal, json.Unmarshal([]byte(holidays), &c.Holidays), "the holidays of calendar %d are damaged", c.ID)
}

// All returns the calendars, by name; archived ones at the end. Kinds: Forbidden.
func (s *Calendars) All(ctx context.Context, q db.Querier) ([]Calendar, error) {
	if _, err := actor.Require(ctx, PermView); err != nil {
		return nil, err
	}
	return readAll(ctx, q)
}

func readAll(ctx context.Context, q db.Querier) (out []Calendar, err error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM calendar ORDER BY archived, name`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c Calendar
		if err := scan(rows, &c); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Get returns one calendar. Kinds: Forbidden, NotFound.
func (s *Calendars) Get(ctx context.Context, q db.Querier, calendar id.ID) (Calendar, error) {
	if _, err := actor.Require(ctx, PermView); err != nil {
		return Calendar{}, err
	}
	return get(ctx, q, calendar, "")
}

func get(ctx context.Context, q db.Querier, calendar id.ID, lock string) (c Calendar, err error) {
	err = scan(q.QueryRow(ctx, `SELECT `+columns+` FROM calendar WHERE id = $1 `+lock, calendar), &c)
	if errs.Is(err, errs.NotFound) {
		err = errs.Absent("calendar")
	}
	return c, err
}

// normalise puts the parts of a calendar into their one form, and checks them.
func (c *Calendar) normalise() error {
	c.Name = row.Clean(c.Name)
	var check errs.Check
	row.CheckName(&check, "name", c.Name)
	hours, err := c.compile("UTC")
	check.Join("hours", err)
	if err := check.Err(); err != nil {
		return err
	}
	dates := map[string]bool{}
	for _, d := range hours.Definition().Holidays {
		dates[d] = true
	}
	list := make([]string, 0, len(dates))
	for d := range dates {
		list = append(list, d)
	}
	slices.Sort(list)
	c.Hours.Holidays, c.Holidays = list, maps.Clone(c.Holidays)
	for d, name := range c.Holidays {
		if row.CheckText(&check, "holiday_names."+shorten(d), name, row.MaxName); !dates[d] {
			delete(c.Holidays, d)
		}
	}
	return check.Err()
}

// compile makes the calendar ready for arithmetic; zone is used where it has none of its own.
func (c *Calendar) compile(zone string) (*Hours, error) {
	def := c.Hours
	if def.Zone == "" {
		def.Zone = zone
	}
	return New(def)
}

// Usual is by what hours one works where nobody said anything: Monday to Friday, nine to five.
func Usual(zone string) Definition {
	def := Definition{Zone: zone, Weekly: map[string][]Interval{}}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
		def.Weekly[day] = []Interval{{From: "09:00", To: "17:00"}}
	}
	return def
}
