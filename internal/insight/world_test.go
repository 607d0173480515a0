package insight_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/insight"
)

// bundle is a desk with one kind of work, two teams, a calendar and an agreement.
type bundle struct {
	db         *db.DB
	clock      *clock.Settable
	queue      *job.Queue
	desk       *ticket.Desk
	room       *desk.Room
	insight    *insight.Service
	hours      *calendar.Hours
	root       id.ID
	service    id.ID
	network    id.ID
	categories []id.ID

	agent, requester actor.Actor
}

func each(t *testing.T, f func(t *testing.T, b *bundle)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) { f(t, newBundle(t, d, c)) })
}

func newBundle(t *testing.T, d *db.DB, c *clock.Settable) *bundle {
	t.Helper()
	log := event.New()
	b := &bundle{db: d, clock: c, queue: job.New(d, nil, job.Options{Workers: 1})}
	ticket.Register(log)
	people.RegisterEvents(log)
	sla.Register(log)
	d.SetSink(log)
	p, calendars := people.New(d), calendar.NewStore(d)
	promises := sla.New(d, log, calendars)
	log.React(promises.React)
	promises.Handle(b.queue)
	index := search.New(d.Engine())
	b.desk = &ticket.Desk{DB: d, Teams: p, Index: index, Clocks: promises}
	promises.Desk = b.desk
	b.room = &desk.Room{DB: d, Log: log, People: p, Custom: field.NewCustom(d), Index: index}
	b.room.Add(b.Practice())
	b.insight = insight.New(d, calendars)
	b.hours = calendar.Must(calendar.Usual("UTC"))
	c.Set(time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC))
	b.write(t, actor.OfSystem("test"), func(tx *db.Tx) error {
		root, err := p.InsertEntity(tx, place.Entity{Kind: place.Organisation, Name: "Calder Instruments", Zone: "UTC"})
		if err != nil {
			return err
		}
		b.root = root.ID
		if _, err := calendars.Insert(tx, calendar.Calendar{Name: "Business hours", Hours: calendar.Usual("UTC"), Shipped: true}); err != nil {
			return err
		}
		for name, to := range map[string]*id.ID{"Service Desk": &b.service, `The "Network"`: &b.network} {
			team, err := p.InsertTeam(tx, people.Team{Entity: root.ID, Name: name, Assignment: people.Manual})
			if err != nil {
				return err
			}
			*to = team.ID
		}
		for _, path := range [][]string{{"Hardware"}, {"Hardware", "Printer"}, {"Software"}} {
			made, err := p.EnsureCategory(tx, category.Category{}, path...)
			if err != nil {
				return err
			}
			b.categories = append(b.categories, made)
		}
		for name, to := range map[string]*actor.Actor{"Ana Agent": &b.agent, "Rita Requester": &b.requester} {
			person, err := p.InsertPerson(tx, people.Person{Entity: root.ID, Name: name, Status: people.Active})
			if err != nil {
				return err
			}
			*to = actor.Actor{Kind: actor.Person, ID: person.ID, Name: name, Channel: "web", Entity: root.ID, Tree: []id.ID{root.ID}, Zone: "UTC"}
		}
		_, err = promises.InsertAgreement(tx, sla.Agreement{Kind: sla.Customer, Name: "Standard", Promises: []sla.Promise{
			{Metric: sla.FirstResponse, Target: timing.InMinutes(60)}, {Metric: sla.Resolution, Target: timing.InMinutes(16 * 60)}, {Metric: sla.Resolution, Priority: 1, Target: timing.InMinutes(240)}}})
		return err
	})
	b.agent.Grants = actor.Grants{insight.PermView: actor.All, "incident.view": actor.All, "incident.note": actor.All}
	b.requester.Grants = actor.Grants{"incident.view": actor.Own}
	return b
}

// Practice describes the kind of work: ordinary work with an impact and an urgency.
func (b *bundle) Practice() desk.Practice {
	three := []field.Option{{Value: "1", Label: "High"}, {Value: "2", Label: "Medium"}, {Value: "3", Label: "Low"}}
	type body struct{ Impact, Urgency int }
	own := field.Set[body]{
		field.Rank("impact", "Impact", "impact", func(i *body) *int { return &i.Impact }, three...).Filter("i.impact"),
		field.Rank("urgency", "Urgency", "urgency", func(i *body) *int { return &i.Urgency }, three...).Filter("i.urgency"),
	}
	fields := ticket.Fields()
	return desk.Practice{Kind: kind(), View: "incident.view", Note: "incident.note", Fields: slices.Concat(fields.Defs(), own.Defs(), insight.Fields()), Join: "JOIN incident i ON i.id = t.id"}
}

