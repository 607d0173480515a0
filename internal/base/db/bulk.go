package db

import (
	"strconv"
	"strings"
)

// chunks are the numbers of rows that one statement of InsertMany writes: few, so that the statements stay prepared.
func chunks() []int { return []int{256, 32, 4, 1} }

// maxArgs bounds the arguments of one statement: SQLite takes 32,766, PostgreSQL 65,535.
const maxArgs = 16_000

// InsertMany writes many rows with few statements: for importers and generators, which would spend most of their time between
// statements otherwise. columns is the list as it stands in the statement; args holds the values of all rows one after another, width
// of them a row.
func (tx *Tx) InsertMany(table, columns string, width int, args []any) error {
	for _, n := range chunks() {
		size := n * width
		if size > maxArgs {
			continue
		}
		for ; len(args) >= size; args = args[size:] {
			if _, err := tx.Exec(insertText(table, columns, width, n), args[:size]...); err != nil {
				return err
			}
		}
	}
	return nil
}

func insertText(table, columns string, width, rows int) string {
	var b strings.Builder
	b.Grow(64 + len(columns) + rows*width*6)
	b.WriteString("INSERT INTO " + table + " (" + columns + ") VALUES ")
	for i := range rows * width {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%width == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}
