package desk

import (
	"context"
	"net/url"
)

// Sheet is a list of what is no record, such as the people, as a table to take along.
type Sheet struct {
	Name  string // of the file, and the last step of its address
	Needs string // what it takes, as the list of routes says it; Read decides
	Query []Param
	Heads []string
	// Read returns a page of rows and the cursor of the next one, "" on the last. A value is a text or an int64. It leaves out what the
	// actor may not see.
	Read func(ctx context.Context, query url.Values, after string) (rows [][]any, next string, err error)
}

// Lay makes a sheet known. It is called while the program starts.
func (r *Room) Lay(s Sheet) { r.sheets = append(r.sheets, s) }

// Sheets returns the sheets in the order in which they were added.
func (r *Room) Sheets() []Sheet { return r.sheets }
