package content

import (
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

// levels remembers which calendars and agreements were put into a database.
func levels() *setting.Value[Applied] { return setting.New("content.levels", Applied{}, nil) }

// ApplyLevels puts the shipped calendars and agreements into a database, as far as they were not there before, and lets the root entity
// work by the business hours. The actor of tx must be the product itself.
func ApplyLevels(tx *db.Tx, root id.ID, c *calendar.Calendars, s *sla.Service) (err error) {
	defer errs.Wrap(&err, "content.ApplyLevels")
	memory := levels()
	seen, err := memory.Get(tx.Context(), tx, tx.Now())
	if err != nil {
		return err
	}
	before := len(seen)
	if err := applyCalendars(tx, root, c, seen); err != nil {
		return err
	}
	if err := applyAgreements(tx, s, seen); err != nil {
		return err
	}
	if len(seen) == before {
		return nil
	}
	return memory.Set(tx, seen)
}

func applyCalendars(tx *db.Tx, root id.ID, c *calendar.Calendars, seen Applied) error {
	shipped, err := Calendars()
	if err != nil {
		return err
	}
	for _, s := range shipped {
		if _, ok := seen["calendar:"+s.Name]; ok {
			continue
		}
		var hours calendar.Definition
		if err := json.Unmarshal(s.Hours, &hours); err != nil {
			return err
		}
		made, err := c.Insert(tx, calendar.Calendar{Name: s.Name, Hours: hours, Shipped: true})
		if err != nil {
			return err
		}
		seen["calendar:"+s.Name] = made.ID
		if s.Name != BusinessHours {
			continue
		}
		if _, err := tx.Exec(`UPDATE entity SET calendar_id = $2 WHERE id = $1 AND calendar_id = 0`, root, made.ID); err != nil {
			return err
		}
	}
	return nil
}

func applyAgreements(tx *db.Tx, s *sla.Service, seen Applied) error {
	for _, a := range Agreements() {
		if _, ok := seen["agreement:"+a.Name]; ok {
			continue
		}
		out := sla.Agreement{Kind: sla.Party(a.Kind), Name: a.Name, Shipped: true}
		for _, t := range a.Targets {
			target := timing.InMinutes(t.Minutes)
			if t.Days > 0 {
				target = timing.InDays(t.Days)
			}
			p := sla.Promise{Metric: sla.Metric(t.Metric), Priority: t.Priority, Target: target}
			for _, at := range t.Warnings {
				p.Levels = append(p.Levels, sla.Level{At: at, Do: sla.Notify})
			}
			out.Promises = append(out.Promises, p)
		}
		made, err := s.InsertAgreement(tx, out)
		if err != nil {
			return err
		}
		seen["agreement:"+a.Name] = made.ID
	}
	return nil
}
