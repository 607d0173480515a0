package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
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
// entries are left out for those who may not read them. What was merged keeps its readers: its messages are for those who may see it, and
// whoever may not does not learn of it.
func (r *Room) Timeline(ctx context.Context, v View) (items []Item, err error) {
	defer errs.Wrap(&err, "desk.Timeline(%s)", v.Number)
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	all, err := r.items(ctx, v, v.ID, "")
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(it Item) bool {
		_, merged := it.event.Event.(ticket.Merged) // which leads to what they said themselves
		return it.At <= v.Since && !merged
	})
	ids := []id.ID{v.MergedInto}
	for _, it := range all {
		ids = append(ids, r.others(it.event)...)
	}
	known, err := r.known(ctx, a, slices.DeleteFunc(ids, func(i id.ID) bool { return i == 0 }))
	if err != nil {
		return nil, err
	}
	secret := r.secret(a, v.Kind)
	for _, it := range all {
		e, ok, err := r.without(it.event, known, v.MergedInto, secret)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		it.event = e
		items = append(items, it)
		if m, ok := e.Event.(ticket.Merged); ok && !m.Into {
			if v.Since != 0 && !known[m.Other].sees() {
				continue
			}
			merged := v
			merged.Internal = v.Internal && known[m.Other].level == reads
			old, err := r.items(ctx, merged, m.Other, m.Number)
			if err != nil {
				return nil, err
			}
			items = append(items, slices.DeleteFunc(old, func(it Item) bool { return it.Entry == nil })...)
		}
	}
	sorted.By(items, func(a, b Item) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
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
		default:
			if !v.Internal && internal(e) {
				continue
			}
		}
		items = append(items, it)
	}
	return items, nil
}
