package desk

import (
	"context"
	"net/url"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Part is something that a practice tells of a record besides its fields: faces serve it below the record's address and show it on its page.
type Part struct {
	Name   string // the last step of its address
	Label  string // what stands above it on a page
	Doc    string
	Needs  actor.Permission // besides seeing the record, "" for nothing more
	Query  []Param
	Output reflect.Type // of what Read returns; faces describe it
	Read   func(ctx context.Context, v View, query url.Values) (any, error)
	Table  func(answer any) Table // what a page shows of the answer; nil for nothing
}

// PartOf describes a part by the function that reads it, and the one that makes a table of what it read, nil for none.
func PartOf[T any](name, label, doc string, read func(ctx context.Context, v View, query url.Values) (T, error), table func(T) Table) Part {
	p := Part{Name: name, Label: label, Doc: doc, Output: reflect.TypeFor[T](),
		Read: func(ctx context.Context, v View, query url.Values) (any, error) { return read(ctx, v, query) }}
	if table != nil {
		p.Table = func(answer any) Table {
			t, ok := answer.(T)
			if !ok {
				return Table{}
			}
			return table(t)
		}
	}
	return p
}

// With adds parameters that the part takes.
func (p Part) With(params ...Param) Part {
	p.Query = append(p.Query, params...)
	return p
}

// For keeps the part from whoever lacks a permission, even where they see the record.
func (p Part) For(need actor.Permission) Part {
	p.Needs = need
	return p
}

// List is a list that comes whole.
type List[T any] struct {
	Items []T `json:"items"`
}

// Table is a part as a page shows it.
type Table struct {
	Heads []string
	Rows  [][]Cell
	Empty string // what is said instead of no rows
}

// Cell is a text, an instant, or a reference that is shown by its name.
type Cell struct {
	Text string
	At   clock.Time
	Type field.Type // of Ref
	Ref  id.ID
}

// Collection is a list of something that has no page of its own. Read leaves out what the actor may not see.
type Collection struct {
	Name   string
	Doc    string
	Query  []Param
	Output reflect.Type
	// Read returns a page, and the cursor of the next one, "" on the last.
	Read func(ctx context.Context, query url.Values) (page any, next string, err error)
}

// Param is a parameter of a part or a collection.
type Param struct {
	Name, Doc string
	Options   []string // one of these
	Most      int      // of a whole number, which is at least 1
	Truth     bool     // true or false
}

// Collect makes a collection known. It is called while the program starts.
func (r *Room) Collect(c Collection) { r.collections = append(r.collections, c) }

// Collections returns the collections in the order in which they were added.
func (r *Room) Collections() []Collection { return r.collections }

// forStaff keeps a part from those who see only what is theirs: who had a thing before them, and what it costs, is not.
func forStaff(p Practice, part Part) func(context.Context, View, url.Values) (any, error) {
	return func(ctx context.Context, v View, query url.Values) (any, error) {
		a, err := actor.From(ctx)
		if err != nil {
			return nil, err
		}
		if a.Scope(p.View) <= actor.Own || !may(a, part.Needs) {
			return nil, errs.Absent(part.Name)
		}
		return part.Read(ctx, v, query)
	}
}
