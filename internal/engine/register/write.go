package register

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Custom are the values of custom fields by key; null empties one.
type Custom map[string]json.RawMessage

// Create adds a record. The fields are those of the struct in that are pointers and not nil, by their JSON names; set, which may be nil,
// settles what the actor does not choose. Kinds: Invalid, Forbidden outside the actor's scope, Conflict for a number that is taken.
func (r *Register[T]) Create(ctx context.Context, in any, custom Custom, set func(tx *db.Tx, v *T) error) (out record.Result, err error) {
	defer errs.Wrap(&err, "register.Create(%s)", r.Kind.Key)
	a, err := actor.Require(ctx, r.Add)
	if err != nil {
		return out, err
	}
	values, err := given(in)
	if err != nil {
		return out, err
	}
	extra, changes, err := r.Custom.Fill(ctx, r.Kind.Key, custom, false)
	if err != nil {
		return out, err
	}
	suits, err := r.Custom.Classed(ctx, r.Kind.Key)
	if err != nil {
		return out, err
	}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		out, err = r.create(tx, a.Entity, values, extra, func(tx *db.Tx, v *T) error {
			if set != nil {
				if err := set(tx, v); err != nil {
					return err
				}
			}
			return suits(r.class(v), extra, changes, true)
		})
		return err
	})
	return out, err
}

// CreateIn is Create inside a write under way, without custom fields.
func (r *Register[T]) CreateIn(tx *db.Tx, in any, set func(tx *db.Tx, v *T) error) (out record.Result, err error) {
	defer errs.Wrap(&err, "register.CreateIn(%s)", r.Kind.Key)
	a, err := actor.Require(tx.Context(), r.Add)
	if err != nil {
		return out, err
	}
	values, err := given(in)
	if err != nil {
		return out, err
	}
	return r.create(tx, a.Entity, values, "{}", set)
}

func (r *Register[T]) create(tx *db.Tx, entity id.ID, values Custom, extra string, set func(tx *db.Tx, v *T) error) (record.Result, error) {
	var v T
	h, first := r.Head(&v), r.Kind.Flow.First()
	h.State, h.Phase, h.Entity = first.Key, first.Phase, entity
	if extra != "{}" {
		h.Custom = record.Custom(extra)
	}
	if err := r.fill(tx, nil, &v, values, set); err != nil {
		return record.Result{}, err
	}
	keep := record.Keeper{Index: r.Index}
	err := keep.Create(tx, r.Kind, r.Rows(), h, r.Words(&v), r.Add, func() error { return r.insert(tx, &v) })
	return result(h), err
}

// fill sets values on v and checks them; old is what v was, nil for a new record.
func (r *Register[T]) fill(tx *db.Tx, old, v *T, values Custom, set func(tx *db.Tx, v *T) error) error {
	fields := r.All()
	if err := fields.SetAll(v, values); err != nil {
		return err
	}
	if set != nil {
		if err := set(tx, v); err != nil {
			return err
		}
	}
	if err := fields.Check(v); err != nil {
		return err
	}
	if err := r.refer(tx, fields, old, v); err != nil {
		return err
	}
	if r.Check == nil {
		return nil
	}
	return r.Check(tx, old, v)
}

// Amend changes fields of a record, as Create takes them. What is absent stays as it is. Kinds: NotFound, Forbidden, Invalid, Conflict for
// a stale version.
func (r *Register[T]) Amend(ctx context.Context, on action.On, in any, custom Custom) (out record.Result, err error) {
	defer errs.Wrap(&err, "register.Amend(%s)", on.Number)
	if _, err := actor.Require(ctx, r.Edit); err != nil {
		return out, err
	}
	values, err := given(in)
	if err != nil {
		return out, err
	}
	patch, err := r.Custom.Patch(ctx, r.Kind.Key, custom)
	if err != nil {
		return out, err
	}
	suits, err := r.Custom.Classed(ctx, r.Kind.Key)
	if err != nil {
		return out, err
	}
	return r.Change(ctx, on, r.Edit, func(tx *db.Tx, v *T) ([]field.Change, error) {
		old := *v
		if err := r.fill(tx, &old, v, values, nil); err != nil {
			return nil, err
		}
		h := r.Head(v)
		merged, changes, err := patch(string(h.Custom))
		if err != nil || len(changes) == 0 {
			return nil, err
		}
		h.Custom = record.Custom(merged)
		return changes, suits(r.class(v), merged, changes, false)
	})
}

// class is the class of a record, 0 for none.
func (r *Register[T]) class(v *T) id.ID {
	if r.Class == nil {
		return 0
	}
	return r.Class(v)
}

// Change loads a record, lets fn change it, and saves and logs what differs together with the changes that fn returns: the shape of nearly
// every verb. Without a difference nothing is written. Kinds: NotFound, Forbidden, Conflict for a stale version.
func (r *Register[T]) Change(ctx context.Context, on action.On, perm actor.Permission, fn func(tx *db.Tx, v *T) ([]field.Change, error)) (out record.Result, err error) {
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		out, err = r.ChangeIn(tx, on, perm, fn)
		return err
	})
	return out, err
}

// ChangeIn is Change inside a write under way.
func (r *Register[T]) ChangeIn(tx *db.Tx, on action.On, perm actor.Permission, fn func(tx *db.Tx, v *T) ([]field.Change, error)) (record.Result, error) {
	v, err := r.Records().Load(tx.Context(), tx, r.Kind.Key, on.Number, perm)
	if err != nil {
		return record.Result{}, err
	}
	if err := r.Head(&v).Check(on.Version); err != nil {
		return record.Result{}, err
	}
	old := v
	more, err := fn(tx, &v)
	if err != nil {
		return record.Result{}, err
	}
	return r.save(tx, perm, &old, &v, more)
}

