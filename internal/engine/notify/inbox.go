package notify

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Notification is one line of a person's inbox.
type Notification struct {
	ID     id.ID      `json:"id"`
	Event  id.ID      `json:"event"` // the cursor of the list
	Record id.ID      `json:"record"`
	Kind   string     `json:"kind"`
	Number string     `json:"number"`
	Title  string     `json:"title"`
	Reason Reason     `json:"reason"`
	Text   string     `json:"text"`
	At     clock.Time `json:"at"`
	Read   clock.Time `json:"read_at"` // 0: not yet
}

// MaxPage is the largest part of an inbox.
const MaxPage = 100

// own returns the actor if the inbox is theirs. Kinds: Unauthenticated, Forbidden.
func own(ctx context.Context, person id.ID) (actor.Actor, error) {
	a, err := actor.From(ctx)
	switch {
	case err != nil:
		return a, err
	case a.Unbound || a.ID == person && a.ID != 0:
		return a, nil
	case a.Kind == actor.Visitor:
		return a, errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return a, errs.New(errs.Forbidden, "This is somebody else's inbox.")
}

// List returns up to limit lines of a person's inbox, the newest first, older than the cursor after (0 for the first part), and the cursor
// of the next part (0 at the end). What the person may not see any more is left out. Kinds: Forbidden for somebody else's inbox.
func (s *Service) List(ctx context.Context, q db.Querier, person, after id.ID, limit int) (list []Notification, next id.ID, err error) {
	defer errs.Wrap(&err, "notify.List")
	a, err := own(ctx, person)
	if err != nil {
		return nil, 0, err
	}
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	if after == 0 {
		after = 1<<63 - 1
	}
	rows, err := q.Query(ctx, `SELECT n.id, n.event_id, n.record_id, r.kind, r.number, r.title, n.reason, n.text, n.at, n.read_at
		FROM notification n JOIN record r ON r.id = n.record_id WHERE n.person_id = $1 AND n.event_id < $2 ORDER BY n.event_id DESC LIMIT $3`,
		person, after, limit+1)
	list, err = db.Collect(rows, err, func(rows *sql.Rows, n *Notification) error {
		return rows.Scan(&n.ID, &n.Event, &n.Record, &n.Kind, &n.Number, &n.Title, &n.Reason, &n.Text, &n.At, &n.Read)
	})
	if err != nil {
		return nil, 0, err
	}
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Event
	}
	seen, err := s.visible(ctx, q, a, list)
	return slices.DeleteFunc(list, func(n Notification) bool { return !seen[n.Record] }), next, err
}

// visible returns which of the records of a list the actor may see.
func (s *Service) visible(ctx context.Context, q db.Querier, a actor.Actor, list []Notification) (map[id.ID]bool, error) {
	of := map[string][]id.ID{}
	for _, n := range list {
		of[n.Kind] = append(of[n.Kind], n.Record)
	}
	var args db.Args
	var or []string
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		or = append(or, "(t.id IN "+db.List(&args, of[kind])+" AND "+a.Predicate(actor.Permission(kind+".view"), &args, ticket.Scope())+")")
	}
	out := map[id.ID]bool{}
	if len(or) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, "SELECT t.id FROM ticket t WHERE "+strings.Join(or, " OR "), args.Values()...)
	found, err := db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
	if err != nil {
		return nil, err
	}
	for _, i := range found {
		out[i] = true
	}
	for _, n := range list { // what is not work
		if out[n.Record] || s.Sees == nil {
			continue
		}
		err := s.Sees(ctx, n.Record)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		out[n.Record] = err == nil
	}
	return out, nil
}

// CountCap is where counting stops: more is shown as "99+". Only the newest lookBack notifications are looked at.
const (
	CountCap = 99
	lookBack = 500
)

// Unread counts what a person has not read yet, CountCap+1 when it is more than CountCap. Kinds: Forbidden.
func (s *Service) Unread(ctx context.Context, q db.Querier, person id.ID) (n int, err error) {
	defer errs.Wrap(&err, "notify.Unread")
	if _, err := own(ctx, person); err != nil {
		return 0, err
	}
	err = q.QueryRow(ctx, `SELECT count(*) FROM (SELECT read_at FROM notification WHERE person_id = $1 ORDER BY event_id DESC LIMIT $2) n WHERE n.read_at = 0`,
		person, lookBack).Scan(&n)
	return min(n, CountCap+1), err
}

// MarkRead says which notifications the acting person has read.
type MarkRead struct {
	IDs   []id.ID `json:"ids,omitempty" doc:"These notifications."`
	Until id.ID   `json:"until,omitempty" doc:"Instead of ids: everything up to this event."`
}

// Marked tells how many notifications changed, and how many are left.
type Marked struct {
	Changed int64 `json:"changed"`
	Unread  int   `json:"unread"`
}

const maxMark = 500

// MarkRead notes that the acting person has read something. Those of others do not change. Kinds: Invalid, Unauthenticated.
func (s *Service) MarkRead(ctx context.Context, in MarkRead) (m Marked, err error) {
	defer errs.Wrap(&err, "notify.MarkRead")
	a, err := mine(ctx)
	if err != nil {
		return m, err
	}
	if (len(in.IDs) == 0) == (in.Until == 0) {
		return m, errs.Bad("ids", "Say which ones, or up to which event.")
	}
	if len(in.IDs) > maxMark {
		return m, errs.Bad("ids", "At most %d at once.", maxMark)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var args db.Args
		which := ""
		if in.Until != 0 {
			which = fmt.Sprintf("event_id <= %s", args.Add(in.Until))
		} else {
			which = "id IN " + db.List(&args, in.IDs)
		}
		m.Changed, err = tx.Exec("UPDATE notification SET read_at = "+args.Add(tx.Now())+" WHERE person_id = "+args.Add(a.ID)+" AND read_at = 0 AND "+which, args.Values()...)
		if err != nil {
			return err
		}
		m.Unread, err = s.Unread(ctx, tx, a.ID)
		return err
	})
	return m, err
}
