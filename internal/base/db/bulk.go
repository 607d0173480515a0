package db

import (
	"reflect"
	"strconv"
	"strings"
)

// Sheet collects rows of one table, to be written with few statements: for importers and generators, which would spend most of their
// time between statements otherwise. It is used by one goroutine.
type Sheet struct {
	Table   string
	Columns string // the list as it stands in the statement
	Width   int    // how many columns that are
	Values  []any  // of all rows, one after another
}

// Add adds a row.
func (s *Sheet) Add(values ...any) { s.Values = append(s.Values, values...) }

// SheetOf returns an empty sheet for whole rows.
func (c Columns[T]) SheetOf(table string) Sheet {
	return Sheet{Table: table, Columns: c.List(""), Width: len(c)}
}

// AddTo adds v to a sheet that SheetOf made. The values become plain ones, which drivers take without looking twice.
func (c Columns[T]) AddTo(s *Sheet, v *T) {
	for i := range c {
		s.Values = append(s.Values, plain(c[i].Ptr(v)))
	}
}

func plain(ptr any) any {
	v := reflect.ValueOf(ptr).Elem()
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.String:
		return v.String()
	default:
		return v.Interface()
	}
}

// Insert writes the rows of the sheet. The sheet stays as it is, because a write may run again.
func (s *Sheet) Insert(tx *Tx) error {
	values := s.Values
	for _, n := range []int{4096, 1024, 256, 32, 4, 1} { // few shapes, so that the statements stay prepared
		size := n * s.Width
		if size > maxValues {
			continue
		}
		for ; len(values) >= size; values = values[size:] {
			if _, err := tx.Exec(s.text(tx.Engine(), n), values[:size]...); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxValues bounds the arguments of one statement: SQLite takes 32,766, PostgreSQL 65,535.
const maxValues = 16_000

// text writes the statement. SQLite looks the name of a numbered value up among all of them, so there they go without numbers.
func (s *Sheet) text(e Engine, rows int) string {
	var b strings.Builder
	b.Grow(64 + len(s.Columns) + rows*s.Width*6)
	verb := "INSERT INTO "
	if e == SQLite {
		// A failed statement fails the write, so it need not be undone by itself; what SQLite would keep for that grows with the write, and
		// beginning it makes the full text write out what it has gathered.
		verb = "INSERT OR FAIL INTO "
	}
	b.WriteString(verb + s.Table + " (" + s.Columns + ") VALUES ")
	for i := range rows * s.Width {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%s.Width == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		if e == SQLite {
			b.WriteByte('?')
			continue
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}
