package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Item is one line or message of a timeline.
type Item struct {
	ID       id.ID         `json:"id"` // of the event
	At       clock.Time    `json:"at"`
	Kind     string        `json:"kind"`
	Actor    id.ID         `json:"actor"`
	ByWhom   actor.Kind    `json:"actor_kind"`
	Channel  string        `json:"channel,omitempty"`
	Behalf   id.ID         `json:"on_behalf_of,omitempty"`
	Sentence string        `json:"sentence"`         // what happened, in words, without the actor's name
	Entry    *ticket.Entry `json:"entry,omitempty"`  // the message, if it is one the actor may read
	Number   string        `json:"record,omitempty"` // of the merged record it comes from
	event    event.Envelope
}

// Timeline returns what happened to a piece of work, oldest first, together with the messages of what was merged into it. Internal
// entries are left out for those who may not read them.
func (r *Room) Timeline(ctx context.Context, v View) (items []Item, err error) {
	defer errs.Wrap(&err, "desk.Timeline(%s)", v.Number)
	if items, err = r.items(ctx, v, v.ID, ""); err != nil {
		return nil, err
	}
	for _, it := range items {
		m, ok := it.event.Event.(ticket.Merged)
		if !ok || m.Into {
			continue
		}
		merged, err := r.items(ctx, v, m.Other, m.Number)
		if err != nil {
			return nil, err
		}
		for _, old := range merged {
			if old.Entry != nil {
				items = append(items, old)
			}
		}
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return items, r.describe(ctx, v, items)
}

// items pairs the events of a record with its entries.
func (r *Room) items(ctx context.Context, v View, row id.ID, number string) ([]Item, error) {
	history, err := r.Log.History(ctx, r.DB, row)
	if err != nil {
		return nil, err
	}
	entries, err := ticket.Entries(ctx, r.DB, row, v.Internal)
	if err != nil {
		return nil, err
	}
	byID := map[id.ID]*ticket.Entry{}
	var report *ticket.Entry
	for i := range entries {
		byID[entries[i].ID] = &entries[i]
		if report == nil && entries[i].Kind == "report" {
			report = &entries[i]
		}
	}
	var items []Item
	for _, e := range history {
		it := Item{ID: e.ID, At: e.At, Kind: e.Kind, Actor: e.Actor, ByWhom: e.ActorKind, Channel: e.Channel, Behalf: e.Behalf, Number: number, event: e}
		switch ev := e.Event.(type) {
		case ticket.Messaged:
			if it.Entry = byID[ev.Entry]; it.Entry == nil {
				continue // internal, and not for this reader
			}
		case ticket.Opened:
			it.Entry = report
		case ticket.TaskChanged, ticket.Spent, ticket.Linked, ticket.Watched:
			if !v.Internal {
				continue
			}
		case ticket.Attached:
			if !ev.Public && !v.Internal {
				continue
			}
		}
		items = append(items, it)
	}
	return items, nil
}