func kind() record.Kind {
	return record.Kind{Key: "incident", Prefix: "INC", Singular: "incident", Plural: "incidents", Flow: flow.Machine{States: []flow.State{
		{Key: "new", Label: "New", Phase: flow.Active}, {Key: "on_hold", Label: "On hold", Phase: flow.Waiting},
		{Key: "resolved", Label: "Resolved", Phase: flow.Resolved}, {Key: "cancelled", Label: "Cancelled", Phase: flow.Closed}}}}
}

func (b *bundle) write(t *testing.T, a actor.Actor, fn func(tx *db.Tx) error) {
	t.Helper()
	a.Unbound = true
	if err := b.db.Write(actor.With(t.Context(), a), fn); err != nil {
		t.Fatal(err)
	}
}

// seen is what the test itself remembers of a piece of work: the independent count.
type seen struct {
	row                           id.ID
	opened, responded, left, held time.Time
	ran                           time.Time // since when it runs, zero while it does not
	worked, paused                time.Duration
	resolved, reopened, soon      bool
	priority, impact, urgency     int
	team, category                id.ID
	handed                        int
	state                         string
}

// act is something that happens to one piece of work.
type act struct {
	at time.Time
	do func(t *testing.T)
}

// story plays ten weeks of work, in the order of time, and returns what happened.
func (b *bundle) story(t *testing.T) []*seen {
	t.Helper()
	rnd := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a made-up story, the same each time
	var acts []act
	var all []*seen
	start := time.Date(2026, 9, 21, 6, 0, 0, 0, time.UTC)
	end := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	for range 70 {
		s := &seen{priority: 1 + rnd.IntN(4), impact: 1 + rnd.IntN(3), urgency: 1 + rnd.IntN(3), team: []id.ID{b.service, b.network, 0}[rnd.IntN(3)],
			category: []id.ID{b.categories[0], b.categories[1], b.categories[2], 0}[rnd.IntN(4)]}
		all = append(all, s)
		at := start.Add(time.Duration(rnd.Int64N(int64(end.Sub(start))))).Truncate(time.Second)
		later := func(upTo time.Duration) time.Time {
			at = at.Add(time.Minute + time.Duration(rnd.Int64N(int64(upTo)))).Truncate(time.Second)
			return at
		}
		add := func(at time.Time, do func(t *testing.T)) { acts = append(acts, act{at, do}) }
		add(at, func(t *testing.T) { b.open(t, s) })
		if rnd.IntN(10) < 8 {
			add(later(30*time.Hour), func(t *testing.T) { b.answer(t, s) })
		}
		if rnd.IntN(10) < 4 {
			add(later(20*time.Hour), func(t *testing.T) { b.hand(t, s, b.network) })
		}
		if rnd.IntN(10) < 4 {
			add(later(20*time.Hour), func(t *testing.T) { b.step(t, s, "on_hold", flow.Waiting) })
			add(later(200*time.Hour), func(t *testing.T) { b.step(t, s, "new", flow.Active) })
		}
		switch n := rnd.IntN(10); {
		case n < 1:
			add(later(100*time.Hour), func(t *testing.T) { b.step(t, s, "cancelled", flow.Closed) })
		case n < 8:
			add(later(100*time.Hour), func(t *testing.T) { b.step(t, s, "resolved", flow.Resolved) })
			if rnd.IntN(3) == 0 {
				add(later(700*time.Hour), func(t *testing.T) { b.step(t, s, "new", flow.Active) })
				add(later(50*time.Hour), func(t *testing.T) { b.step(t, s, "resolved", flow.Resolved) })
			}
		}
	}
	slices.SortStableFunc(acts, func(x, y act) int { return cmp.Compare(x.at.UnixNano(), y.at.UnixNano()) })
	for _, a := range acts {
		if a.at.Before(end) {
			b.clock.Set(a.at)
			a.do(t)
		}
	}
	b.clock.Set(end)
	if _, err := b.queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var told []*seen
	for _, s := range all {
		if s.row != 0 {
			s.count(end, b.hours)
			told = append(told, s)
		}
	}
	return told
}

