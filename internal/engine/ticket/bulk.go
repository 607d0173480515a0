package ticket

import (
	"crypto/sha256"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

// Columns ties Head to table ticket, for generators that write many rows at once.
func Columns() db.Columns[Head] { return columns() }

// EntryColumns ties Entry to table entry, for generators that write many rows at once.
func EntryColumns() db.Columns[Entry] {
	return db.Columns[Entry]{
		{Name: "id", Ptr: func(e *Entry) any { return &e.ID }},
		{Name: "record_id", Ptr: func(e *Entry) any { return &e.Record }},
		{Name: "kind", Ptr: func(e *Entry) any { return &e.Kind }},
		{Name: "visibility", Ptr: func(e *Entry) any { return &e.Visibility }},
		{Name: "author_id", Ptr: func(e *Entry) any { return &e.Author }},
		{Name: "behalf_id", Ptr: func(e *Entry) any { return &e.Behalf }},
		{Name: "channel", Ptr: func(e *Entry) any { return &e.Channel }},
		{Name: "at", Ptr: func(e *Entry) any { return &e.At }},
		{Name: "body", Ptr: func(e *Entry) any { return &e.Body }},
		{Name: "source", Ptr: func(e *Entry) any { return &e.Source }},
	}
}

// Digest returns the first 12 bytes of the SHA-256 of the text, as they stand in Messaged and in Opened: more than anybody can search
// through for another text, and a log keeps them for ever.
func (e *Entry) Digest() []byte {
	sum := sha256.Sum256([]byte(e.Body))
	return sum[:12]
}
