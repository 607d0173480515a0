package desk

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Ask is a question to a queue.
type Ask struct {
	Q     string // in the query language, "" for everything
	Sort  string // see record.Rows.Sorts; "" is by due time for open work, newest change first otherwise
	After string // cursor of the page before
	Limit int    // 50 when 0
}

// Queue is a page of work with what was asked.
type Queue struct {
	Query  search.Query
	Sort   string
	Open   bool // the question is limited to open work
	Heads  []ticket.Head
	Values [][]field.Value // the built-in fields of each head; nil unless asked for
	Custom [][]field.Value // the custom fields of each head, nil for one that has none
	Next   string
}

// Queue returns a page of a practice's work that the actor may see. Kinds: Invalid under "q", "sort" or "after".
func (r *Room) Queue(ctx context.Context, p Practice, ask Ask, withValues bool) (out Queue, err error) {
	defer errs.Wrap(&err, "desk.Queue(%s)", p.Kind.Key)
	query, parsed, err := r.question(ctx, p, ask.Q)
	if err != nil {
		return out, err
	}
	query.Sort, query.After, query.Limit = ask.Sort, ask.After, ask.Limit
	table := p.table()
	page, err := table.List(ctx, r.DB, query)
	if err != nil {
		return out, err
	}
	out = Queue{Query: parsed, Sort: ask.Sort, Open: query.Open, Heads: page.Rows, Next: page.Next}
	if out.Sort == "" {
		if out.Sort = table.Usual; query.Open {
			out.Sort = cmp.Or(table.Opens, table.Usual)
		}
	}
	if withValues {
		err = r.fill(ctx, p, &out)
	}
	return out, err
}

// fill reads the values of a page. Most work has no custom value: those fields are then not decoded row by row.
func (r *Room) fill(ctx context.Context, p Practice, out *Queue) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	if out.Values, err = p.Values(ctx, r.DB, out.Heads); err != nil {
		return err
	}
	strip(a, p, out.Values)
	out.Custom = make([][]field.Value, len(out.Heads))
	for i := range out.Heads {
		if c := string(out.Heads[i].Custom); c == "" || c == "{}" {
			continue
		}
		if out.Custom[i], err = r.Custom.Values(ctx, p.Kind.Key, string(out.Heads[i].Custom), Zone(a)); err != nil {
			return err
		}
	}
	if err := r.trim(ctx, a, out.Values); err != nil {
		return err
	}
	return r.trim(ctx, a, out.Custom)
}

// Count returns how many rows a question has, at most record.MaxCount+1.
func (r *Room) Count(ctx context.Context, p Practice, q string) (int, error) {
	query, _, err := r.question(ctx, p, q)
	if err != nil {
		return 0, err
	}
	return p.table().Count(ctx, r.DB, query)
}

// question turns text into a query of rows.
func (r *Room) question(ctx context.Context, p Practice, q string) (record.Query, search.Query, error) {
	out := record.Query{Kind: p.Kind.Key, Perm: p.View, Args: &db.Args{}}
	parsed, err := search.Parse(q)
	if err != nil {
		return out, parsed, err
	}
	env, err := r.env(ctx, p)
	if err != nil {
		return out, parsed, err
	}
	if out.Where, err = search.Compile(parsed, env, out.Args); err != nil {
		return out, parsed, err
	}
	out.Open = asksOpen(parsed)
	if strings.Contains(out.Where, "i.") && p.Join != "" {
		out.Join = p.Join
	}
	return out, parsed, nil
}

// asksOpen reports whether a question is limited to open work as a whole.
func asksOpen(q search.Query) bool {
	for _, c := range q.Chips() {
		if c.Field == "status" && !c.Negated && (c.Op == search.Is || c.Op == search.Equal) && len(c.Values) == 1 && strings.EqualFold(c.Values[0], "open") {
			return true
		}
	}
	return false
}

// env is what questions to a practice are compiled against.
func (r *Room) env(ctx context.Context, p Practice) (search.Env, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return search.Env{}, err
	}
	defs := map[string]field.Def{}
	for _, d := range p.Fields {
		if may(a, d.Needs) {
			defs[d.Key] = d
		}
	}
	custom, err := r.Custom.Queryable(ctx, p.Kind.Key)
	if err != nil {
		return search.Env{}, err
	}
	for k, d := range custom {
		defs[k] = d
	}
	env := search.Env{Defs: defs, Index: bounded{r.Index, a, p}, Indexed: map[string]search.Part{"title": search.InTitle}, Internal: a.Scope(p.reads(a)) == actor.All,
		Now: r.DB.Clock().Now(), Zone: Zone(a), Me: a.ID, Fixed: map[string]map[string]string{"status": phases()},
		Values: map[string]search.Resolver{"status": states(p.Kind.Flow)}, Types: r.resolvers(ctx, a, p)}
	return env, nil
}

// Zone returns the time zone in which an actor reads and writes times.
func Zone(a actor.Actor) *time.Location {
	if z, err := time.LoadLocation(a.Zone); err == nil {
		return z
	}
	return time.UTC
}

// phases are literals, so that the partial indexes of open work serve.
func phases() map[string]string {
	return map[string]string{"open": "t.phase < 2", "active": "t.phase = 0", "waiting": "t.phase = 1", "done": "t.phase >= 2"}
}

// states resolves the key or the label of a state.
func states(m flow.Machine) search.Resolver {
	return func(text string) ([]any, error) {
		for _, s := range m.States {
			if strings.EqualFold(s.Key, text) || strings.EqualFold(s.Label, text) || strings.EqualFold(strings.ReplaceAll(s.Key, "_", " "), text) {
				return []any{s.Key}, nil
			}
		}
		return nil, nil
	}
}

// resolvers turn names into ids. For those who may not see every person, team or record, a name that nobody has is a name without rows:
// an error would tell them which names there are.
func (r *Room) resolvers(ctx context.Context, a actor.Actor, p Practice) map[field.Type]search.Resolver {
	by := func(view actor.Permission, find func(context.Context, db.Querier, string) ([]any, error)) search.Resolver {
		return func(text string) ([]any, error) {
			list, err := find(ctx, r.DB, text)
			if err == nil && len(list) == 0 && a.Scope(view) != actor.All {
				list = []any{id.ID(-1)}
			}
			return list, err
		}
	}
	return map[field.Type]search.Resolver{
		field.TypePerson:   by(people.PermPeopleView, personsNamed),
		field.TypeTeam:     by(people.PermTeamView, teamsNamed),
		field.TypeCategory: by(place.PermEntityView, categoriesNamed),
		field.TypeLocation: by(place.PermEntityView, locationsNamed),
		field.TypeEntity:   by(place.PermEntityView, entitiesNamed),
		field.TypeRecord:   by(p.View, r.recordsNamed),
	}
}
