package seed

import (
	"fmt"
	"math/rand/v2"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// maker makes up batches of incidents. Batches do not depend on each other, so that they may be made and written in any order.
type maker struct {
	db     *db.DB
	sla    *sla.Service
	cast   *Cast
	teller Teller
	pace   pace
	first  int64 // number of the first incident
	count  int   // incidents in all
	seed   uint64
	clocks bool // of all work, not only of what is open
	open   float64
	chunk  int
}

// batch is a number of incidents in the form of rows.
type batch struct {
	size                                     int
	last                                     int64 // number of the last incident
	records, tickets, bodies, entries, links db.Sheet
	events                                   *event.Bulk
	texts                                    *search.Bulk
	open                                     []life // their clocks are planned in the write
	resolved                                 []life
}

func (m *maker) batches() int { return (m.count + m.chunk - 1) / m.chunk }

// batch makes the batch of a number, from 0.
func (m *maker) batch(n int) (*batch, error) {
	from := n * m.chunk
	b := &batch{size: min(m.chunk, m.count-from), events: event.NewBulk(m.db.NewID), texts: search.NewBulk(m.db.Engine())}
	b.last = m.first + int64(from+b.size) - 1
	b.records, b.tickets = record.Columns().SheetOf("record"), ticket.Columns().SheetOf("ticket")
	b.bodies, b.entries = incident.Columns().SheetOf("incident"), ticket.EntryColumns().SheetOf("entry")
	b.links = db.Sheet{Table: "record_link", Columns: "from_id, to_id, relation, created_at, created_by", Width: 5}
	r := rand.New(rand.NewPCG(m.seed, uint64(n))) //nolint:gosec // made-up data needs no secrecy
	recent := make([]id.ID, 0, b.size)
	for i := range b.size {
		l, s := m.make(r, from+i)
		if err := m.add(b, &l, &s); err != nil {
			return nil, err
		}
		if len(recent) > 0 && r.IntN(5) == 0 {
			b.links.Add(int64(l.ID), int64(recent[r.IntN(len(recent))]), string(record.RelatesTo), int64(l.CreatedAt), int64(l.agent))
		}
		recent = append(recent, l.ID)
	}
	b.texts.Sort()
	return b, nil
}

// make makes up the incident of a place in the whole, from 0.
func (m *maker) make(r *rand.Rand, n int) (life, Story) {
	share := (float64(n) + r.Float64()) / float64(m.count)
	s := m.teller.Tell(r, n)
	number := m.first + int64(n)
	low := id.ID(0)
	l := life{r: r, now: clock.Of(m.pace.until)}
	// Eight ids an incident: the low bits differ for half a million incidents in a row, and no two of those share a millisecond.
	l.newID = func(at clock.Time) id.ID {
		low++
		return id.At(at.Time()) | (id.ID(number)*8+low)&(1<<22-1)
	}
	l.CreatedAt = clock.Of(m.pace.at(share))
	l.ID = l.newID(l.CreatedAt)
	l.Kind, l.Number, l.Title, l.State, l.Custom = "incident", fmt.Sprintf("INC-%d", number), s.Title, incident.New, record.Custom(s.Custom)
	m.people(&l, &s)
	l.Impact, l.Urgency = s.Impact, s.Urgency
	if l.Impact == 0 {
		l.Impact = pick(r, 6, 40)
	}
	if l.Urgency == 0 {
		l.Urgency = pick(r, 25, 55)
	}
	l.Priority = incident.DefaultMatrix().Priority(l.Impact, l.Urgency)
	l.Channel = []string{"portal", "portal", "portal", "portal", "email", "email", "email", "phone", "phone", "chat"}[r.IntN(10)]
	l.Due = ticket.NeverDue
	l.live(&s, 1-share, m.open)
	return l, s
}

// pick returns 1, 2 or 3; high and medium are the shares of the first two in percent.
func pick(r *rand.Rand, high, medium int) int {
	switch n := r.IntN(100); {
	case n < high:
		return 1
	case n < high+medium:
		return 2
	default:
		return 3
	}
}

// people chooses who asks and who works on it.
func (m *maker) people(l *life, s *Story) {
	at := s.Person
	if at < 0 {
		at = l.r.IntN(len(m.cast.People))
	}
	p := m.cast.People[at]
	l.Requester, l.Entity, l.Location = p.ID, p.Entity, p.Location
	c := m.cast.Categories[max(0, s.Category)]
	team := m.cast.Teams[c.Team]
	l.Category, l.Team = c.ID, team.ID
	if len(team.Members) > 0 {
		l.agent = team.Members[l.r.IntN(len(team.Members))]
	}
	if l.r.IntN(5) > 0 {
		l.Assignee = l.agent
	}
}

// add turns an incident into rows.
func (m *maker) add(b *batch, l *life, s *Story) error {
	if err := b.events.Add(l.history); err != nil {
		return err
	}
	record.Columns().AddTo(&b.records, &l.Head.Head)
	incident.Columns().AddTo(&b.bodies, &l.Incident)
	for i := range l.entries {
		ticket.EntryColumns().AddTo(&b.entries, &l.entries[i])
		if l.entries[i].Kind != "report" {
			b.texts.Add(l.ID, l.entries[i].ID, "", l.entries[i].Body)
		}
	}
	b.texts.Add(l.ID, 0, l.Title, s.Report)
	if l.Phase == flow.Resolved {
		b.resolved = append(b.resolved, *l)
	}
	if l.Phase.Open() || m.clocks {
		b.open = append(b.open, *l)
		return nil
	}
	ticket.Columns().AddTo(&b.tickets, &l.Head)
	return nil
}

// write writes a batch.
func (m *maker) write(tx *db.Tx, b *batch) error {
	tickets := b.tickets // a write may run again
	for i := range b.open {
		l := &b.open[i]
		if err := m.sla.Adopt(tx, &l.Head, l.history); err != nil {
			return err
		}
		ticket.Columns().AddTo(&tickets, &l.Head)
	}
	for _, s := range []*db.Sheet{&b.records, &tickets, &b.bodies, &b.entries, &b.links} {
		if err := s.Insert(tx); err != nil {
			return err
		}
	}
	if err := b.events.Insert(tx); err != nil {
		return err
	}
	if err := b.texts.Insert(tx); err != nil {
		return err
	}
	for i := range b.resolved {
		l := &b.resolved[i]
		if err := incident.CloseAt(tx, l.ID, l.Resolved.Add(closeAfter)); err != nil {
			return err
		}
	}
	return record.Reserve(tx, incident.Kind().Prefix, b.last)
}
