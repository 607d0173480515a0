package discovery

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// OnField is a verb on one field of an asset.
type OnField struct {
	action.On
	Field string `json:"field" doc:"Which field."`
}

// AssetActions are the verbs on the fields of an asset that agents write too.
func (d *Desk) AssetActions() []action.Spec {
	var all, told []field.Option
	for _, def := range d.lockable() {
		all = append(all, field.Option{Value: def.Key, Label: def.Label})
		if def.Key == "title" || def.Key == "serial" || def.Key == "model" {
			told = append(told, field.Option{Value: def.Key, Label: def.Label})
		}
	}
	return []action.Spec{
		action.Of("asset.lock_field", "Lock a field", asset.PermEdit, d.LockField).With("field", all...),
		action.Of("asset.unlock_field", "Unlock a field", asset.PermEdit, d.UnlockField).With("field", all...),
		action.Of("asset.take_over", "Take over what the agent says", asset.PermEdit, d.TakeOver).With("field", told...),
	}
}

// LockField keeps a field of an asset as it is, whatever agents say. Kinds: NotFound, Forbidden, Invalid, Conflict for a stale version.
func (d *Desk) LockField(ctx context.Context, in OnField) (record.Result, error) {
	return d.onField(ctx, in, func(_ *db.Tx, _ *asset.Asset, s *Source) (field.Change, error) {
		was := s.Locked
		s.Locked = true
		return field.Change{Key: "lock on " + d.label(in.Field), From: was, To: true}, nil
	})
}

// UnlockField lets agents write a field again, as far as they wrote it last. Kinds: NotFound, Forbidden, Invalid, Conflict for a stale version.
func (d *Desk) UnlockField(ctx context.Context, in OnField) (record.Result, error) {
	return d.onField(ctx, in, func(_ *db.Tx, _ *asset.Asset, s *Source) (field.Change, error) {
		was := s.Locked
		s.Locked = false
		return field.Change{Key: "lock on " + d.label(in.Field), From: was, To: false}, nil
	})
}

// TakeOver gives a field the value that the agent says it has; from then on the agent keeps it in step, unless it is locked. Kinds: NotFound,
// Forbidden, Invalid when the agent says nothing else, Conflict for a stale version.
func (d *Desk) TakeOver(ctx context.Context, in OnField) (record.Result, error) {
	return d.onField(ctx, in, func(tx *db.Tx, a *asset.Asset, s *Source) (c field.Change, err error) {
		if s.Offered == "" {
			return c, errs.Bad("field", "The agent says nothing else of this field.")
		}
		s.Source, s.Value = byAgent, s.Offered
		switch in.Field {
		case "title":
			a.Title = s.Offered
		case "serial":
			a.Serial = s.Offered
		case "model":
			maker, model, _ := strings.Cut(s.Offered, "\t")
			found := asset.Found{Maker: maker, Model: model}
			err = tx.QueryRow(tx.Context(), "SELECT c.tag_prefix, r.title FROM asset_model m JOIN asset_class c ON c.id = m.class_id JOIN record r ON r.id = c.id WHERE m.id = $1", a.Model).
				Scan(&found.Prefix, &found.Class)
			if err == nil {
				a.Model, err = d.modelOf(tx, found)
			}
			s.Value = named(maker, model) + "\n" + a.Model.String()
		}
		s.Offered = ""
		return c, err
	})
}

// modelOf returns the model of a found device, made by the product where there is none: whoever may change an asset need not be one who may
// add models.
func (d *Desk) modelOf(tx *db.Tx, f asset.Found) (model id.ID, err error) {
	err = d.asSystem(tx, func(tx *db.Tx) error {
		model, err = d.assets.EnsureModel(tx, f)
		return err
	})
	return model, err
}

// onField changes an asset and what is known of the source of one of its fields; a change without a key is not logged by itself.
func (d *Desk) onField(ctx context.Context, in OnField, fn func(tx *db.Tx, a *asset.Asset, s *Source) (field.Change, error)) (out record.Result, err error) {
	defer errs.Wrap(&err, "discovery.onField(%s)", in.Number)
	if d.label(in.Field) == "" {
		return out, errs.Bad("field", "Assets have no such field that can be written.")
	}
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		out, err = d.assets.ChangeIn(tx, in.Number, func(tx *db.Tx, a *asset.Asset) ([]field.Change, error) {
			if err := a.Check(in.Version); err != nil {
				return nil, err
			}
			list, err := sourcesOf(tx.Context(), tx, a.ID)
			if err != nil {
				return nil, err
			}
			was := Source{Field: in.Field, Source: byPerson}
			for _, s := range list {
				if s.Field == in.Field {
					was = s
				}
			}
			now := was
			change, err := fn(tx, a, &now)
			if err != nil || now == was {
				return nil, err
			}
			if err := d.note(tx, a.ID, now); err != nil || change.Key == "" {
				return nil, err
			}
			return []field.Change{change}, nil
		})
		return err
	})
	return out, err
}

// label is what a field that can be locked is called, in the middle of a sentence; "" for no such field.
func (d *Desk) label(key string) string {
	for _, def := range d.lockable() {
		if def.Key == key {
			return strings.ToLower(def.Label)
		}
	}
	return ""
}
