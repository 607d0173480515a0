package search

import (
	"context"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// sqlite keeps the documents in a contentless FTS5 table. Its doclists are read backwards, so that the newest matches come at once.
type sqlite struct{}

func (sqlite) Put(tx *db.Tx, rowid id.ID, title, body string) error {
	marked, all := document(title, body)
	_, err := tx.Exec(`INSERT INTO search_text (rowid, title, body) VALUES ($1, $2, $3)`, rowid, strings.Join(marked, " "), strings.Join(all, " "))
	return err
}

func (sqlite) Update(tx *db.Tx, rowid id.ID, title, body string) error {
	marked, all := document(title, body)
	_, err := tx.Exec(`INSERT OR REPLACE INTO search_text (rowid, title, body) VALUES ($1, $2, $3)`, rowid, strings.Join(marked, " "), strings.Join(all, " "))
	return err
}

func (sqlite) Remove(tx *db.Tx, rowid id.ID) error {
	_, err := tx.Exec(`DELETE FROM search_text WHERE rowid = $1`, rowid)
	return err
}

func (e sqlite) Find(ctx context.Context, q db.Querier, r Request) ([]Hit, error) {
	return find(ctx, q, e, r)
}

func (e sqlite) Condition(args *db.Args, words []Word, part Part, internal bool) string {
	words = lookable(words)
	if len(words) == 0 {
		return "TRUE"
	}
	return `r.id IN (` + records(`SELECT rowid FROM search_text WHERE search_text MATCH `+args.Add(e.match(words, part))+` ORDER BY rowid DESC LIMIT `+args.Add(MaxMatches), part, internal) + `)`
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

func (sqlite) among(match string, rowids func(args *db.Args) string, below id.ID, limit int) pick {
	return func(args *db.Args) string { // one look into the index for each rowid
		return `SELECT x.rowid FROM (` + rowids(args) + `) d CROSS JOIN search_text x ON x.rowid = d.id WHERE x.search_text MATCH ` + args.Add(match) +
			` AND d.id < ` + args.Add(below) + ` ORDER BY d.id DESC LIMIT ` + args.Add(limit)
	}
}