// save writes v over old if anything differs.
func (r *Register[T]) save(tx *db.Tx, perm actor.Permission, old, v *T, more []field.Change) (record.Result, error) {
	h := r.Head(v)
	changes := append(r.Fields.Diff(old, v), more...)
	was := r.Head(old)
	if len(changes) == 0 && was.Title == h.Title && was.Entity == h.Entity && was.State == h.State {
		return result(h), nil
	}
	if err := r.update(tx, v); err != nil {
		return record.Result{}, err
	}
	a, err := actor.From(tx.Context())
	if err == nil {
		err = r.Rows().Within(tx, a, perm, h.ID) // nobody gives a record away to where they could not have taken it from
	}
	if err != nil {
		return record.Result{}, err
	}
	keep := record.Keeper{Index: r.Index}
	err = keep.Save(tx, *was, h, r.Words(v), changes)
	return result(h), err
}

func result(h *record.Head) record.Result { return record.Result{Ref: h.Ref(), Version: h.Version} }

// Move takes a record along a verb of its flow, with the inputs that the move needs; then, which may be nil, changes what comes with it.
// Kinds: NotFound, Forbidden, Invalid for a missing input, Conflict for a stale version and for a move that is not legal.
func (r *Register[T]) Move(ctx context.Context, on action.On, verb string, inputs map[string]string, then func(tx *db.Tx, v *T) error) (record.Result, error) {
	if _, err := actor.Require(ctx, r.Edit); err != nil {
		return record.Result{}, err
	}
	return r.Change(ctx, on, r.Edit, func(tx *db.Tx, v *T) ([]field.Change, error) {
		return nil, r.Step(tx, v, verb, inputs, then)
	})
}

// Step is Move inside a change under way.
func (r *Register[T]) Step(tx *db.Tx, v *T, verb string, inputs map[string]string, then func(tx *db.Tx, v *T) error) error {
	h := r.Head(v)
	to, err := r.Kind.Flow.Step(h.State, verb, inputs)
	if err != nil {
		return err
	}
	was := *h
	h.State, h.Phase = to.Key, to.Phase
	if then != nil {
		if err := then(tx, v); err != nil {
			return err
		}
	}
	return record.Step(tx, was, h, verb, inputs["reason"])
}

// Link ties a record to another.
type Link struct {
	action.On
	To       string          `json:"to" doc:"The number of the other record."`
	Relation record.Relation `json:"relation" doc:"What the link means, read from this record."`
}

// Tie makes a link to any record that the actor may see, or removes it. Kinds: NotFound, Forbidden, Invalid.
func (r *Register[T]) Tie(ctx context.Context, in Link, remove bool) (record.Result, error) {
	a, err := actor.Require(ctx, r.Edit)
	if err != nil {
		return record.Result{}, err
	}
	return r.Change(ctx, action.On{Number: in.Number}, r.Edit, func(tx *db.Tx, v *T) ([]field.Change, error) {
		other, err := r.Room.RefByNumber(tx.Context(), tx, in.To)
		if errs.Is(err, errs.NotFound) {
			return nil, errs.Bad("to", "There is no record with that number that you can see.")
		}
		if err != nil {
			return nil, err
		}
		return nil, record.Connect(tx, r.Head(v).Ref(), other, in.Relation, remove, a.ID)
	})
}

// Refer refuses references of v that are not there or not visible to the actor, as far as they differ from old. Kinds: Invalid.
func (r *Register[T]) Refer(tx *db.Tx, old, v *T) error { return r.refer(tx, r.Fields, old, v) }

// refer refuses references to what is not there, as far as they differ from old.
func (r *Register[T]) refer(tx *db.Tx, fields field.Set[T], old, v *T) error {
	return r.Deps.refer(tx, fields.Diff(old, v), func(key string) field.Def {
		f, _ := fields.Get(key)
		return f.Def
	})
}

// refer refuses the changes whose values lead to what is not there.
func (r Deps) refer(tx *db.Tx, changes []field.Change, def func(key string) field.Def) error {
	var c errs.Check
	for _, change := range changes {
		d := def(change.Key)
		ref, _ := change.To.(string)
		if !d.Type.IsRef() || ref == "" {
			continue
		}
		row, err := id.Parse(ref)
		if err != nil {
			return err
		}
		err = r.present(tx, d, row)
		if errs.Is(err, errs.NotFound) {
			c.Add(d.Key, "There is no such %s.", strings.ToLower(d.Label))
			continue
		}
		if err != nil {
			return err
		}
	}
	return c.Err()
}

// present answers NotFound for an id that nothing has to which a field may refer, or that the actor may not see.
func (r Deps) present(tx *db.Tx, d field.Def, row id.ID) error {
	ctx := tx.Context()
	var err error
	switch d.Type {
	case field.TypePerson:
		_, err = people.PersonByID(ctx, tx, row)
	case field.TypeTeam:
		_, err = people.TeamByID(ctx, tx, row)
	case field.TypeCategory:
		_, err = category.ByID(ctx, tx, row)
	case field.TypeLocation:
		err = place.LocationExists(ctx, tx, row)
	case field.TypeEntity:
		names, err := place.EntityNames(ctx, tx, []id.ID{row})
		if err == nil && names[row] == "" {
			err = errs.Absent("organisation")
		}
		return err
	case field.TypeRecord:
		ref, err := r.Room.RefByID(ctx, tx, row)
		if err == nil && d.Of != "" && ref.Kind != d.Of {
			err = errs.Absent("record")
		}
		return err
	}
	return err
}