// count adds the working time since the clock last began to run.
func (s *seen) count(now time.Time, hours *calendar.Hours) {
	if !s.ran.IsZero() {
		s.worked += hours.Between(s.ran, now)
		s.ran = time.Time{}
	}
}

func (b *bundle) open(t *testing.T, s *seen) {
	t.Helper()
	h := ticket.Head{Head: record.Head{Title: "It broke", State: "new", Entity: b.root}, Requester: b.requester.ID, Priority: s.priority, Team: s.team, Category: s.category}
	b.write(t, b.requester, func(tx *db.Tx) error {
		return b.desk.Create(tx, kind(), &h, "It broke.", "incident.open", func() error {
			_, err := tx.Exec(`INSERT INTO incident (id, impact, urgency, priority_reason, resolution_code, resolution, closing_category_id, cause_code, workaround, cancel_reason)
				VALUES ($1, $2, $3, '', '', '', 0, '', FALSE, '')`, h.ID, s.impact, s.urgency)
			return err
		})
	})
	s.row, s.opened, s.ran, s.state = h.ID, b.clock.Now(), b.clock.Now(), "new"
}

func (b *bundle) change(t *testing.T, s *seen, fn func(tx *db.Tx, h *ticket.Head) error) {
	t.Helper()
	b.write(t, b.agent, func(tx *db.Tx) error {
		h, err := ticket.LoadID(tx.Context(), tx, "incident", s.row, "incident.edit")
		if err != nil {
			return err
		}
		old := h
		if err := fn(tx, &h); err != nil {
			return err
		}
		return b.desk.Save(tx, old, &h)
	})
}

func (b *bundle) answer(t *testing.T, s *seen) {
	t.Helper()
	b.change(t, s, func(tx *db.Tx, h *ticket.Head) error {
		_, err := b.desk.Post(tx, h, ticket.Message{Body: "We are on it.", Public: true})
		return err
	})
	s.responded = b.clock.Now()
}

func (b *bundle) hand(t *testing.T, s *seen, team id.ID) {
	t.Helper()
	b.change(t, s, func(tx *db.Tx, h *ticket.Head) error { return b.desk.Assign(tx, h, team, 0) })
	if s.team != 0 && s.team != team {
		s.handed++
	}
	s.team = team
}

// step moves the work and keeps the test's own book.
func (b *bundle) step(t *testing.T, s *seen, state string, phase flow.Phase) {
	t.Helper()
	now := b.clock.Now()
	b.change(t, s, func(tx *db.Tx, h *ticket.Head) error {
		old := *h
		h.State, h.Phase, h.HoldReason = state, phase, ""
		switch {
		case phase == flow.Waiting:
			h.HoldReason = "awaiting_caller"
		case phase == flow.Resolved:
			h.Resolved = tx.Now()
		case phase == flow.Closed:
			h.Closed = tx.Now()
		case old.Phase == flow.Resolved:
			h.Resolved, h.Reopened = 0, h.Reopened+1
		}
		return ticket.Step(tx, old, h, "move", ticket.Stepped{Reason: h.HoldReason})
	})
	if !s.held.IsZero() {
		s.paused += now.Sub(s.held)
		s.held = time.Time{}
	}
	s.count(now, b.hours)
	switch {
	case phase == flow.Waiting:
		s.held = now
	case phase == flow.Active:
		if s.state == "resolved" {
			s.reopened, s.soon = true, s.soon || now.Sub(s.left) <= 14*24*time.Hour
		}
		s.ran = now
	}
	s.state, s.resolved, s.left = state, phase == flow.Resolved, time.Time{}
	if phase >= flow.Resolved {
		s.left = now
	}
}

func same(t *testing.T, what string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %d, want %d", what, got, want)
	}
}

// byHand finds percentiles by counting how many values are at most as large.
func byHand(values []time.Duration) (out insight.Percentiles[time.Duration]) {
	at := func(p int) time.Duration {
		best, found := time.Duration(0), false
		for _, v := range values {
			below := 0
			for _, w := range values {
				if w <= v {
					below++
				}
			}
			if below*100 >= p*len(values) && (!found || v < best) {
				best, found = v, true
			}
		}
		return best
	}
	if out.N = len(values); out.N > 0 {
		out.P50, out.P90, out.P95 = at(50), at(90), at(95)
	}
	return out
}
