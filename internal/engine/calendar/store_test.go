package calendar_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	logs "github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

type firm struct {
	*calendar.Calendars
	db     *db.DB
	clock  *clock.Settable
	log    *logs.Log
	people *people.Service
}

func eachFirm(t *testing.T, f func(t *testing.T, o *firm)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		o := &firm{calendar.NewStore(d), d, c, logs.New(), people.New(d)}
		people.RegisterEvents(o.log)
		calendar.Register(o.log)
		o.log.React(o.React)
		d.SetSink(o.log)
		f(t, o)
	})
}

func admin(t *testing.T) context.Context {
	t.Helper()
	return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 1, Unbound: true})
}

func (o *firm) make(t *testing.T, name, from, to, zone string) calendar.Calendar {
	t.Helper()
	day := []calendar.Interval{{From: from, To: to}}
	c, err := o.Create(admin(t), calendar.Calendar{Name: name, Hours: calendar.Definition{Zone: zone, Weekly: map[string][]calendar.Interval{"mon": day, "tue": day}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (o *firm) entity(t *testing.T, parent id.ID, name, zone string, hours id.ID) place.Entity {
	t.Helper()
	var e place.Entity
	err := o.db.Write(admin(t), func(tx *db.Tx) (err error) {
		e, err = o.people.InsertEntity(tx, place.Entity{Parent: parent, Kind: place.Organisation, Name: name, Zone: zone, Calendar: hours})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// worked returns the counted time of Monday the 16th of November 2026 at an entity.
func (o *firm) worked(t *testing.T, entity id.ID) string {
	t.Helper()
	h, err := o.EntityHours(t.Context(), o.db, entity)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	day := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	for _, s := range h.Working(day, day.Add(24*time.Hour)) {
		parts = append(parts, s.From.Format("15:04")+"–"+s.To.Format("15:04"))
	}
	return strings.Join(parts, " ")
}

func TestEntityHoursAreInheritedAndFollowEveryChange(t *testing.T) {
	eachFirm(t, func(t *testing.T, o *firm) {
		check := func(what string, entity id.ID, want string) {
			t.Helper()
			if got := o.worked(t, entity); got != want {
				t.Errorf("%s: got %s, want %s", what, got, want)
			}
		}
		check("nothing is known", 0, "09:00–17:00")
		root := o.entity(t, 0, "Calder Instruments", "Europe/Berlin", 0)
		check("the zone of the organisation", root.ID, "08:00–16:00")
		early := o.make(t, "Early", "06:00", "10:00", "UTC")
		site := o.entity(t, root.ID, "Kendal", "", early.ID)
		below := o.entity(t, site.ID, "Workshop", "Asia/Tokyo", 0)
		check("its own", site.ID, "06:00–10:00")
		check("inherited", below.ID, "06:00–10:00")
		check("not upwards", root.ID, "08:00–16:00")
		floating := o.make(t, "Floating", "09:00", "12:00", "")
		site.Calendar = floating.ID
		if _, err := o.people.UpdateEntity(admin(t), site); err != nil {
			t.Fatal(err)
		}
		check("in the zone inherited", site.ID, "08:00–11:00")
		check("in its own zone", below.ID, "00:00–03:00")
		floating.Hours.Weekly["mon"] = nil
		if _, err := o.Update(admin(t), floating); err != nil {
			t.Fatal(err)
		}
		check("a change is seen at once", site.ID, "")
		line, err := o.Lineage(t.Context(), o.db, below.ID)
		if err != nil || cmp.Diff([]id.ID{below.ID, site.ID, root.ID}, line) != "" {
			t.Errorf("lineage %v, %v", line, err)
		}
	})
}

func TestAnotherProcessSeesAChangeWithinASecond(t *testing.T) {
	eachFirm(t, func(t *testing.T, o *firm) {
		c := o.make(t, "Early", "06:00", "10:00", "UTC")
		root := o.entity(t, 0, "Calder Instruments", "", c.ID)
		other := &firm{Calendars: calendar.NewStore(o.db), db: o.db}
		if got := other.worked(t, root.ID); got != "06:00–10:00" {
			t.Errorf("got %s", got)
		}
		c.Hours.Weekly["mon"] = []calendar.Interval{{From: "07:00", To: "08:00"}}
		if _, err := o.Update(admin(t), c); err != nil {
			t.Fatal(err)
		}
		o.clock.Advance(calendar.MaxAge)
		if got := other.worked(t, root.ID); got != "07:00–08:00" {
			t.Errorf("got %s a second later", got)
		}
	})
}

func TestAWriteThatFailedLeavesNoTraceInTheCache(t *testing.T) {
	eachFirm(t, func(t *testing.T, o *firm) {
		c := o.make(t, "Early", "06:00", "10:00", "UTC")
		root := o.entity(t, 0, "Calder Instruments", "", c.ID)
		err := o.db.Write(admin(t), func(tx *db.Tx) error {
			if _, err := tx.Exec(`UPDATE calendar SET hours = $1`, `{"zone":"UTC","weekly":{}}`); err != nil {
				return err
			}
			if err := calendar.Touch(tx, "calendar.edition"); err != nil {
				return err
			}
			o.clock.Advance(2 * time.Second)
			if h, err := o.EntityHours(tx.Context(), tx, root.ID); err != nil || !h.Empty() {
				t.Errorf("the write does not see itself: %v", err)
			}
			return errs.New(errs.Conflict, "no")
		})
		if !errs.Is(err, errs.Conflict) {
			t.Fatal(err)
		}
		o.clock.Advance(calendar.MaxAge)
		if got := o.worked(t, root.ID); got != "06:00–10:00" {
			t.Errorf("got %s", got)
		}
	})
}

func TestCalendarsAreCheckedAndLogged(t *testing.T) {
	eachFirm(t, func(t *testing.T, o *firm) {
		_, err := o.Create(admin(t), calendar.Calendar{Hours: calendar.Definition{Zone: "Mars/Olympus", Holidays: []string{"soon"}}})
		var keys []string
		for _, f := range errs.Fields(err) {
			keys = append(keys, f.Key)
		}
		if diff := cmp.Diff([]string{"name", "hours.zone", "hours.holidays.0"}, keys); diff != "" {
			t.Error(diff)
		}
		c := o.make(t, "Early", "06:00", "10:00", "UTC")
		if _, err := o.Create(admin(t), calendar.Calendar{Name: " Early ", Hours: calendar.Usual("UTC")}); !errs.Is(err, errs.Invalid) {
			t.Errorf("the same name gave %v", err)
		}
		stale := c
		c.Name = "Earlier"
		if c, err = o.Update(admin(t), c); err != nil || c.Version != 2 {
			t.Fatal(c.Version, err)
		}
		if _, err = o.Update(admin(t), stale); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale edit gave %v", err)
		}
		some := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 2, Grants: actor.Grants{calendar.PermEdit: actor.Entity}})
		if _, err = o.Update(some, c); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an edit from within one entity gave %v", err)
		}
		if list, err := o.All(admin(t), o.db); err != nil || len(list) != 1 || inJSON(t, list[0]) != inJSON(t, c) {
			t.Errorf("%+v, %v", list, err)
		}
		history, err := o.log.History(t.Context(), o.db, c.ID)
		if err != nil || len(history) != 2 || history[1].Event.(calendar.Edited).Fields[0].To != "Earlier" {
			t.Errorf("%+v, %v", history, err)
		}
	})
}

const feed = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas Day\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n" +
	"BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20261116\r\nSUMMARY:Founders' day\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:3\r\nDTSTART:20261116T100000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestHolidaysComeFromAFile(t *testing.T) {
	eachFirm(t, func(t *testing.T, o *firm) {
		c := o.make(t, "Early", "06:00", "10:00", "UTC")
		root := o.entity(t, 0, "Calder Instruments", "", c.ID)
		from, to := calendar.NewDate(2026, 1, 1), calendar.NewDate(2027, 12, 31)
		for round, want := range []string{"3 new, 0 known, 1 skipped", "0 new, 3 known, 1 skipped"} {
			p, err := o.PreviewHolidays(admin(t), o.db, c.ID, strings.NewReader(feed), from, to)
			if err != nil {
				t.Fatal(err)
			}
			if got := counts(p); got != want {
				t.Errorf("round %d: got %s, want %s", round, got, want)
			}
			if c, err = o.AddHolidays(admin(t), c.ID, c.Version, p.New); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{"2026-11-16", "2026-12-25", "2027-12-25"}, c.Hours.Holidays); diff != "" || c.Version != 2 || c.Holidays["2026-11-16"] != "Founders' day" {
			t.Errorf("%+v %s", c, diff)
		}
		if got := o.worked(t, root.ID); got != "" {
			t.Errorf("worked %s on a holiday", got)
		}
		if _, err := o.PreviewHolidays(admin(t), o.db, c.ID, strings.NewReader("<html>"), from, to); !errs.Is(err, errs.Invalid) {
			t.Errorf("a page instead of a file gave %v", err)
		}
	})
}

func counts(p calendar.Preview) string {
	n := func(i int) string { return string(rune('0' + i)) }
	return n(len(p.New)) + " new, " + n(len(p.Known)) + " known, " + n(len(p.Skipped)) + " skipped"
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
