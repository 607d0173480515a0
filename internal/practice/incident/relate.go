package incident

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Merge ends an incident as the duplicate of another.
type Merge struct {
	action.On
	Into string `json:"into" doc:"The number of the incident that goes on."`
}

// Merge ends an incident as the duplicate of another; both keep their histories, and its people follow the other.
func (s *Service) Merge(ctx context.Context, in Merge) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Merge(%s into %s)", in.Number, in.Into)
	a, err := actor.Require(ctx, PermWork)
	if err != nil {
		return r, err
	}
	if strings.EqualFold(strings.TrimSpace(in.Into), strings.TrimSpace(in.Number)) {
		return r, errs.Bad("into", "An incident cannot be merged into itself.")
	}
	return s.change(ctx, in.Number, in.Version, PermWork, func(tx *db.Tx, from *Incident) error {
		into, err := load(tx.Context(), tx, in.Into, PermWork)
		if errs.Is(err, errs.NotFound) {
			return errs.Bad("into", "There is no incident %s that you can see.", ticket.Short(in.Into))
		}
		if err != nil {
			return err
		}
		if into.MergedInto != 0 || !into.Phase.Open() {
			return errs.Bad("into", "%s is not open any more; choose one that is.", into.Number)
		}
		old := into
		from.ResolutionCode, from.Resolution, from.Resolved, from.Closed = "duplicate", "Duplicate: it goes on in another incident.", tx.Now(), tx.Now()
		if err := s.step(tx, from, "merge", nil, ticket.Stepped{Code: "duplicate", Reason: into.Number}); err != nil {
			return err
		}
		if err := ticket.Merge(tx, &from.Head, &into.Head, a.ID); err != nil {
			return err
		}
		return s.save(tx, &old, &into)
	})
}

// Split opens a new incident from an entry of another.
type Split struct {
	action.On
	Entry id.ID  `json:"entry" doc:"The entry with the second matter."`
	Title string `json:"title"`
}

// Split opens a new incident for the same requester from one of the entries, linked to the first.
func (s *Service) Split(ctx context.Context, in Split) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Split(%s)", in.Number)
	a, err := actor.Require(ctx, PermWork)
	if err != nil {
		return r, err
	}
	var c errs.Check
	in.Title = ticket.Title(&c, in.Title)
	if err := c.Err(); err != nil {
		return r, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		from, err := load(tx.Context(), tx, in.Number, PermWork)
		if err != nil {
			return err
		}
		var text string
		err = tx.QueryRow(tx.Context(), `SELECT body FROM entry WHERE id = $1 AND record_id = $2 AND visibility = 0`, in.Entry, from.ID).Scan(&text)
		if errs.Is(err, errs.NotFound) {
			return errs.Bad("entry", "%s has no such public entry.", from.Number)
		}
		if err != nil {
			return err
		}
		i, err := s.draft(tx, a, Open{Title: in.Title, Requester: from.Requester, Impact: from.Impact, Urgency: from.Urgency, Category: from.Category,
			Team: from.Team, Location: from.Location, Channel: from.Channel})
		if err != nil {
			return err
		}
		if err := s.Desk.Create(tx, s.kind, &i.Head, text, PermOpen, func() error { return insertBody(tx, &i) }); err != nil {
			return err
		}
		r = i.result()
		return record.Connect(tx, i.Ref(), from.Ref(), record.SplitFrom, false, a.ID)
	})
	return r, err
}

// Link ties the incident to another record.
type Link struct {
	action.On
	To       string          `json:"to" doc:"The number of the other record."`
	Relation record.Relation `json:"relation" doc:"What the link means, read from this record."`
}

// Link ties the incident to another record: an incident, a service, what it affects.
func (s *Service) Link(ctx context.Context, in Link) (Result, error) { return s.link(ctx, in, false) }

// Unlink removes such a tie.
func (s *Service) Unlink(ctx context.Context, in Link) (Result, error) { return s.link(ctx, in, true) }

func (s *Service) link(ctx context.Context, in Link, remove bool) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Link(%s to %s)", in.Number, in.To)
	a, err := actor.Require(ctx, PermEdit)
	if err != nil {
		return r, err
	}
	return s.change(ctx, in.Number, 0, PermEdit, func(tx *db.Tx, i *Incident) error {
		if isParent(in.Relation) {
			i.plain = true // the child is what changes
			return s.linkChild(tx, i, in.To, remove)
		}
		return s.linkOther(tx, i, in, remove, a)
	})
}

// Watch makes somebody follow the incident.
type Watch struct {
	action.On
	Person id.ID `json:"person,omitempty" doc:"The caller when empty."`
}

// Watch makes a person follow the incident: the actor, or with the right to edit somebody else.
func (s *Service) Watch(ctx context.Context, in Watch) (Result, error) { return s.watch(ctx, in, true) }

// Unwatch ends that.
func (s *Service) Unwatch(ctx context.Context, in Watch) (Result, error) {
	return s.watch(ctx, in, false)
}

func (s *Service) watch(ctx context.Context, in Watch, follow bool) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Watch(%s)", in.Number)
	perm := PermView
	if in.Person != 0 {
		perm = PermEdit
	}
	a, err := actor.Require(ctx, perm)
	if err != nil {
		return r, err
	}
	if in.Person == 0 {
		in.Person = a.ID
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err := load(tx.Context(), tx, in.Number, perm)
		if err != nil {
			return err
		}
		r = i.result()
		return record.Follow(tx, i.ID, in.Person, follow)
	})
	return r, err
}
