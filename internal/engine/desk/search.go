package desk

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// PermAudit is the permission to read events that belong to no record: of people, roles and settings.
const PermAudit actor.Permission = "people.audit"

// Search returns the best records for a text among those that the actor may see, best first. A text that is a number puts that record
// first. typing lets the last word be a beginning. Without a right to see anything the answer is empty.
func (r *Room) Search(ctx context.Context, text string, limit int, typing bool) (hits []search.Hit, err error) {
	defer errs.Wrap(&err, "desk.Search")
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	jump, err := r.jump(ctx, text)
	if err != nil {
		return nil, err
	}
	kinds, internal := []string(nil), true
	for _, p := range r.practices {
		if a.Can(p.View) {
			kinds = append(kinds, p.Kind.Key)
			internal = internal && a.Scope(p.Note) == actor.All
		}
	}
	if len(kinds) == 0 {
		return nil, nil
	}
	found, err := r.Index.Find(ctx, r.DB, search.Request{Text: text, Limit: limit, Kinds: kinds, Typing: typing, Internal: internal,
		Scope: func(args *db.Args) string { return r.within(a, args) }})
	hits = jump
	for _, h := range found {
		if len(jump) == 0 || h.Record != jump[0].Record {
			hits = append(hits, h)
		}
	}
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	return hits, err
}

// within is the row scope over all practices, for aliases r and t.
func (r *Room) within(a actor.Actor, args *db.Args) string {
	var or []string
	for _, p := range r.practices {
		if a.Can(p.View) {
			or = append(or, "r.kind = "+args.Add(p.Kind.Key)+" AND "+a.Predicate(p.View, args, ticket.Scope()))
		}
	}
	return "(" + strings.Join(or, ") OR (") + ")"
}

// jump finds what has a text as its number; digits alone are tried with the prefix of each practice.
func (r *Room) jump(ctx context.Context, text string) ([]search.Hit, error) {
	number, ok := search.Jump(text)
	if !ok {
		return nil, nil
	}
	tries := []string{number}
	if !strings.Contains(number, "-") {
		tries = nil
		for _, p := range r.practices {
			tries = append(tries, p.Kind.Prefix+"-"+number)
		}
	}
	for _, n := range tries {
		ref, err := record.RefByNumber(ctx, r.DB, n)
		if err == nil {
			err = r.see(ctx, ref)
		}
		switch {
		case errs.Is(err, errs.NotFound):
		case err != nil:
			return nil, err
		default:
			return []search.Hit{{Record: ref.ID, Number: ref.Number, Kind: ref.Kind, Title: ref.Title, Score: 1000}}, nil
		}
	}
	return nil, nil
}

// see answers NotFound for a record that the actor may not see.
func (r *Room) see(ctx context.Context, ref record.Ref) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	p, err := r.Practice(ref.Kind)
	if err != nil {
		return errs.Absent("record")
	}
	held, err := Held(ctx, r.DB, a, ref.ID, []actor.Permission{p.View})
	if err == nil && !held[p.View] {
		err = errs.Absent("record")
	}
	return err
}

// Links returns the records linked with v that the actor may see.
func (r *Room) Links(ctx context.Context, v View) ([]record.Linked, error) {
	list, err := record.Links(ctx, r.DB, v.ID)
	if err != nil {
		return nil, err
	}
	var out []record.Linked
	for _, l := range list {
		switch err := r.see(ctx, l.Ref); {
		case errs.Is(err, errs.NotFound):
		case err != nil:
			return nil, err
		default:
			out = append(out, l)
		}
	}
	return out, nil
}

// Name returns the names of the ids in some values, so that they can be shown.
func (r *Room) Name(ctx context.Context, lists ...[]field.Value) (Labels, error) {
	w := Wanted{}
	for _, values := range lists {
		for _, v := range values {
			if s, ok := v.JSON.(string); ok && v.Def.Type.IsRef() {
				i, err := id.Parse(s)
				if err != nil {
					return nil, err
				}
				w.Add(v.Def.Type, i)
			}
		}
	}
	return r.Labels(ctx, w)
}

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
	subjects, err := r.subjects(ctx, a, list)
	if err != nil {
		return nil, err
	}
	var out []Happening
	for _, e := range list {
		switch s, work := subjects[e.Subject]; {
		case !work && a.Scope(PermAudit) == actor.All:
			out = append(out, Happening{e, nil})
		case work && s.level == reads, work && s.level == sees && !internal(e):
			out = append(out, Happening{e, &s.ref})
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

// subject is what events are about, when it is work.
type subject struct {
	ref   record.Ref
	level level
}

// subjects returns what the actor may know of the subjects that are work.
func (r *Room) subjects(ctx context.Context, a actor.Actor, list []event.Envelope) (map[id.ID]subject, error) {
	var ids []id.ID
	for _, e := range list {
		ids = append(ids, e.Subject)
	}
	slices.Sort(ids)
	heads, err := ticket.ByID(ctx, r.DB, padded(slices.Compact(ids)))
	if err != nil {
		return nil, err
	}
	out, kinds := map[id.ID]subject{}, map[string][]id.ID{}
	for _, h := range heads {
		out[h.ID] = subject{ref: record.Ref{ID: h.ID, Kind: h.Kind, Number: h.Number, Title: h.Title, State: h.State, Phase: h.Phase}}
		kinds[h.Kind] = append(kinds[h.Kind], h.ID)
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

// levels returns how much the actor may know of pieces of work of one practice; what is not in it they may not know of at all.
func (r *Room) levels(ctx context.Context, a actor.Actor, p Practice, ids []id.ID) (map[id.ID]level, error) {
	view, note := a.Scope(p.View), a.Scope(p.Note)
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
	text := "SELECT t.id, CASE WHEN " + a.Predicate(p.Note, &args, ticket.Scope()) + " THEN 2 ELSE 1 END FROM ticket t WHERE t.id IN " +
		db.List(&args, padded(ids)) + " AND " + a.Predicate(p.View, &args, ticket.Scope())
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
		return !ev.Public
	case ticket.Attached:
		return !ev.Public
	case ticket.Opened, ticket.Changed, ticket.Stepped, ticket.Merged:
		return false
	}
	return true
}
