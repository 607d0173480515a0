package desk

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
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
			internal = internal && a.Scope(p.reads(a)) == actor.All
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

// Heads returns what was found, by id, without regard to who asks: what Search returned was trimmed already.
func (r *Room) Heads(ctx context.Context, hits []search.Hit) (map[id.ID]ticket.Head, error) {
	kinds := map[string][]id.ID{}
	for _, h := range hits {
		kinds[h.Kind] = append(kinds[h.Kind], h.Record)
	}
	out := map[id.ID]ticket.Head{}
	for _, p := range r.practices {
		list, err := p.table().ByID(ctx, r.DB, kinds[p.Kind.Key])
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			out[h.ID] = h
		}
	}
	return out, nil
}

// within is the row scope over all practices, for aliases r and t.
func (r *Room) within(a actor.Actor, args *db.Args) string {
	var or []string
	for _, p := range r.practices {
		if a.Can(p.View) {
			or = append(or, "r.kind = "+args.Add(p.Kind.Key)+" AND "+among(a, p, args))
		}
	}
	return "(" + strings.Join(or, ") OR (") + ")"
}

// among are the rows of a practice whose text the actor may search, for the aliases r and, of work, t.
func among(a actor.Actor, p Practice, args *db.Args) string {
	if p.Work() || a.Scope(p.View) == actor.All && a.Only == 0 {
		return readable(a, p, args)
	}
	return "EXISTS (SELECT 1 FROM " + p.Rows.Table + " t WHERE t.id = r.id AND " + a.Predicate(p.View, args, p.Rows.Scope) + ")"
}

// readable are the rows whose whole text the actor may search: not what they follow only because of a merger, see since.
func readable(a actor.Actor, p Practice, args *db.Args) string {
	rows := p.table().Rows
	if scope := a.Scope(p.View); scope == actor.All || scope == actor.None || a.ID == 0 || !p.Work() {
		return a.Predicate(p.View, args, rows.Scope)
	}
	own := rows.Scope
	own.Watchers = false
	me := args.Add(a.ID)
	return "(" + a.Predicate(p.View, args, own) + " OR " + a.Predicate(p.View, args, rows.Scope) + ` AND t.id NOT IN (SELECT m.merged_into_id FROM ticket m WHERE m.requester_id = ` + me + `
		UNION ALL SELECT m.merged_into_id FROM record_watcher mw JOIN ticket m ON m.id = mw.record_id WHERE mw.person_id = ` + me + `))`
}

// bounded is the index for a question to a queue: a word counts where the actor reads the whole text. Titles stand on every list.
type bounded struct {
	search.Index
	a actor.Actor
	p Practice
}

// Condition implements search.Index.
func (b bounded) Condition(args *db.Args, words []search.Word, part search.Part, internal bool) string {
	cond := b.Index.Condition(args, words, part, internal)
	if scope := b.a.Scope(b.p.View); part != search.Anywhere || scope == actor.All || scope == actor.None {
		return cond
	}
	return "(" + cond + " AND " + readable(b.a, b.p, args) + ")"
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
		ref, err := r.RefByNumber(ctx, r.DB, n)
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

// Sees answers NotFound for the id of a record that the actor may not see, or of none.
func (r *Room) Sees(ctx context.Context, row id.ID) error {
	_, err := r.RefByID(ctx, r.DB, row)
	return err
}

// RefByID returns the record with an id. Kinds: NotFound for one that is absent or that the actor may not see.
func (r *Room) RefByID(ctx context.Context, q db.Querier, row id.ID) (record.Ref, error) {
	refs, err := record.Refs(ctx, q, []id.ID{row})
	if err != nil {
		return record.Ref{}, err
	}
	if len(refs) == 0 {
		return record.Ref{}, errs.Absent("record")
	}
	return refs[0], r.see(ctx, q, refs[0])
}

// RefByNumber returns the record with a number, of whatever kind. Kinds: NotFound for one that is absent or that the actor may not see.
func (r *Room) RefByNumber(ctx context.Context, q db.Querier, number string) (record.Ref, error) {
	ref, err := record.RefByNumber(ctx, q, number)
	if err != nil {
		return ref, err
	}
	return ref, r.see(ctx, q, ref)
}

// see answers NotFound for a record that the actor may not see.
func (r *Room) see(ctx context.Context, q db.Querier, ref record.Ref) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	p, err := r.Practice(ref.Kind)
	if err != nil {
		return errs.Absent("record")
	}
	may, err := held(ctx, q, a, p.table().Rows, ref.ID, []actor.Permission{p.View})
	if err == nil && !may[p.View] {
		err = errs.Absent("record")
	}
	return err
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
