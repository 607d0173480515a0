package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// postgres keeps the documents as tsvectors made here, not by PostgreSQL's parser, so that both engines know the same tokens. A GIN
// index gives all matches in no order; therefore a word that is found often among the newest documents is found by reading backwards.
type postgres struct{}

func (postgres) Put(tx *db.Tx, record, entry id.ID, title, body string) error {
	return tx.Put(`INSERT INTO search_text (rowid, document) VALUES ($1, CAST(CAST($2 AS TEXT) AS tsvector))`, cmp.Or(entry, record), vector(title, body))
}

func (postgres) Update(tx *db.Tx, record, entry id.ID, title, body string) error {
	_, err := tx.Exec(`INSERT INTO search_text (rowid, document) VALUES ($1, CAST(CAST($2 AS TEXT) AS tsvector))
		ON CONFLICT (rowid) DO UPDATE SET document = excluded.document`, cmp.Or(entry, record), vector(title, body))
	return err
}

func (postgres) Remove(tx *db.Tx, record, entry id.ID) error {
	_, err := tx.Exec(`DELETE FROM search_text WHERE rowid = $1`, cmp.Or(entry, record))
	return err
}

func (postgres) origin() string {
	return ` LEFT JOIN entry e ON e.id = s.rowid LEFT JOIN attachment f ON f.id = s.rowid JOIN record r ON r.id = coalesce(e.record_id, f.record_id, s.rowid)`
}

func (postgres) documents(within string) string {
	return messages(within)
}

// records turns a sub-select of rowids that match into one of the records that they belong to.
func (postgres) records(sub string, part Part, internal bool) string {
	if part == InTitle {
		return sub
	}
	where := ""
	if !internal {
		where = " WHERE coalesce(e.visibility, f.visibility, 0) = 0"
	}
	return "SELECT coalesce(e.record_id, f.record_id, s.rowid) FROM (" + sub + ") s LEFT JOIN entry e ON e.id = s.rowid LEFT JOIN attachment f ON f.id = s.rowid" + where
}

func (e postgres) Find(ctx context.Context, q db.Querier, r Request) ([]Hit, error) {
	return find(ctx, q, e, r)
}

func (e postgres) Condition(args *db.Args, words []Word, part Part, internal bool) string {
	words = lookable(words)
	if len(words) == 0 {
		return "TRUE"
	}
	q := tsquery(args, e.match(words, part))
	most := args.Add(MaxMatches)
	newest := `SELECT rowid, document FROM search_text ORDER BY rowid DESC LIMIT `
	backwards := `SELECT rowid FROM (` + newest + args.Add(reach) + `) n WHERE document @@ ` + q + ` ORDER BY rowid DESC LIMIT ` + most
	index := `SELECT rowid FROM (SELECT rowid FROM search_text WHERE document @@ ` + q + ` OFFSET 0) n ORDER BY rowid DESC LIMIT ` + most
	// The plan of a prepared statement does not know the words, so the way is chosen while it runs: only one of the arrays is made.
	named := ""
	if number := numbered(words); number != "" {
		named = ` || ARRAY(SELECT id FROM record WHERE number = ` + args.Add(number) + `)`
	}
	return `r.id = ANY(CASE WHEN (SELECT count(*) FROM (` + newest + args.Add(sample) + `) n WHERE document @@ ` + q + `) >= ` + args.Add(common) +
		` THEN ARRAY(` + e.records(backwards, part, internal) + `) ELSE ARRAY(` + e.records(index, part, internal) + `) END` + named + `)`
}

func tsquery(args *db.Args, match string) string {
	return `CAST(CAST(` + args.Add(match) + ` AS TEXT) AS tsquery)`
}

// vector writes the tokens with their positions; tokens are letters and digits, so that nothing needs escaping.
func vector(title, body string) string {
	marked, all := document(title, body)
	var b strings.Builder
	b.Grow(16 * (len(marked) + len(all)))
	put := func(list []string) {
		for i, t := range list {
			b.WriteByte('\'')
			b.WriteString(t)
			b.WriteString("':")
			b.WriteString(strconv.Itoa(i + 1))
			b.WriteByte(' ')
		}
	}
	put(marked)
	put(all)
	return b.String()
}

// next stands between the tokens of a phrase; no token holds it.
const next = " <-> "

