package relation

import (
	"context"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// Source says what the map needs of a kind of record besides its name: columns of its table, whose alias is t, or "" for none.
type Source struct {
	Kind        string
	Service     bool // people use it by name
	Class       string
	ClassRef    string // the class is a record of its own, of the kind ClassKind
	ClassKind   string
	Criticality string
	Users       string
}

// Sources are the kinds that relations join.
func Sources() []Source {
	return []Source{
		{Kind: "service", Service: true, Criticality: "t.criticality", Users: "t.users"},
		{Kind: "item", Class: "t.class", Criticality: "t.criticality"},
		{Kind: "asset", ClassRef: "t.class_id", ClassKind: "class", Criticality: "t.criticality"},
	}
}

// Desk holds the verbs on relations and answers what stands on what.
type Desk struct {
	DB   *db.DB
	Room *desk.Room
}

// New returns the desk.
func New(d *db.DB, room *desk.Room) *Desk { return &Desk{d, room} }

// Joins reports whether relations join records of a kind.
func Joins(kind string) bool {
	return slices.ContainsFunc(Sources(), func(s Source) bool { return s.Kind == kind })
}

// On adds to the description of a kind what this package knows of it, if relations join its records.
func (d *Desk) On(p desk.Practice) desk.Practice {
	if !Joins(p.Kind.Key) {
		return p
	}
	p.Actions = append(slices.Clone(p.Actions), d.actions(p)...)
	p.Parts = append(slices.Clone(p.Parts), d.parts()...)
	return p
}

func (d *Desk) actions(p desk.Practice) []action.Spec {
	key := p.Kind.Key
	return []action.Spec{
		action.Of(key+".relate", "Add a relation", p.Note, func(ctx context.Context, in Relate) (record.Result, error) { return d.Relate(ctx, p, in) }).With("kind", KindOptions()...),
		action.Of(key+".rearrange", "Change a relation", p.Note, func(ctx context.Context, in Rearrange) (record.Result, error) { return d.Rearrange(ctx, p, in) }).With("kind", KindOptions()...),
		action.Of(key+".unrelate", "End a relation", p.Note, func(ctx context.Context, in Unrelate) (record.Result, error) { return d.Unrelate(ctx, p, in) }).With("kind", KindOptions()...),
	}
}

// KindOptions returns the kinds of relation with their words, to choose from.
func KindOptions() []field.Option {
	var out []field.Option
	for _, k := range impact.Kinds() {
		there, _ := k.Words()
		out = append(out, field.Option{Value: k.String(), Label: there})
	}
	return out
}

// End is a record at one end of a relation.
type End struct {
	ID     id.ID  `json:"id"`
	Kind   string `json:"kind"`
	Number string `json:"number"`
	Title  string `json:"title"`
}

// dates are how days are written; they sort as texts.
const dates = "2006-01-02"

// Today is the present day where the actor is.
func (d *Desk) Today(ctx context.Context) string { return today(ctx, d.DB.Clock().Now()) }

func today(ctx context.Context, now time.Time) string {
	if a, err := actor.From(ctx); err == nil {
		now = now.In(desk.Zone(a))
	}
	return now.Format(dates)
}

// Day reads a day, the other one if it is absent. Kinds: Invalid, under the key.
func Day(key, text, absent string) (string, error) {
	if text == "" {
		return absent, nil
	}
	t, err := time.Parse(dates, text)
	if err != nil || t.Year() < 1900 {
		return "", errs.Bad(key, "Give a day as 2026-11-30.")
	}
	return text, nil
}
