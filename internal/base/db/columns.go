package db

import (
	"reflect"
	"strings"
)

// Column ties a column of a table to a place in T.
type Column[T any] struct {
	Name string
	Ptr  func(*T) any // a pointer to the place
}

// Columns are the columns of a table in one order, for the SELECT list, the scan destinations and the arguments alike.
type Columns[T any] []Column[T]

// List returns the SELECT list, each name with the table's alias in front if there is one.
func (c Columns[T]) List(alias string) string {
	var b strings.Builder
	for i, col := range c {
		if i > 0 {
			b.WriteString(", ")
		}
		if alias != "" {
			b.WriteString(alias + ".")
		}
		b.WriteString(col.Name)
	}
	return b.String()
}

// Dest returns the scan destinations in v.
func (c Columns[T]) Dest(v *T) []any {
	out := make([]any, len(c))
	for i, col := range c {
		out[i] = col.Ptr(v)
	}
	return out
}

// Args returns the values in v.
func (c Columns[T]) Args(v *T) []any {
	out := make([]any, len(c))
	for i, col := range c {
		out[i] = reflect.ValueOf(col.Ptr(v)).Elem().Interface()
	}
	return out
}
