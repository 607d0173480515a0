package desk

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Practice describes a kind of record to the faces: of work, or of something that work is about.
type Practice struct {
	Kind     record.Kind
	Rows     record.Rows      // where records that are not work stand; nothing for work
	View     actor.Permission // to see a row and its public entries
	Note     actor.Permission // to write internal entries, and to see them
	Internal actor.Permission // to see internal entries only
	Actions  []action.Spec
	Parts    []Part      // what is told of a record besides
	Fields   []field.Def // built-in ones; custom ones are added where they are needed
	Join     string      // the table of work of this practice, for filters on its own fields
	// Values returns the values of the built-in fields of records that were loaded already, in the same order. Of what is not work the
	// head holds what stands in record only.
	Values func(ctx context.Context, q db.Querier, heads []ticket.Head) ([][]field.Value, error)
}

// reads is the permission on which it rests how far a sees internal entries: whoever may write them may read them.
func (p Practice) reads(a actor.Actor) actor.Permission {
	if a.Scope(p.Internal) > a.Scope(p.Note) {
		return p.Internal
	}
	return p.Note
}

// Work reports whether the practice is about work: something with a requester, an assignee, promises and a conversation.
func (p Practice) Work() bool { return p.Rows.Table == "" }

// Action returns a verb of the practice by its name, and whether it has it.
func (p Practice) Action(verb string) (action.Spec, bool) {
	for _, s := range p.Actions {
		if s.Verb() == verb {
			return s, true
		}
	}
	return action.Spec{}, false
}

// Sorts returns the names of the orders in which the records are listed.
func (p Practice) Sorts() []string { return p.table().Sorts }

// table reads the records of the practice.
func (p Practice) table() *record.Table[ticket.Head] {
	if p.Work() {
		return ticket.Table()
	}
	head := func(h *ticket.Head) *record.Head { return &h.Head }
	return &record.Table[ticket.Head]{Rows: p.Rows, Columns: record.HeadColumns(head), Head: head}
}

// Room shows the records of all practices.
type Room struct {
	DB        *db.DB
	Log       *event.Log
	People    *people.Service
	Custom    *field.Custom
	Index     search.Index
	practices []Practice
	work      []Practice
	things    []Practice

	collections []Collection
	sheets      []Sheet
}

// Add makes a practice known. It is called while the program starts.
func (r *Room) Add(p Practice) {
	p.Parts = slices.Clone(p.Parts)
	for i := range p.Parts {
		p.Parts[i].Read = forStaff(p, p.Parts[i])
	}
	r.practices = append(r.practices, p)
	if p.Work() {
		r.work = append(r.work, p)
	} else {
		r.things = append(r.things, p)
	}
}

// Practices returns the practices in the order in which they were added. Like the lists of Work and Things it is shared: nobody changes it.
func (r *Room) Practices() []Practice { return r.practices }

// Work returns those that are about work.
func (r *Room) Work() []Practice { return r.work }

// Things returns those that are about what work is about.
func (r *Room) Things() []Practice { return r.things }

// Practice returns the practice of a kind. Kinds: NotFound.
func (r *Room) Practice(kind string) (Practice, error) {
	for _, p := range r.practices {
		if p.Kind.Key == kind || p.Kind.Slug() == kind {
			return p, nil
		}
	}
	return Practice{}, errs.Absent("kind of record")
}

// View is one record as the actor may see it. References to records that they may not see are none. Of what is not work the head holds
// what stands in record only.
type View struct {
	ticket.Head
	Practice Practice
	Values   []field.Value   // built-in fields, then custom ones
	Moves    []flow.Move     // legal from the present state, whoever may do them
	May      map[string]bool // verbs the actor may use on this row, by verb
	Internal bool            // the actor may see internal entries
	Watching bool            // the actor follows it
	Since    clock.Time      // the actor reads what came after it; 0 for all of it
}

// Can reports whether the actor may use a verb now: they have the right, and the state allows it.
func (v View) Can(verb string) bool {
	if !v.May[verb] {
		return false
	}
	for _, s := range v.Practice.Actions {
		if s.Verb() == verb && !s.Offered(v.State) {
			return false
		}
	}
	moves := false
	for _, m := range v.Practice.Kind.Flow.Moves {
		moves = moves || m.Verb == verb
	}
	if !moves {
		return true
	}
	for _, m := range v.Moves {
		if m.Verb == verb {
			return true
		}
	}
	return false
}

