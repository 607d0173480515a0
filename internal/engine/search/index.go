package search

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Part says where words are looked for.
type Part int

// The parts of a document.
const (
	Anywhere Part = iota
	InTitle
)

// Index is the full text of records. A document is a record (entry 0: its title and report), one of its later messages (no title), or the
// name of one of its attachments, which stands where the entry does. The two implementations give the same answers.
type Index interface {
	// Put adds a document.
	Put(tx *db.Tx, record, entry id.ID, title, body string) error
	// Update replaces a document with a new title and body.
	Update(tx *db.Tx, record, entry id.ID, title, body string) error
	// Remove takes a document out; an absent one is no error.
	Remove(tx *db.Tx, record, entry id.ID) error
	// Find returns the best records for a text as people type it, best first. Candidates are the newest documents that match; of a
	// word in very many documents only the newest are looked at.
	Find(ctx context.Context, q db.Querier, r Request) ([]Hit, error)
	// Condition returns the SQL condition over the alias r (record) that all words occur in one document of the record. Of a word in
	// very many documents only the newest MaxMatches that match are considered. A word that stands alone and is the number of a record
	// finds that one as well. Words without tokens do not count; when all are such, the condition holds always.
	Condition(args *db.Args, words []Word, part Part, internal bool) string
}

// MaxMatches bounds how many matching documents the filter of a list looks at: collecting all matches of a common word would cost
// more than the list.
const MaxMatches = 5_000

// Request is a search for records.
type Request struct {
	Text  string // as typed; "quoted phrases" are respected
	Limit int    // 20 when 0, at most 100
	Kinds []string
	// Typing lets the last word, from three letters on, be the beginning of a longer one.
	Typing bool
	// Internal says that internal entries may be searched.
	Internal bool
	// Scope returns the condition over the aliases r (record) and t (ticket, NULL for what is not work) that decides which records may
	// be seen. It must not be nil: what has no limit says "TRUE".
	Scope func(args *db.Args) string
	// Within, when set, returns a sub-select of the ids of all records that Scope lets through ("SELECT id FROM …", from an index). It is
	// for actors who may see few records, whose matches would lie behind many that they may not see.
	Within func(args *db.Args) string
}

// Hit is a record that matched.
type Hit struct {
	Record id.ID
	Number string
	Kind   string
	Title  string
	Score  float64
	Entry  id.ID // the message that matched, 0 when it was the title, the report or a file
	File   id.ID // the attachment whose name matched, 0 when it was something else
}

// New returns the index of an engine.
func New(e db.Engine) Index {
	if e == db.Postgres {
		return postgres{}
	}
	return sqlite{}
}
