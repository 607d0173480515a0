package notify

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Reasons returns all reasons, the strongest first.
func Reasons() []Reason { return []Reason{Mentioned, Assigned, Asked, Team, Lead, Follows, Keeps} }

// Mute is what the acting person does not want to be told: of one record, where being mentioned is told all the same, or for one reason.
type Mute struct {
	Record string `json:"record,omitempty" doc:"The number of a record."`
	Reason Reason `json:"reason,omitempty" doc:"Instead of a record: a reason, whatever the record."`
	Days   int    `json:"days,omitempty" doc:"For how many days, 0 for good."`
}

// maxMute is the longest time for which something can be muted that is not muted for good, in days.
const maxMute = 366

// Muted is one line of what a person does not want to be told.
type Muted struct {
	ID     id.ID      `json:"id"`
	Number string     `json:"number,omitempty"`
	Title  string     `json:"title,omitempty"`
	Reason Reason     `json:"reason,omitempty"`
	Until  clock.Time `json:"until"` // 0: for good
}

// mine returns the acting person. Kinds: Unauthenticated.
func mine(ctx context.Context) (actor.Actor, error) {
	a, err := actor.From(ctx)
	if err == nil && (a.ID == 0 || a.Kind != actor.Person) {
		err = errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return a, err
}

// Mute stops telling the acting person something; what was muted before gets the new end. Kinds: Unauthenticated, Invalid, also for a record
// that is not there or that the actor may not see.
func (s *Service) Mute(ctx context.Context, in Mute) (m Muted, err error) {
	defer errs.Wrap(&err, "notify.Mute")
	a, err := mine(ctx)
	if err != nil {
		return m, err
	}
	var c errs.Check
	c.Must((in.Record == "") != (in.Reason == ""), "record", "Say which record, or which reason.")
	c.Must(in.Reason == "" || slices.Contains(Reasons(), in.Reason), "reason", "There is no such reason.")
	c.Must(in.Days >= 0 && in.Days <= maxMute, "days", "Use 0 for good, or up to %d days.", maxMute)
	if err := c.Err(); err != nil {
		return m, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m = Muted{ID: tx.NewID(), Reason: in.Reason}
		if in.Days > 0 {
			m.Until = tx.Now().Add(time.Duration(in.Days) * 24 * time.Hour)
		}
		ref, err := s.ref(tx, in.Record)
		if err != nil {
			return err
		}
		m.Number, m.Title = ref.Number, ref.Title
		_, err = tx.Exec(`INSERT INTO notification_mute (id, person_id, record_id, reason, until) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (person_id, record_id, reason) DO UPDATE SET until = excluded.until`, m.ID, a.ID, ref.ID, string(in.Reason), m.Until)
		return err
	})
	return m, err
}

// ref is the record with a number, none for "".
func (s *Service) ref(tx *db.Tx, number string) (ref record.Ref, err error) {
	if number == "" {
		return ref, nil
	}
	ref, err = record.RefByNumber(tx.Context(), tx, number)
	if err == nil && s.Sees != nil {
		err = s.Sees(tx.Context(), ref.ID)
	}
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("record", "There is no record with that number that you can see.")
	}
	return ref, err
}

// Unmute names a line of Mutes.
type Unmute struct {
	ID id.ID `json:"id"`
}

// Unmute tells the acting person again. Kinds: Unauthenticated, NotFound.
func (s *Service) Unmute(ctx context.Context, in Unmute) (m Muted, err error) {
	defer errs.Wrap(&err, "notify.Unmute")
	a, err := mine(ctx)
	if err != nil {
		return m, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`DELETE FROM notification_mute WHERE id = $1 AND person_id = $2`, in.ID, a.ID)
		if err == nil && n == 0 {
			err = errs.Absent("mute")
		}
		return err
	})
	return Muted{ID: in.ID}, err
}

// Mutes lists what a person does not want to be told, the newest first. What ended is left out. Kinds: Forbidden for somebody else's.
func (s *Service) Mutes(ctx context.Context, q db.Querier, person id.ID) (list []Muted, err error) {
	defer errs.Wrap(&err, "notify.Mutes")
	if _, err := own(ctx, person); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT m.id, COALESCE(r.number, ''), COALESCE(r.title, ''), m.reason, m.until FROM notification_mute m LEFT JOIN record r ON r.id = m.record_id
		WHERE m.person_id = $1 AND (m.until = 0 OR m.until > $2) ORDER BY m.id DESC`, person, clock.Of(s.db.Clock().Now()))
	return db.Collect(rows, err, func(rows *sql.Rows, m *Muted) error {
		return rows.Scan(&m.ID, &m.Number, &m.Title, &m.Reason, &m.Until)
	})
}

// heard leaves out of a notice whoever does not want to be told.
func (s *Service) heard(ctx context.Context, n *notice) error {
	persons := make([]id.ID, len(n.to))
	for i, t := range n.to {
		persons[i] = t.person
	}
	var args db.Args
	rows, err := s.db.Query(ctx, `SELECT person_id, record_id, reason FROM notification_mute WHERE person_id IN `+db.List(&args, persons)+
		` AND record_id IN (0, `+args.Add(n.event.Subject)+`) AND (until = 0 OR until > `+args.Add(n.event.At)+`)`, args.Values()...)
	type mute struct {
		person, record id.ID
		reason         Reason
	}
	list, err := db.Collect(rows, err, func(rows *sql.Rows, m *mute) error { return rows.Scan(&m.person, &m.record, &m.reason) })
	if err != nil || len(list) == 0 {
		return err
	}
	n.to = slices.DeleteFunc(n.to, func(t told) bool {
		return slices.ContainsFunc(list, func(m mute) bool {
			return m.person == t.person && (m.record != 0 && t.reason != Mentioned || m.reason == t.reason)
		})
	})
	return nil
}
