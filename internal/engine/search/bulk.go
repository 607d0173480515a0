package search

import (
	"cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Bulk collects new documents and writes them with few statements: for generators. Add takes the texts apart, so that it can be done
// outside of a write.
type Bulk struct {
	engine    db.Engine
	documents []prepared
}

// prepared is a document in the form in which an engine takes it.
type prepared struct {
	id   id.ID // of the entry or else of the record
	text string
}

// NewBulk returns an empty collection for an engine.
func NewBulk(e db.Engine) *Bulk { return &Bulk{engine: e} }

// Add adds a document; see Index.
func (b *Bulk) Add(record, entry id.ID, title, body string) {
	form := tokens
	if b.engine == db.Postgres {
		form = vector
	}
	b.documents = append(b.documents, prepared{cmp.Or(entry, record), form(title, body)})
}

// Sort puts the documents into the order in which they came into the world.
func (b *Bulk) Sort() {
	sorted.By(b.documents, func(x, y prepared) int { return cmp.Compare(x.id, y.id) })
}

// Insert writes what was collected.
func (b *Bulk) Insert(tx *db.Tx) error {
	if b.engine == db.Postgres {
		s := db.Sheet{Table: "search_text", Columns: "rowid, document", Width: 2}
		for _, d := range b.documents {
			s.Add(int64(d.id), d.text)
		}
		return s.Insert(tx)
	}
	return b.numbered(tx)
}
