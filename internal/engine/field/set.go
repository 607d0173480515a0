package field

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Set is the fields of a T, in the order of the table. Sets are joined with Join, so that a practice's own fields stand beside
// those of the ticket.
type Set[T any] []*Field[T]

// Columns returns the SELECT list of the stored fields, each with prefix in front ("t." or "").
func (s Set[T]) Columns(prefix string) string {
	return s.Stored(prefix).List("")
}

// Stored returns the columns of the stored fields, each with prefix in front, and where they belong in a T.
func (s Set[T]) Stored(prefix string) db.Columns[T] {
	out := make(db.Columns[T], 0, len(s))
	for _, f := range s {
		if f.Column != "" {
			out = append(out, db.Column[T]{Name: prefix + f.Column, Ptr: f.scan})
		}
	}
	return out
}

// Args returns the values of Columns in v.
func (s Set[T]) Args(v *T) []any {
	out := make([]any, 0, len(s))
	for _, f := range s {
		if f.Column != "" {
			out = append(out, f.arg(v))
		}
	}
	return out
}

// Placeholders returns "$3, $4, …" for the stored fields, counting from start.
func (s Set[T]) Placeholders(start int) string {
	return s.stored(func(b *strings.Builder, _ string, n int) {
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(start + n))
	})
}

// Assignments returns "title = $3, state = $4, …" for an UPDATE of the stored fields, counting from start.
func (s Set[T]) Assignments(start int) string {
	return s.stored(func(b *strings.Builder, column string, n int) {
		b.WriteString(column)
		b.WriteString(" = $")
		b.WriteString(strconv.Itoa(start + n))
	})
}

func (s Set[T]) stored(write func(b *strings.Builder, column string, n int)) string {
	var b strings.Builder
	n := 0
	for _, f := range s {
		if f.Column == "" {
			continue
		}
		if n > 0 {
			b.WriteString(", ")
		}
		write(&b, f.Column, n)
		n++
	}
	return b.String()
}

// Get returns the field with a key.
func (s Set[T]) Get(key string) (*Field[T], bool) {
	for _, f := range s {
		if f.Key == key && key != "" {
			return f, true
		}
	}
	return nil, false
}

// Defs returns the descriptions in order.
func (s Set[T]) Defs() []Def {
	out := make([]Def, 0, len(s))
	for _, f := range s {
		if f.Key != "" {
			out = append(out, f.Def)
		}
	}
	return out
}

// Diff returns the fields in which old and new differ. A nil old counts as empty, so that an opening lists what was given.
func (s Set[T]) Diff(old, new *T) []Change {
	if old == nil {
		var none T
		old = &none
	}
	var out []Change
	for _, f := range s {
		if from, to := f.get(old), f.get(new); from != to { // canonical values of built-in fields are comparable
			out = append(out, Change{f.Key, from, to})
		}
	}
	return out
}

// Values returns every field with its present value; instants in texts are UTC.
func (s Set[T]) Values(v *T) []Value {
	out := make([]Value, 0, len(s))
	for _, f := range s {
		if f.Key != "" {
			x := f.get(v)
			out = append(out, Value{&f.Def, x, f.Text(x, time.UTC)})
		}
	}
	return out
}

// Set gives the field with key the value of raw JSON; null empties it. Kinds: Invalid for an unknown key, a field that is read-only,
// and a value that does not fit.
func (s Set[T]) Set(v *T, key string, raw json.RawMessage) error {
	f, err := s.writable(key)
	if err != nil {
		return err
	}
	x, err := f.Parse(raw)
	if err != nil {
		return err
	}
	return f.put(v, x)
}

// SetText gives the field with key the value that a form sent; "" empties it. Local times are UTC; see SetTextIn. Kinds: as Set.
func (s Set[T]) SetText(v *T, key, text string) error { return s.SetTextIn(v, key, text, time.UTC) }

// SetTextIn is SetText with the zone in which the person writes times.
func (s Set[T]) SetTextIn(v *T, key, text string, zone *time.Location) error {
	f, err := s.writable(key)
	if err != nil {
		return err
	}
	x, err := f.ParseText(text, zone)
	if err != nil {
		return err
	}
	return f.put(v, x)
}

// SetAll applies a JSON object of keys and values and reports every field that does not fit at once. Keys in skip are left to the
// caller. Kinds: Invalid.
func (s Set[T]) SetAll(v *T, object map[string]json.RawMessage, skip ...string) error {
	var c errs.Check
	keys := make([]string, 0, len(object))
	for k := range object {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if !slices.Contains(skip, k) {
			c.Join("", s.Set(v, k, bytes.TrimSpace(object[k])))
		}
	}
	return c.Err()
}

// Check reports required fields that are empty. Kinds: Invalid.
func (s Set[T]) Check(v *T) error {
	var c errs.Check
	for _, f := range s {
		if f.Def.Required && f.get(v) == nil {
			c.Add(f.Key, "%s is required.", f.Label)
		}
	}
	return c.Err()
}

func (s Set[T]) writable(key string) (*Field[T], error) {
	f, ok := s.Get(key)
	if !ok {
		return f, errs.Bad(key, "There is no field %q.", key)
	}
	if f.Def.ReadOnly {
		return f, errs.Bad(key, "%s is set by the product and cannot be changed.", f.Label)
	}
	return f, nil
}

func (f *Field[T]) put(v *T, x any) error {
	if x == nil && f.Def.Required {
		return errs.Bad(f.Key, "%s is required.", f.Label)
	}
	return f.set(v, x)
}

// Join makes a set of an outer type from the set of a part of it, such as the head inside an incident.
func Join[T, P any](part Set[P], of func(*T) *P) Set[T] {
	out := make(Set[T], len(part))
	for i, f := range part {
		out[i] = &Field[T]{
			Def: f.Def, Column: f.Column,
			scan: func(t *T) any { return f.scan(of(t)) },
			arg:  func(t *T) any { return f.arg(of(t)) },
			get:  func(t *T) any { return f.get(of(t)) },
			set:  func(t *T, v any) error { return f.set(of(t), v) },
		}
	}
	return out
}