// Find returns the work with a number, of whatever kind. Kinds: NotFound for what is absent or not visible.
func (r *Room) Find(ctx context.Context, number string) (v View, err error) {
	defer errs.Wrap(&err, "desk.Find(%s)", number)
	ref, err := record.RefByNumber(ctx, r.DB, number)
	if err != nil {
		return v, err
	}
	p, err := r.Practice(ref.Kind)
	if err != nil {
		return v, errs.Absent("record")
	}
	if v, err = r.Get(ctx, p, number); errs.Is(err, errs.NotFound) {
		err = errs.Absent("record") // in the words for a number that does not exist, whose kind nobody knows
	}
	return v, err
}

// Get returns one piece of work of a practice. Kinds: NotFound for what is absent or not visible.
func (r *Room) Get(ctx context.Context, p Practice, number string) (v View, err error) {
	defer errs.Wrap(&err, "desk.Get(%s)", number)
	a, err := actor.From(ctx)
	if err != nil {
		return v, err
	}
	if !a.Can(p.View) {
		return v, errs.Absent(p.Kind.Singular)
	}
	v.Practice = forActor(a, p)
	if v.Head, err = p.table().Load(ctx, r.DB, p.Kind.Key, number, p.View); err != nil {
		return v, err
	}
	v.Moves = p.Kind.Flow.Next(v.State)
	if err := r.rights(ctx, a, &v); err != nil {
		return v, err
	}
	values, err := r.values(ctx, p, []ticket.Head{v.Head})
	if err != nil {
		return v, err
	}
	v.Values = values[0]
	return v, r.blank(ctx, a, &v)
}

// rights asks the one row scope which permissions the actor has on the row.
func (r *Room) rights(ctx context.Context, a actor.Actor, v *View) error {
	reads := v.Practice.reads(a)
	perms := []actor.Permission{reads}
	for _, s := range v.Practice.Actions {
		perms = append(perms, s.Permission)
	}
	mine, err := held(ctx, r.DB, a, v.Practice.table().Rows, v.ID, perms)
	if err != nil {
		return err
	}
	v.Internal, v.May = mine[reads], map[string]bool{}
	for _, s := range v.Practice.Actions {
		v.May[s.Verb()] = mine[s.Permission]
	}
	watchers, err := record.Watchers(ctx, r.DB, v.ID)
	if err != nil {
		return err
	}
	v.Watching = slices.Contains(watchers, a.ID)
	v.Since, err = r.since(ctx, a, *v)
	return err
}

// Held returns which of the permissions the actor has on a piece of work.
func Held(ctx context.Context, q db.Querier, a actor.Actor, row id.ID, perms []actor.Permission) (map[actor.Permission]bool, error) {
	return held(ctx, q, a, ticket.Rows(), row, perms)
}

// held is Held for a record of any kind.
func held(ctx context.Context, q db.Querier, a actor.Actor, rows record.Rows, row id.ID, perms []actor.Permission) (map[actor.Permission]bool, error) {
	held := map[actor.Permission]bool{}
	var asked []actor.Permission
	var args db.Args
	text := "SELECT 1"
	for _, p := range perms {
		if _, ok := held[p]; ok {
			continue
		}
		if s := a.Scope(p); (s == actor.All || s == actor.None) && a.Only == 0 {
			held[p] = s == actor.All
			continue
		}
		held[p] = false
		asked = append(asked, p)
		text += ", CASE WHEN " + a.Predicate(p, &args, rows.Scope) + " THEN 1 ELSE 0 END"
	}
	if len(asked) == 0 {
		return held, nil
	}
	bits := make([]int, len(asked)+1)
	dest := make([]any, len(bits))
	for i := range bits {
		dest[i] = &bits[i]
	}
	if err := q.QueryRow(ctx, text+" FROM "+rows.Table+" t WHERE t.id = "+args.Add(row), args.Values()...).Scan(dest...); err != nil {
		return nil, err
	}
	for i, p := range asked {
		held[p] = bits[i+1] == 1
	}
	return held, nil
}

// values returns the values of all fields of some work: built-in, then custom.
func (r *Room) values(ctx context.Context, p Practice, heads []ticket.Head) ([][]field.Value, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	out, err := p.Values(ctx, r.DB, heads)
	if err != nil {
		return nil, err
	}
	for i := range heads {
		custom, err := r.Custom.Values(ctx, p.Kind.Key, string(heads[i].Custom), Zone(a))
		if err != nil {
			return nil, err
		}
		out[i] = append(out[i], field.Suiting(custom, field.ClassOf(out[i]))...)
	}
	strip(a, p, out)
	return out, r.trim(ctx, a, out)
}

// Defs returns the definitions of all fields of a practice: built-in, then custom.
func (r *Room) Defs(ctx context.Context, p Practice) ([]field.Def, error) {
	custom, err := r.Custom.Defs(ctx, p.Kind.Key)
	return append(append([]field.Def(nil), p.Fields...), custom...), err
}
