package search

import (
	"cmp"
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// sqlite keeps the documents in a contentless FTS5 table. Its doclists are read backwards, so that the newest matches come at once.
// Each place of a doclist holds the distance to the place before, so documents are numbered one after another in search_doc: with ids the
// index would take twice the room.
type sqlite struct{}

func (sqlite) Put(tx *db.Tx, record, entry id.ID, title, body string) error {
	if _, err := tx.Exec(`INSERT INTO search_doc (id) VALUES ($1)`, cmp.Or(entry, record)); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO search_text (rowid, tokens) VALUES (last_insert_rowid(), $1)`, tokens(title, body))
	return err
}

// tokens writes them in a row. One column holds those of the title and all: a second one would cost two bytes for each word of each document.
func tokens(title, body string) string {
	marked, all := document(title, body)
	return strings.Join(append(marked, all...), " ")
}

func (s sqlite) Update(tx *db.Tx, record, entry id.ID, title, body string) error {
	if err := s.Remove(tx, record, entry); err != nil {
		return err
	}
	return s.Put(tx, record, entry, title, body)
}

func (sqlite) Remove(tx *db.Tx, record, entry id.ID) error {
	if _, err := tx.Exec(`DELETE FROM search_text WHERE rowid IN (SELECT doc FROM search_doc WHERE id = $1)`, cmp.Or(entry, record)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM search_doc WHERE id = $1`, cmp.Or(entry, record))
	return err
}

func (sqlite) origin() string {
	return ` JOIN search_doc d ON d.doc = s.rowid LEFT JOIN entry e ON e.id = d.id LEFT JOIN attachment f ON f.id = d.id
		JOIN record r ON r.id = coalesce(e.record_id, f.record_id, d.id)`
}

func (sqlite) documents(within string) string {
	return `SELECT doc AS id FROM search_doc WHERE id IN (` + messages(within) + `)`
}

func (e sqlite) Find(ctx context.Context, q db.Querier, r Request) ([]Hit, error) {
	return find(ctx, q, e, r)
}

func (e sqlite) Condition(args *db.Args, words []Word, part Part, internal bool) string {
	words = lookable(words)
	if len(words) == 0 {
		return "TRUE"
	}
	records := `SELECT coalesce(e.record_id, f.record_id, d.id) FROM (SELECT rowid FROM search_text WHERE search_text MATCH ` + args.Add(e.match(words, part)) +
		` ORDER BY rowid DESC LIMIT ` + args.Add(MaxMatches) + `) s JOIN search_doc d ON d.doc = s.rowid LEFT JOIN entry e ON e.id = d.id LEFT JOIN attachment f ON f.id = d.id`
	if part != InTitle && !internal {
		records += ` WHERE coalesce(e.visibility, f.visibility, 0) = 0`
	}
	if number := numbered(words); number != "" {
		records += ` UNION ALL SELECT id FROM record WHERE number = ` + args.Add(number)
	}
	return `r.id IN (` + records + `)`
}

func (sqlite) match(words []Word, part Part) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		for j, t := range w.Tokens {
			if j == 0 {
				b.WriteByte('"')
			} else {
				b.WriteByte(' ')
			}
			if part == InTitle {
				b.WriteString(mark)
			}
			b.WriteString(t)
		}
		b.WriteByte('"')
		if w.Prefix {
			b.WriteByte('*')
		}
	}
	return b.String()
}

func (sqlite) newest(_ context.Context, _ db.Querier, match string, below id.ID, limit int) ([]pick, error) {
	return []pick{func(args *db.Args) string {
		return `SELECT rowid FROM search_text WHERE search_text MATCH ` + args.Add(match) + ` AND rowid < ` + args.Add(below) +
			` ORDER BY rowid DESC LIMIT ` + args.Add(limit)
	}}, nil
}

// phrased reads the newest phrases of all: the index has the places of the words, so that this is one walk.
func (sqlite) phrased(match string, _ []id.ID, limit int) pick {
	return func(args *db.Args) string {
		return `SELECT rowid FROM search_text WHERE search_text MATCH ` + args.Add(match) + ` ORDER BY rowid DESC LIMIT ` + args.Add(limit)
	}
}

func (sqlite) among(match string, rowids func(args *db.Args) string, below id.ID, limit int) pick {
	return func(args *db.Args) string { // one look into the index for each rowid
		return `SELECT x.rowid FROM (` + rowids(args) + `) d CROSS JOIN search_text x ON x.rowid = d.id WHERE x.search_text MATCH ` + args.Add(match) +
			` AND d.id < ` + args.Add(below) + ` ORDER BY d.id DESC LIMIT ` + args.Add(limit)
	}
}

// numbered writes what a Bulk has collected.
func (b *Bulk) numbered(tx *db.Tx) error {
	var number int64
	if err := tx.QueryRow(tx.Context(), `SELECT coalesce(max(doc), 0) FROM search_doc`).Scan(&number); err != nil {
		return err
	}
	docs := db.Sheet{Table: "search_doc", Columns: "doc, id", Width: 2}
	texts := db.Sheet{Table: "search_text", Columns: "rowid, tokens", Width: 2}
	for _, d := range b.documents {
		number++
		docs.Add(number, int64(d.id))
		texts.Add(number, d.text)
	}
	if err := docs.Insert(tx); err != nil {
		return err
	}
	return texts.Insert(tx)
}
