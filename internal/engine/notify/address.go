package notify

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// address decides who is concerned and what they are told.
func (s *Service) address(ctx context.Context, n *notice) error {
	switch ev := n.event.Event.(type) {
	case ticket.Opened:
		n.text = "reported it"
		return s.holder(ctx, n, ev.Team, ev.Assignee)
	case ticket.Changed:
		return s.moved(ctx, n, ev)
	case ticket.Stepped:
		return s.stepped(ctx, n, ev)
	case ticket.Messaged:
		return s.messaged(ctx, n, ev)
	case sla.PromiseWarned:
		n.text = fmt.Sprintf("%d %% of the time for the %s is used up", ev.Percent, words(ev.Metric))
		return s.promised(ctx, n)
	case sla.PromiseBroken:
		n.text = "The " + words(ev.Metric) + " is overdue"
		return s.promised(ctx, n)
	}
	return nil
}

// holder adds who has the work: the assignee, or else the team.
func (s *Service) holder(ctx context.Context, n *notice, team, assignee id.ID) error {
	if assignee != 0 {
		n.add(Assigned, assignee)
		return nil
	}
	if team == 0 {
		return nil
	}
	members, err := ids(ctx, s.db, `SELECT m.person_id FROM team_member m JOIN person p ON p.id = m.person_id
		WHERE m.team_id = $1 AND p.status = 'active' ORDER BY m.person_id LIMIT 200`, team)
	n.add(Team, members...)
	return err
}

// moved tells who got the work.
func (s *Service) moved(ctx context.Context, n *notice, ev ticket.Changed) error {
	var team, assignee id.ID
	for _, c := range ev.Changes {
		switch c.Key {
		case "assignee":
			assignee = ref(c.To)
		case "team":
			team = ref(c.To)
		}
	}
	if n.text = "gave it to you"; assignee == 0 {
		n.text = "gave it to your team"
	}
	return s.holder(ctx, n, team, assignee)
}

func ref(v any) id.ID {
	text, _ := v.(string)
	i, _ := id.Parse(text)
	return i
}

// stepped tells of an end, and of an end that was none.
func (s *Service) stepped(ctx context.Context, n *notice, ev ticket.Stepped) error {
	switch ev.To {
	case "resolved", "closed", "cancelled":
		n.text = ev.To + " it"
	default:
		n.text = "moved it to " + ev.To
	}
	if ev.Verb == "merge" {
		n.text = "merged it into " + ev.Reason
	}
	if ev.Verb == "reopen" {
		n.text = "reopened it"
		n.add(Assigned, n.head.Assignee)
	}
	if n.event.Actor == 0 {
		n.text = "It was " + ev.To
	}
	n.add(Asked, n.head.Requester)
	return s.followers(ctx, n)
}

func (s *Service) messaged(ctx context.Context, n *notice, ev ticket.Messaged) error {
	named, err := ids(ctx, s.db, `SELECT person_id FROM mention WHERE entry_id = $1 ORDER BY person_id`, ev.Entry)
	if err != nil {
		return err
	}
	n.add(Mentioned, named...)
	if ev.Internal {
		n.internal, n.text = true, "added an internal note"
		n.add(Assigned, n.head.Assignee)
		return nil
	}
	n.text = "replied"
	if ev.ByAgent {
		n.add(Asked, n.head.Requester)
	} else if err := s.holder(ctx, n, n.head.Team, n.head.Assignee); err != nil {
		return err
	}
	return s.followers(ctx, n)
}

func (s *Service) promised(ctx context.Context, n *notice) error {
	n.internal = true // what agents are measured by is not the requester's news
	n.add(Assigned, n.head.Assignee)
	if n.head.Team == 0 {
		return nil
	}
	leads, err := people.Leads(ctx, s.db, n.head.Team)
	n.add(Lead, leads...)
	return err
}

func (s *Service) followers(ctx context.Context, n *notice) error {
	list, err := record.Watchers(ctx, s.db, n.head.ID)
	n.add(Follows, list...)
	return err
}

func ids(ctx context.Context, q db.Querier, text string, args ...any) ([]id.ID, error) {
	rows, err := q.Query(ctx, text, args...)
	return db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
}

func words(m sla.Metric) string {
	switch m {
	case sla.FirstResponse:
		return "first response"
	case sla.NextResponse:
		return "next response"
	default:
		return "resolution"
	}
}

// trim keeps those who may see the record, and the internal part of it if that is what the notice is about.
func (s *Service) trim(ctx context.Context, n *notice) error {
	view := actor.Permission(n.head.Kind + ".view")
	note := actor.Permission(n.head.Kind + ".note")
	var args db.Args
	var kept, asked []told
	text := "SELECT 1"
	for _, t := range n.to {
		a, err := s.people.Actor(ctx, s.db, t.person, Name)
		if errs.Is(err, errs.Unauthenticated) {
			continue // has left
		}
		if err != nil {
			return err
		}
		if a.Scope(view) == actor.All && (!n.internal || a.Scope(note) == actor.All) {
			kept = append(kept, t)
			continue
		}
		may := a.Predicate(view, &args, ticket.Scope())
		if n.internal {
			may += " AND " + a.Predicate(note, &args, ticket.Scope())
		}
		text += ", CASE WHEN " + may + " THEN 1 ELSE 0 END"
		asked = append(asked, t)
	}
	n.to = kept
	if len(asked) == 0 {
		return nil
	}
	bits := make([]int, len(asked)+1)
	dest := make([]any, len(bits))
	for i := range bits {
		dest[i] = &bits[i]
	}
	if err := s.db.QueryRow(ctx, text+" FROM ticket t WHERE t.id = "+args.Add(n.head.ID), args.Values()...).Scan(dest...); err != nil {
		return err
	}
	for i, t := range asked {
		if bits[i+1] == 1 {
			n.to = append(n.to, t)
		}
	}
	return nil
}