// closest is how many of the newest documents with all words of a phrase are looked into before all of them are.
const closest = 1_000

// near looks for a phrase in the newest documents that have its words: the index knows the words, only the document their places.
func near(match string, below id.ID, limit int) pick {
	return func(args *db.Args) string {
		under := args.Add(below)
		return `SELECT x.rowid FROM (SELECT rowid FROM (SELECT rowid FROM search_text WHERE rowid < ` + under + ` AND document @@ ` +
			tsquery(args, strings.ReplaceAll(match, next, " & ")) + ` OFFSET 0) w ORDER BY rowid DESC LIMIT ` + args.Add(closest) +
			`) d JOIN search_text x ON x.rowid = d.rowid WHERE x.document @@ ` + tsquery(args, match) + ` ORDER BY x.rowid DESC LIMIT ` + args.Add(limit)
	}
}

func (postgres) match(words []Word, part Part) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(" & ")
		}
		b.WriteByte('(')
		for j, t := range w.Tokens {
			if j > 0 {
				b.WriteString(next)
			}
			b.WriteByte('\'')
			if part == InTitle {
				b.WriteString(mark)
			}
			b.WriteString(t)
			b.WriteByte('\'')
			if w.Prefix && j == len(w.Tokens)-1 {
				b.WriteString(":*")
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}

const (
	common = 10      // matches in a sample from which on a list walks backwards
	reach  = 100_000 // documents that it walks at most
	sample = 500     // newest documents read to learn how common a match is
	enough = 3       // matches among them from which on reading backwards finds a batch sooner than the index
)

// recent counts the matches among the newest documents below a rowid.
func recent(ctx context.Context, q db.Querier, match string, below id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT count(*) FROM (SELECT document FROM search_text WHERE rowid < $1 ORDER BY rowid DESC LIMIT $2) x
		WHERE document @@ CAST(CAST($3 AS TEXT) AS tsquery)`, below, sample, match).Scan(&n)
	return n, err
}

// newest reads backwards when the match is common among the newest documents, else, or when that did not find enough, asks the GIN
// index for all matches.
func (postgres) newest(ctx context.Context, q db.Querier, match string, below id.ID, limit int) ([]pick, error) {
	n, err := recent(ctx, q, match, below)
	if err != nil {
		return nil, err
	}
	index := func(args *db.Args) string { // OFFSET 0 keeps PostgreSQL from walking the primary key instead
		return `SELECT rowid FROM (SELECT rowid FROM search_text WHERE rowid < ` + args.Add(below) + ` AND document @@ ` + tsquery(args, match) +
			` OFFSET 0) x ORDER BY rowid DESC LIMIT ` + args.Add(limit)
	}
	if n < enough && strings.Contains(match, next) {
		return []pick{near(match, below, limit), index}, nil
	}
	if n < enough {
		return []pick{index}, nil
	}
	backwards := func(args *db.Args) string { // the inner limit keeps it from using the GIN index
		return `SELECT rowid FROM (SELECT rowid, document FROM search_text WHERE rowid < ` + args.Add(below) + ` ORDER BY rowid DESC LIMIT ` +
			args.Add(2*limit*sample/n) + `) x WHERE document @@ ` + tsquery(args, match) + ` ORDER BY rowid DESC LIMIT ` + args.Add(limit)
	}
	return []pick{backwards, index}, nil
}

// phrased looks into the documents at hand only: a GIN index does not know the places of words, so that it would read each document that
// has them all.
func (postgres) phrased(match string, some []id.ID, _ int) pick {
	some = slices.Clone(some)
	return func(args *db.Args) string {
		for n := len(some); n&(n-1) != 0; n++ { // few shapes of the statement
			some = append(some, some[0])
		}
		return `SELECT rowid FROM search_text WHERE rowid IN ` + db.List(args, some) + ` AND document @@ ` + tsquery(args, match)
	}
}

func (postgres) among(match string, rowids func(args *db.Args) string, below id.ID, limit int) pick {
	return func(args *db.Args) string {
		return `SELECT x.rowid FROM (` + rowids(args) + ` OFFSET 0) d JOIN search_text x ON x.rowid = d.id WHERE x.document @@ ` + tsquery(args, match) +
			` AND d.id < ` + args.Add(below) + ` ORDER BY d.id DESC LIMIT ` + args.Add(limit)
	}
}
