package notify

import (
	"context"
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Reason says why a person is told.
type Reason string

// The reasons, the strongest first: a person with several is told of the first.
const (
	Mentioned Reason = "mentioned"
	Assigned  Reason = "assigned"
	Asked     Reason = "asked"
	Team      Reason = "team"
	Lead      Reason = "lead"
	Follows   Reason = "follows"
	Keeps     Reason = "keeps"
)

// Words returns the reason as a sentence without its end: "because you …".
func (r Reason) Words() string {
	switch r {
	case Mentioned:
		return "because you were mentioned"
	case Assigned:
		return "because you are assigned"
	case Asked:
		return "because you asked"
	case Team:
		return "because it is in your team's queue"
	case Lead:
		return "because you lead the team"
	case Keeps:
		return "because you look after it"
	default:
		return "because you follow it"
	}
}

// Name is the name under which this room subscribes to events.
const Name = "notify"

// Service writes and reads notifications. It is safe for concurrent use.
type Service struct {
	// Sees answers NotFound for a record that the actor may not see. Without it nobody is told of what is not work.
	Sees func(ctx context.Context, record id.ID) error

	db     *db.DB
	people *people.Service
	bag    bag
}

// New returns the service.
func New(d *db.DB, p *people.Service) *Service { return &Service{db: d, people: p} }

// Subscribe makes the service listen. It is called once, while the program is put together.
func (s *Service) Subscribe(d *event.Dispatcher) {
	d.Subscribe(Name, s.Tell, ticket.Opened{}.EventKind(), ticket.Changed{}.EventKind(), ticket.Stepped{}.EventKind(),
		ticket.Messaged{}.EventKind(), sla.PromiseWarned{}.EventKind(), sla.PromiseBroken{}.EventKind(), record.Reminded{}.EventKind())
}

// told is a person to be told, and why.
type told struct {
	person id.ID
	reason Reason
}

// notice is what an event becomes before it is known who may read it.
type notice struct {
	event    event.Envelope
	head     ticket.Head
	text     string
	internal bool
	to       []told
}

// add puts a person on the list once. Nobody is told what they did themselves or what was done in their name.
func (n *notice) add(r Reason, persons ...id.ID) {
	for _, p := range persons {
		if p == 0 || p == n.event.Actor || p == n.event.Behalf {
			continue
		}
		known := false
		for _, t := range n.to {
			known = known || t.person == p
		}
		if !known {
			n.to = append(n.to, told{p, r})
		}
	}
}

// Tell writes the notifications of one event. Seeing it again does nothing. It is an event.Subscriber.
func (s *Service) Tell(ctx context.Context, e event.Envelope) (err error) {
	defer errs.Wrap(&err, "notify.Tell(%d)", e.ID)
	if !matters(e) {
		return nil
	}
	if r, ok := e.Event.(record.Reminded); ok {
		return s.remind(ctx, e, r)
	}
	heads, err := ticket.ByID(ctx, s.db, []id.ID{e.Subject})
	if err != nil || len(heads) == 0 {
		return err
	}
	n := &notice{event: e, head: heads[0]}
	if err := s.address(ctx, n); err != nil || len(n.to) == 0 {
		return err
	}
	if err := s.trim(ctx, n); err != nil || len(n.to) == 0 {
		return err
	}
	if err := s.heard(ctx, n); err != nil || len(n.to) == 0 {
		return err
	}
	who, err := s.who(ctx, e)
	if err != nil {
		return err
	}
	rows := make([]row, len(n.to))
	for i, t := range n.to {
		rows[i] = row{t.person, e.Subject, e.ID, t.reason, strings.TrimSpace(who + " " + n.text), e.At}
	}
	return s.put(ctx, rows)
}

// matters reports, without reading anything, whether somebody may be concerned by an event.
func matters(e event.Envelope) bool {
	switch ev := e.Event.(type) {
	case ticket.Changed:
		for _, c := range ev.Changes {
			if c.Key == "assignee" || c.Key == "team" {
				return true
			}
		}
		return false
	case ticket.Opened:
		return ev.Assignee != 0 || ev.Team != 0
	case ticket.Stepped:
		return !ev.Phase.Open() || ev.Verb == "reopen"
	}
	return e.Event != nil
}

// who returns the name of whoever did it, "" for what comes by itself.
func (s *Service) who(ctx context.Context, e event.Envelope) (string, error) {
	if e.Actor == 0 {
		return "", nil
	}
	names, err := people.Names(ctx, s.db, []id.ID{e.Actor})
	return names[e.Actor], err
}

// row is a notification to be written.
type row struct {
	person, record, event id.ID
	reason                Reason
	text                  string
	at                    clock.Time
}

// write adds the rows that are not there yet.
func write(tx *db.Tx, rows []row) error {
	for len(rows) > 0 {
		n := 1
		for _, size := range []int{64, 16, 4} { // few shapes, so that the statements stay prepared
			if len(rows) >= size {
				n = size
				break
			}
		}
		var b strings.Builder
		b.WriteString(`INSERT INTO notification (id, person_id, record_id, event_id, reason, text, at, read_at) VALUES `)
		args := make([]any, 0, n*7)
		for i, r := range rows[:n] {
			if i > 0 {
				b.WriteByte(',')
			}
			k := i * 7
			fmt.Fprintf(&b, "($%d,$%d,$%d,$%d,$%d,$%d,$%d,0)", k+1, k+2, k+3, k+4, k+5, k+6, k+7)
			args = append(args, int64(tx.NewID()), int64(r.person), int64(r.record), int64(r.event), string(r.reason), r.text, int64(r.at))
		}
		b.WriteString(` ON CONFLICT (person_id, event_id) DO NOTHING`)
		if _, err := tx.Exec(b.String(), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
