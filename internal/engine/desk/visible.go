package desk

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Happening is an event with the record that it is about, nil when it is about something else.
type Happening struct {
	event.Envelope
	Record *record.Ref // as it is now
}

// Visible returns those of a list of events that the actor may know of: events of records they may see, internal ones only with the
// right to read internal notes, and everything else only with PermAudit. The order stays.
func (r *Room) Visible(ctx context.Context, list []event.Envelope) ([]Happening, error) {
	a, err := actor.From(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []id.ID
	for _, e := range list {
		ids = append(append(ids, e.Subject), r.others(e)...)
	}
	known, err := r.known(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	if err := r.survivors(ctx, a, list, known); err != nil {
		return nil, err
	}
	var out []Happening
	for _, e := range list {
		switch s, work := known[e.Subject]; {
		case !work && a.Scope(PermAudit) == actor.All:
			out = append(out, Happening{e, nil})
		case work && s.level == reads, work && s.level == sees && !internal(e):
			told, ok, err := r.without(e, known, s.into, r.secret(a, s.ref.Kind))
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, Happening{told, &s.ref})
			}
		}
	}
	return out, nil
}

// level is how much of a record an actor may know.
type level int

const (
	hidden level = iota
	sees
	reads // internal entries too
)

// subject is what events are about, when it is a record.
type subject struct {
	ref   record.Ref
	into  id.ID // what it was merged into
	level level
}

// survivors adds what the subjects of mergers were merged into.
func (r *Room) survivors(ctx context.Context, a actor.Actor, list []event.Envelope, known map[id.ID]subject) error {
	var ids []id.ID
	for _, e := range list {
		if ev, ok := e.Event.(ticket.Stepped); ok && ev.Verb == "merge" && known[e.Subject].into != 0 {
			ids = append(ids, known[e.Subject].into)
		}
	}
	more, err := r.known(ctx, a, ids)
	maps.Copy(known, more)
	return err
}

// known returns what the actor may know of some records.
func (r *Room) known(ctx context.Context, a actor.Actor, ids []id.ID) (map[id.ID]subject, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var args db.Args
	rows, err := r.DB.Query(ctx, `SELECT r.id, r.kind, r.number, r.title, r.state, r.phase, coalesce(t.merged_into_id, 0) FROM record r LEFT JOIN ticket t ON t.id = r.id
		WHERE r.id IN `+db.List(&args, padded(slices.Compact(ids))), args.Values()...)
	found, err := db.Collect(rows, err, func(rows *sql.Rows, s *subject) error {
		return rows.Scan(&s.ref.ID, &s.ref.Kind, &s.ref.Number, &s.ref.Title, &s.ref.State, &s.ref.Phase, &s.into)
	})
	if err != nil {
		return nil, err
	}
	out, kinds := map[id.ID]subject{}, map[string][]id.ID{}
	for _, s := range found {
		out[s.ref.ID] = s
		kinds[s.ref.Kind] = append(kinds[s.ref.Kind], s.ref.ID)
	}
	for _, p := range r.practices {
		known, err := r.levels(ctx, a, p, kinds[p.Kind.Key])
		if err != nil {
			return nil, err
		}
		for i, l := range known {
			s := out[i]
			s.level = l
			out[i] = s
		}
	}
	return out, nil
}

// levels returns how much the actor may know of records of one practice; what is not in it they may not know of at all.
func (r *Room) levels(ctx context.Context, a actor.Actor, p Practice, ids []id.ID) (map[id.ID]level, error) {
	inner := p.reads(a)
	view, note := a.Scope(p.View), a.Scope(inner)
	if len(ids) == 0 || view == actor.None {
		return nil, nil
	}
	out := map[id.ID]level{}
	if view == actor.All && (note == actor.All || note == actor.None) && a.Only == 0 {
		for _, i := range ids {
			out[i] = map[actor.Scope]level{actor.All: reads, actor.None: sees}[note]
		}
		return out, nil
	}
	var args db.Args
	type known struct {
		id    id.ID
		level level
	}
	place := p.table().Rows
	text := "SELECT t.id, CASE WHEN " + a.Predicate(inner, &args, place.Scope) + " THEN 2 ELSE 1 END FROM " + place.Table + " t WHERE t.id IN " +
		db.List(&args, padded(ids)) + " AND " + a.Predicate(p.View, &args, place.Scope)
	rows, err := r.DB.Query(ctx, text, args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, k *known) error { return rows.Scan(&k.id, &k.level) })
	for _, k := range list {
		out[k.id] = k.level
	}
	return out, err
}

// padded repeats the last id until there is a power of two of them, so that a statement comes in few shapes.
func padded(ids []id.ID) []id.ID {
	for n := len(ids); n&(n-1) != 0; n++ {
		ids = append(ids, ids[n-1])
	}
	return ids
}

// internal reports what only those who work on a record may know. An event that this program does not understand counts as internal.
func internal(e event.Envelope) bool {
	switch ev := e.Event.(type) {
	case ticket.Messaged:
		return ev.Internal
	case record.Attached:
		return !ev.Public
	case ticket.Opened, ticket.Changed, ticket.Stepped, ticket.Merged, record.Made, record.Changed, record.Moved:
		return false
	}
	return true
}
