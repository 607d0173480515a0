package calendar

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// MaxAge is how long another process's change may stay unseen.
const MaxAge = time.Second

// edition is the row of table counter that gets a new value with every change of what is remembered here.
const edition = "calendar.edition"

// cache holds everything that EntityHours needs, so that opening work reads nothing. Once a second one row tells whether it is still
// true. No lock is held over a query: a reader that waited for a connection could otherwise block writers that hold one.
type cache struct {
	now   atomic.Pointer[snapshot]
	round atomic.Int64 // raised with each Forget
}

// snapshot is one state of the calendars. It is not changed once it is shared, but for hours, which fill up.
type snapshot struct {
	edition  int64
	checked  clock.Time
	fallback id.ID
	stored   map[id.ID]Calendar
	nodes    map[id.ID]node
	hours    *sync.Map // key to *Hours
}

// node is what an entity says about its hours, or inherits.
type node struct {
	parent   id.ID
	calendar id.ID
	zone     string
}

type key struct {
	calendar id.ID
	zone     string
}

// touch makes every process read anew what this write changed.
func (s *Calendars) touch(tx *db.Tx) error {
	if err := Touch(tx, edition); err != nil {
		return err
	}
	tx.After(s.Forget)
	return nil
}

// Touch gives a named edition a value that it never had, also not in a write that was undone.
func Touch(tx *db.Tx, name string) error {
	_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, tx.NextID())
	return err
}

// Edition returns the present value of a named edition, 0 before the first change.
func Edition(ctx context.Context, q db.Querier, name string) (n int64, err error) {
	err = q.QueryRow(ctx, `SELECT value FROM counter WHERE name = $1`, name).Scan(&n)
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return n, err
}

// Forget makes the next question read anew.
func (s *Calendars) Forget() {
	s.cache.round.Add(1)
	s.cache.now.Store(nil)
}

// present returns a state that was true within the last second.
func (s *Calendars) present(ctx context.Context, q db.Querier) (*snapshot, error) {
	now := clock.Of(s.db.Clock().Now())
	held := s.cache.now.Load()
	if held != nil && now >= held.checked && now.Sub(held.checked) < MaxAge {
		return held, nil
	}
	round := s.cache.round.Load()
	n, err := Edition(ctx, q, edition)
	if err != nil {
		return nil, err
	}
	next := &snapshot{}
	if held != nil && held.edition == n {
		*next = *held
	} else if err := next.read(ctx, q); err != nil {
		return nil, err
	}
	next.edition, next.checked = n, now
	if s.cache.round.Load() == round { // else somebody changed something meanwhile
		s.cache.now.Store(next)
	}
	return next, nil
}

func (n *snapshot) read(ctx context.Context, q db.Querier) error {
	list, err := readAll(ctx, q)
	if err != nil {
		return err
	}
	n.stored, n.hours = make(map[id.ID]Calendar, len(list)), &sync.Map{}
	for _, c := range list { // by name, archived ones last
		n.stored[c.ID] = c
		if c.Shipped && !c.Archived && (n.fallback == 0 || c.Name == "Business hours") {
			n.fallback = c.ID
		}
	}
	n.nodes, err = readNodes(ctx, q)
	return err
}

// readNodes returns what holds at each entity. Parents come before their children, so one walk settles the inheritance.
func readNodes(ctx context.Context, q db.Querier) (map[id.ID]node, error) {
	type entity struct {
		id id.ID
		node
	}
	rows, err := q.Query(ctx, `SELECT id, parent_id, calendar_id, zone FROM entity ORDER BY path`)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, e *entity) error { return rows.Scan(&e.id, &e.parent, &e.calendar, &e.zone) })
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]node, len(list))
	for _, e := range list {
		above := out[e.parent]
		if e.calendar == 0 {
			e.calendar = above.calendar
		}
		if e.zone == "" {
			e.zone = above.zone
		}
		out[e.id] = e.node
	}
	return out, nil
}

// node returns what holds at an entity. One that was made in the write under way is not remembered yet and is asked for.
func (n *snapshot) node(ctx context.Context, q db.Querier, entity id.ID) (node, error) {
	at, ok := n.nodes[entity]
	if ok || entity == 0 {
		return at, nil
	}
	set, err := place.Settings(ctx, q, entity)
	if errs.Is(err, errs.NotFound) {
		return at, nil
	}
	return node{0, set.Calendar, set.Zone}, err
}

// compiled returns a calendar ready for arithmetic, each made once.
func (n *snapshot) compiled(calendar id.ID, zone string) (*Hours, error) {
	if zone == "" {
		zone = "UTC"
	}
	k := key{calendar, zone}
	if c, ok := n.stored[calendar]; ok && c.Hours.Zone != "" {
		k.zone = ""
	}
	if h, ok := n.hours.Load(k); ok {
		return h.(*Hours), nil //nolint:forcetypeassert // nothing else is stored
	}
	c, ok := n.stored[calendar]
	if !ok {
		c.Hours = Usual(zone)
	}
	h, err := c.compile(zone)
	if err != nil {
		return nil, errs.Because(errs.Internal, err, "calendar %d is damaged", calendar)
	}
	kept, _ := n.hours.LoadOrStore(k, h)
	return kept.(*Hours), nil //nolint:forcetypeassert // as above
}
