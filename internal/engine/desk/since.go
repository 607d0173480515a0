package desk

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// A merger makes the people of what was merged follow what goes on. What was said there before was said to somebody else: whoever sees
// the survivor only because a merger made them follow it reads what comes from then on, as a new address on a thread gets only what is
// sent to it. Timeline does the same for the other direction.

// since is the instant after which the actor reads a piece of work that they follow: 0, all of it, unless a merger made them follow it and
// nothing else lets them see it.
func (r *Room) since(ctx context.Context, a actor.Actor, v View) (clock.Time, error) {
	all := a.Scope(v.Practice.View) == actor.All && a.Only == 0
	if !v.Practice.Work() || !v.Watching || all || v.Internal || slices.Contains([]id.ID{v.Requester, v.Assignee}, a.ID) {
		return 0, nil
	}
	cols := ticket.Scope()
	cols.Watchers = false
	var args db.Args
	query := `SELECT count(*) FROM ticket t WHERE t.id = ` + args.Add(v.ID) + ` AND ` + a.Predicate(v.Practice.View, &args, cols)
	var n int
	if err := r.DB.QueryRow(ctx, query, args.Values()...).Scan(&n); err != nil || n > 0 {
		return 0, err
	}
	history, err := r.Log.History(ctx, r.DB, v.ID)
	return joined(history, a.ID), err
}

// joined is when a merger made a person follow, 0 when it was no merger.
func joined(history []event.Envelope, person id.ID) (at clock.Time) {
	mergers := map[clock.Time]bool{}
	for _, e := range history {
		if ev, ok := e.Event.(ticket.Merged); ok && !ev.Into {
			mergers[e.At] = true
		}
	}
	for _, e := range history {
		if ev, ok := e.Event.(record.Watched); ok && ev.Person == person && !ev.Ended {
			if at = 0; mergers[e.At] {
				at = e.At
			}
		}
	}
	return at
}

// Attachments returns the files of a piece of work that the actor may see, the oldest first.
func (r *Room) Attachments(ctx context.Context, v View) ([]attach.Attachment, error) {
	list, err := attach.Attachments(ctx, r.DB, v.ID, v.Internal)
	return slices.DeleteFunc(list, func(x attach.Attachment) bool { return x.At <= v.Since }), err
}

// Attachment returns one of them. Kinds: NotFound.
func (r *Room) Attachment(ctx context.Context, v View, file id.ID) (attach.Attachment, error) {
	x, err := attach.Get(ctx, r.DB, v.ID, file, v.Internal)
	if err == nil && x.At <= v.Since {
		return attach.Attachment{}, errs.Absent("file")
	}
	return x, err
}
