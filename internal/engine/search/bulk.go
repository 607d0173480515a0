package search

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Bulk collects new documents and writes them with few statements: for generators. Add takes the texts apart, so that it can be done
// outside of a write.
type Bulk struct {
	engine db.Engine
	sheet  db.Sheet
}

// NewBulk returns an empty collection for an engine.
func NewBulk(e db.Engine) *Bulk {
	if e == db.Postgres {
		return &Bulk{e, db.Sheet{Table: "search_text", Columns: "rowid, document", Width: 2}}
	}
	return &Bulk{e, db.Sheet{Table: "search_text", Columns: "rowid, title, body", Width: 3}}
}

// Add adds a document; see Index.
func (b *Bulk) Add(rowid id.ID, title, body string) {
	if b.engine == db.Postgres {
		b.sheet.Add(int64(rowid), vector(title, body))
		return
	}
	marked, all := document(title, body)
	b.sheet.Add(int64(rowid), strings.Join(marked, " "), strings.Join(all, " "))
}

// Insert writes what was collected.
func (b *Bulk) Insert(tx *db.Tx) error { return b.sheet.Insert(tx) }
