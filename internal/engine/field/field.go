package field

import (
	"math"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Field is a built-in field of a T: its description, its column and the way to its place in the struct.
type Field[T any] struct {
	Def
	Column string // "" when the value is not stored in the table of T

	scan func(*T) any        // where a row's column is copied to
	arg  func(*T) any        // what is stored: string, int64, bool
	get  func(*T) any        // canonical value, see Def.Parse
	set  func(*T, any) error // takes a canonical value
}

// Required makes an empty value an error.
func (f *Field[T]) Required() *Field[T] { f.Def.Required = true; return f }

// ReadOnly keeps the field out of forms and patches.
func (f *Field[T]) ReadOnly() *Field[T] { f.Def.ReadOnly = true; return f }

// Amounts makes a text that is reckoned one of amounts, such as "1234.50 EUR and 20.00 USD": plain for programs, grouped on pages.
func (f *Field[T]) Amounts() *Field[T] {
	f.Def.Type = TypeMoney
	return f.ReadOnly()
}

// Code lets filters compare the text as a whole.
func (f *Field[T]) Code() *Field[T] { f.Def.Code = true; return f }

// Portal shows the field on the portal.
func (f *Field[T]) Portal() *Field[T] { f.Def.Portal = true; return f }

// Needs keeps the field from whoever lacks a permission, even where they see the record.
func (f *Field[T]) Needs(p actor.Permission) *Field[T] { f.Def.Needs = p; return f }

// Help sets the sentence below the input.
func (f *Field[T]) Help(sentence string) *Field[T] { f.Def.Help = sentence; return f }

// Filter makes the field filterable by an SQL expression over the aliases r (record), t (ticket) and the practice's own.
func (f *Field[T]) Filter(expr string) *Field[T] { f.Def.Filter = expr; return f }

// Sort makes lists sortable by an SQL expression.
func (f *Field[T]) Sort(expr string) *Field[T] { f.Def.Sort = expr; return f }

// Max limits a text to n runes.
func (f *Field[T]) Max(n int) *Field[T] { f.Def.Max = n; return f }

// At sets the position in forms.
func (f *Field[T]) At(position int) *Field[T] { f.Def.Position = position; return f }

// Text is a single line.
func Text[T any, V ~string](key, label, column string, ptr func(*T) *V) *Field[T] {
	return words(TypeText, key, label, column, ptr)
}

// Long is a text of several lines.
func Long[T any, V ~string](key, label, column string, ptr func(*T) *V) *Field[T] {
	return words(TypeLong, key, label, column, ptr)
}

// Date is a day without a time, kept as 2026-11-22; "" is none.
func Date[T any, V ~string](key, label, column string, ptr func(*T) *V) *Field[T] {
	return words(TypeDate, key, label, column, ptr)
}

// Choice is one of options, kept as its value.
func Choice[T any, V ~string](key, label, column string, ptr func(*T) *V, options ...Option) *Field[T] {
	f := words(TypeChoice, key, label, column, ptr)
	f.Options = options
	return f
}

// Rank is a choice kept as a small number, such as an impact: options' values are decimal numbers. Zero is none.
func Rank[T any, V ~int | ~int8 | ~int16 | ~int32 | ~int64](key, label, column string, ptr func(*T) *V, options ...Option) *Field[T] {
	f := whole(TypeChoice, key, label, column, ptr)
	f.Options = options
	return f
}

// Number is a whole number.
func Number[T any, V ~int64](key, label, column string, ptr func(*T) *V) *Field[T] {
	return whole(TypeNumber, key, label, column, ptr)
}

// Duration is a time span in minutes.
func Duration[T any, V ~int64](key, label, column string, ptr func(*T) *V) *Field[T] {
	return whole(TypeDuration, key, label, column, ptr)
}

// Boolean is yes or no; absent is no.
func Boolean[T any, V ~bool](key, label, column string, ptr func(*T) *V) *Field[T] {
	return &Field[T]{
		Def: Def{Key: key, Label: label, Type: TypeBoolean}, Column: column,
		scan: func(t *T) any { return ptr(t) },
		arg:  func(t *T) any { return bool(*ptr(t)) },
		get:  func(t *T) any { return bool(*ptr(t)) },
		set: func(t *T, v any) error {
			b, _ := v.(bool)
			*ptr(t) = V(b)
			return nil
		},
	}
}

// Time is an instant.
func Time[T any](key, label, column string, ptr func(*T) *clock.Time) *Field[T] {
	return &Field[T]{
		Def: Def{Key: key, Label: label, Type: TypeDateTime}, Column: column,
		scan: func(t *T) any { return ptr(t) },
		arg:  func(t *T) any { return int64(*ptr(t)) },
		get: func(t *T) any {
			if ptr(t).IsZero() {
				return nil
			}
			return ptr(t).String()
		},
		set: func(t *T, v any) error {
			s, _ := v.(string)
			*ptr(t) = 0
			if s == "" {
				return nil
			}
			at, err := time.Parse(time.RFC3339Nano, s)
			*ptr(t) = clock.Of(at)
			return err
		},
	}
}

// Ref is the id of a row of a type such as TypePerson; 0 is none.
func Ref[T any](typ Type, key, label, column string, ptr func(*T) *id.ID) *Field[T] {
	return &Field[T]{
		Def: Def{Key: key, Label: label, Type: typ}, Column: column,
		scan: func(t *T) any { return ptr(t) },
		arg:  func(t *T) any { return int64(*ptr(t)) },
		get:  func(t *T) any { return refOf(*ptr(t)) },
		set: func(t *T, v any) error {
			s, _ := v.(string)
			i, err := id.Parse(s)
			*ptr(t) = i
			return err
		},
	}
}

func words[T any, V ~string](typ Type, key, label, column string, ptr func(*T) *V) *Field[T] {
	return &Field[T]{
		Def: Def{Key: key, Label: label, Type: typ}, Column: column,
		scan: func(t *T) any { return ptr(t) },
		arg:  func(t *T) any { return string(*ptr(t)) },
		get: func(t *T) any {
			if *ptr(t) == "" {
				return nil
			}
			return string(*ptr(t))
		},
		set: func(t *T, v any) error {
			s, _ := v.(string)
			*ptr(t) = V(s)
			return nil
		},
	}
}

func whole[T any, V ~int | ~int8 | ~int16 | ~int32 | ~int64](typ Type, key, label, column string, ptr func(*T) *V) *Field[T] {
	d := Def{Key: key, Label: label, Type: typ, Whole: true}
	return &Field[T]{
		Def: d, Column: column,
		scan: func(t *T) any { return ptr(t) },
		arg:  func(t *T) any { return int64(*ptr(t)) },
		get: func(t *T) any {
			n := int64(*ptr(t))
			if typ != TypeChoice {
				return n
			}
			if n == 0 {
				return nil
			}
			return d.Text(n, nil)
		},
		set: func(t *T, v any) error {
			if s, ok := v.(string); ok { // a ranked choice
				var err error
				if v, err = d.number(s); err != nil {
					return err
				}
			}
			n, _ := v.(int64)
			if n > math.MaxInt64/2 || n < math.MinInt64/2 || int64(V(n)) != n {
				return d.bad("This number is too large.")
			}
			*ptr(t) = V(n)
			return nil
		},
	}
}

// Of says which kind of record a reference leads to; it may lead to any if that is not said.
func (f *Field[T]) Of(kind string) *Field[T] { f.Def.Of = kind; return f }
