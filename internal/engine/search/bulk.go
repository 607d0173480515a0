package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Bulk collects new documents and writes them with few statements: for generators. Add takes the texts apart, so that it can be done
// outside of a write.
type Bulk struct {
	engine    db.Engine
	documents []prepared
}

// prepared is a document in the form in which an engine takes it.
type prepared struct {
	rowid       id.ID
	title, body string
}

// NewBulk returns an empty collection for an engine.
func NewBulk(e db.Engine) *Bulk { return &Bulk{engine: e} }

// Add adds a document; see Index.
func (b *Bulk) Add(rowid id.ID, title, body string) {
	if b.engine == db.Postgres {
		b.documents = append(b.documents, prepared{rowid, "", vector(title, body)})
		return
	}
	marked, all := document(title, body)
	b.documents = append(b.documents, prepared{rowid, strings.Join(marked, " "), strings.Join(all, " ")})
}

// Sort puts the documents into the order in which Insert is fastest: FTS5 writes out what it has gathered whenever a rowid is smaller than
// the one before.
func (b *Bulk) Sort() {
	slices.SortFunc(b.documents, func(x, y prepared) int { return cmp.Compare(x.rowid, y.rowid) })
}

// Insert writes what was collected.
func (b *Bulk) Insert(tx *db.Tx) error {
	s := db.Sheet{Table: "search_text", Columns: "rowid, title, body", Width: 3}
	if b.engine == db.Postgres {
		s = db.Sheet{Table: "search_text", Columns: "rowid, document", Width: 2}
	}
	for _, d := range b.documents {
		if b.engine == db.Postgres {
			s.Add(int64(d.rowid), d.body)
		} else {
			s.Add(int64(d.rowid), d.title, d.body)
		}
	}
	return s.Insert(tx)
}
