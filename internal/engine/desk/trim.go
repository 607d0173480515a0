package desk

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// What a record says of others is trimmed in this file: to whoever may not see the other one, a reference to it looks like none.

// sees reports whether a record is among those that the actor may see.
func (s subject) sees() bool { return s.level != hidden }

// seesAll reports, without reading anything, that the actor may see every record of every practice.
func (r *Room) seesAll(a actor.Actor) bool {
	return a.Only == 0 && !slices.ContainsFunc(r.practices, func(p Practice) bool { return a.Scope(p.View) != actor.All })
}

// Links returns the records linked with v that the actor may see: its parent and its children first.
func (r *Room) Links(ctx context.Context, v View) ([]record.Linked, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	list, err := record.Links(ctx, r.DB, v.ID)
	if err != nil {
		return nil, err
	}
	var family []record.Linked
	if v.Practice.Work() {
		if family, err = ticket.Family(ctx, r.DB, v.Head); err != nil {
			return nil, err
		}
	}
	list = append(family, slices.DeleteFunc(list, func(l record.Linked) bool { return l.Relation == record.ParentOf })...)
	var ids []id.ID
	for _, l := range list {
		ids = append(ids, l.ID)
	}
	known, err := r.known(ctx, a, ids)
	return slices.DeleteFunc(list, func(l record.Linked) bool { return !known[l.ID].sees() }), err
}

// blank takes references to records that the actor may not see out of a piece of work.
func (r *Room) blank(ctx context.Context, a actor.Actor, v *View) error {
	refs := []*id.ID{&v.Parent, &v.MergedInto, &v.Service}
	if r.seesAll(a) || !slices.ContainsFunc(refs, func(p *id.ID) bool { return *p != 0 }) {
		return nil
	}
	known, err := r.known(ctx, a, []id.ID{v.Parent, v.MergedInto, v.Service})
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if !known[*ref].sees() {
			*ref = 0
		}
	}
	return nil
}

// trim takes such references out of values.
func (r *Room) trim(ctx context.Context, a actor.Actor, lists [][]field.Value) error {
	if r.seesAll(a) {
		return nil
	}
	var ids []id.ID
	var refs []*field.Value
	for _, list := range lists {
		for i := range list {
			s, ok := list[i].JSON.(string)
			if !ok || list[i].Def.Type != field.TypeRecord {
				continue
			}
			if n, err := id.Parse(s); err == nil && n != 0 {
				ids, refs = append(ids, n), append(refs, &list[i])
			}
		}
	}
	known, err := r.known(ctx, a, ids)
	if err != nil {
		return err
	}
	for i, v := range refs {
		if !known[ids[i]].sees() {
			v.JSON, v.Text = nil, ""
		}
	}
	return nil
}

// others are the records that an event names besides its subject: those of a link and a merger, and the old and new values of fields that
// refer to records.
func (r *Room) others(e event.Envelope) (ids []id.ID) {
	switch ev := e.Event.(type) {
	case record.LinkChanged:
		return []id.ID{ev.Other}
	case record.RelationChanged:
		return []id.ID{ev.Other}
	case record.Changed:
		return r.changed(ev.Changes)
	case ticket.Merged:
		return []id.ID{ev.Other}
	case ticket.Changed:
		return r.changed(ev.Changes)
	case ticket.Stepped:
		return r.changed(ev.Changes)
	}
	return nil
}

func (r *Room) changed(list []field.Change) (ids []id.ID) {
	for _, c := range list {
		if r.refers(c.Key) {
			ids = append(ids, ref(c.From), ref(c.To))
		}
	}
	return ids
}

// refers reports whether a built-in field refers to records.
func (r *Room) refers(key string) bool {
	for _, p := range r.practices {
		for _, d := range p.Fields {
			if d.Key == key {
				return d.Type == field.TypeRecord
			}
		}
	}
	return false
}

// without returns an event without what it says of records that the reader may not see and of the fields in secret, and false when nothing is left of it. into is
// what its subject was merged into.
func (r *Room) without(e event.Envelope, known map[id.ID]subject, into id.ID, secret []string) (event.Envelope, bool, error) {
	hides := func(c field.Change) bool {
		return slices.Contains(secret, c.Key) || r.refers(c.Key) && slices.ContainsFunc([]id.ID{ref(c.From), ref(c.To)}, func(i id.ID) bool { return i != 0 && !known[i].sees() })
	}
	switch ev := e.Event.(type) {
	case record.LinkChanged:
		return e, known[ev.Other].sees(), nil
	case record.RelationChanged:
		return e, known[ev.Other].sees(), nil
	case record.Changed:
		if !slices.ContainsFunc(ev.Changes, hides) {
			return e, true, nil
		}
		ev.Changes = slices.DeleteFunc(slices.Clone(ev.Changes), hides)
		return again(e, ev, len(ev.Changes) > 0)
	case ticket.Merged:
		return e, known[ev.Other].sees(), nil
	case ticket.Changed:
		if !slices.ContainsFunc(ev.Changes, hides) {
			return e, true, nil
		}
		ev.Changes = slices.DeleteFunc(slices.Clone(ev.Changes), hides)
		return again(e, ev, len(ev.Changes) > 0)
	case ticket.Stepped:
		named := ev.Verb == "merge" && !known[into].sees() // then the reason is the other one's number
		if !named && !slices.ContainsFunc(ev.Changes, hides) {
			return e, true, nil
		}
		if named {
			ev.Reason = ""
		}
		ev.Changes = slices.DeleteFunc(slices.Clone(ev.Changes), hides)
		return again(e, ev, true)
	}
	return e, true, nil
}

// again is an event with other data.
func again(e event.Envelope, with db.Event, left bool) (event.Envelope, bool, error) {
	var err error
	e.Event = with
	e.Data, err = json.Marshal(with)
	return e, left, err
}
