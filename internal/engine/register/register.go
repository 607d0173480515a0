package register

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Deps are the rooms that a register uses.
type Deps struct {
	DB     *db.DB
	Index  record.Index
	Custom *field.Custom
	Room   *desk.Room
}

// Register keeps the records of a kind. T is a struct that holds a record.Head and the values of Fields; it is copied by assignment.
//
// The table of the kind has the columns id, entity_id, phase, updated_at and name_key, the title in the form in which names are sorted,
// and those of the stored fields.
type Register[T any] struct {
	Deps
	Kind  record.Kind
	Table string
	Scope actor.Columns
	// Orders are further ways of sorting, besides by title, newest and newest change.
	Orders map[string]record.Order
	Fields field.Set[T] // what can be written and is stored; what every record has is added by All
	Head   func(*T) *record.Head
	Names  bool // the practice names what came without a name
	// Words are what a record is found by besides its title.
	Words func(*T) string
	// Check completes v and refuses what the practice's rules forbid; old is nil for a new record.
	Check func(tx *db.Tx, old, v *T) error
	// Class, which may be nil, says of which class a record is: custom fields may be for some classes only.
	Class func(*T) id.ID
	// Derive, which may be nil, fills in before records are shown what is reckoned and not stored: fields without a column.
	Derive func(ctx context.Context, q db.Querier, list []T) error

	View, Add, Edit actor.Permission
}

// Base describes what every record of a register has.
func Base[T any](head func(*T) *record.Head) field.Set[T] {
	return field.Set[T]{
		field.Text("number", "Number", "", func(v *T) *string { return &head(v).Number }).ReadOnly().Code().Filter("r.number"),
		field.Text("title", "Name", "", func(v *T) *string { return &head(v).Title }).Required().Max(record.MaxTitle).Filter("r.title"),
		field.Text("status", "Status", "", func(v *T) *string { return &head(v).State }).ReadOnly().Filter("r.state"),
		field.Ref(field.TypeEntity, "entity", "Organisation", "", func(v *T) *id.ID { return &head(v).Entity }).Filter("t.entity_id"),
	}
}

// times are the last fields of every record.
func times[T any](head func(*T) *record.Head) field.Set[T] {
	return field.Set[T]{
		field.Time("created", "Added", "", func(v *T) *clock.Time { return &head(v).CreatedAt }).ReadOnly().Filter("r.created_at").Sort("r.id"),
		field.Time("updated", "Updated", "", func(v *T) *clock.Time { return &head(v).UpdatedAt }).ReadOnly().Filter("t.updated_at").Sort("t.updated_at"),
	}
}

// All is every field: what each record has, and Fields.
func (r *Register[T]) All() field.Set[T] {
	base := Base(r.Head)
	for i := range base {
		if base[i].Key == "title" {
			base[i].Def.Required = !r.Names
		}
	}
	return append(append(base, r.Fields...), times(r.Head)...)
}

// Rows says where the records stand.
func (r *Register[T]) Rows() record.Rows {
	return rows(record.Rows{Table: r.Table, Noun: r.Kind.Singular, Scope: r.Scope}, r.Orders)
}

// rows adds the ways of sorting: those of every register, and the further ones.
func rows(out record.Rows, further map[string]record.Order) record.Rows {
	out.Usual, out.Sorts = "title", []string{"title", "-title", "-updated", "updated", "-created", "created"}
	out.Orders = map[string]record.Order{
		"title":    {Columns: []string{"t.name_key", "t.id"}, Text: 1},
		"-title":   {Columns: []string{"t.name_key", "t.id"}, Text: 1, Down: true},
		"updated":  {Columns: []string{"t.updated_at", "t.id"}},
		"-updated": {Columns: []string{"t.updated_at", "t.id"}, Down: true},
		"created":  {Columns: []string{"t.id"}},
		"-created": {Columns: []string{"t.id"}, Down: true},
	}
	for _, name := range slices.Sorted(maps.Keys(further)) {
		out.Orders[name] = further[name]
		out.Sorts = append(out.Sorts, name)
	}
	return out
}

// Records reads the records.
func (r *Register[T]) Records() *record.Table[T] {
	return &record.Table[T]{Rows: r.Rows(), Columns: append(record.HeadColumns(r.Head), r.Fields.Stored("t.")...), Head: r.Head}
}

// Get returns a record that the actor may see. Kinds: NotFound.
func (r *Register[T]) Get(ctx context.Context, q db.Querier, number string) (T, error) {
	return r.Records().Load(ctx, q, r.Kind.Key, number, r.View)
}

// Practice describes the kind to the faces.
func (r *Register[T]) Practice(actions ...action.Spec) desk.Practice {
	all := r.All()
	return desk.Practice{Kind: r.Kind, Rows: r.Rows(), View: r.View, Note: r.Edit, Internal: r.View, Actions: actions, Fields: all.Defs(),
		Values: func(ctx context.Context, q db.Querier, heads []ticket.Head) ([][]field.Value, error) {
			ids := make([]id.ID, len(heads))
			for i, h := range heads {
				ids[i] = h.ID
			}
			list, err := r.Records().ByID(ctx, q, ids)
			if err == nil && r.Derive != nil {
				err = r.Derive(ctx, q, list)
			}
			if err != nil {
				return nil, err
			}
			byID := map[id.ID]*T{}
			for i := range list {
				byID[r.Head(&list[i]).ID] = &list[i]
			}
			out := make([][]field.Value, len(heads))
			for i, h := range heads {
				if v := byID[h.ID]; v != nil {
					out[i] = all.Values(v)
				}
			}
			return out, nil
		}}
}

// given reads the inputs of a verb: those of the struct's fields that are pointers and not nil, by their JSON names.
func given(in any) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	v := reflect.ValueOf(in)
	for _, f := range reflect.VisibleFields(v.Type()) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || key == "" || key == "-" || f.Type.Kind() != reflect.Pointer {
			continue
		}
		p := v.FieldByIndex(f.Index)
		if p.IsNil() {
			continue
		}
		raw, err := json.Marshal(p.Interface())
		if err != nil {
			return nil, err
		}
		out[key] = raw
	}
	return out, nil
}

// insert writes the row of the kind.
func (r *Register[T]) insert(tx *db.Tx, v *T) error {
	h := r.Head(v)
	_, err := tx.Exec("INSERT INTO "+r.Table+" (id, entity_id, phase, updated_at, name_key, "+r.Fields.Columns("")+") VALUES ($1, $2, $3, $4, $5, "+r.Fields.Placeholders(6)+")",
		append([]any{h.ID, h.Entity, int(h.Phase), tx.Now(), row.Fold(h.Title)}, r.Fields.Args(v)...)...)
	return unique(err)
}

func (r *Register[T]) update(tx *db.Tx, v *T) error {
	h := r.Head(v)
	_, err := tx.Exec("UPDATE "+r.Table+" SET entity_id = $2, phase = $3, updated_at = $4, name_key = $5, "+r.Fields.Assignments(6)+" WHERE id = $1",
		append([]any{h.ID, h.Entity, int(h.Phase), tx.Now(), row.Fold(h.Title)}, r.Fields.Args(v)...)...)
	return unique(err)
}

func unique(err error) error {
	if db.IsDuplicate(err) {
		return errs.Because(errs.Conflict, err, "There is one with this name or number already.")
	}
	return err
}
