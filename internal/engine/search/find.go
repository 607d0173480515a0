package search

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

const (
	candidates = 100   // documents looked at first, for titles and for whole documents
	furthest   = 2_000 // documents after which an actor who may see few of those that match gets no more
)

// engine is what differs between the two databases.
type engine interface {
	// match returns the expression of the engine that all words occur in one document.
	match(words []Word, part Part) string
	// newest returns ways to get up to limit rowids below a bound that match, newest first. A way after the first is taken when the one
	// before gave fewer than limit.
	newest(ctx context.Context, q db.Querier, match string, below id.ID, limit int) ([]pick, error)
	// phrased returns the way to those of some documents, or of the newest, that have all tokens of a match in a row.
	phrased(match string, some []id.ID, limit int) pick
	// among returns the way when only documents with the rowids of a sub-select matter.
	among(match string, rowids func(args *db.Args) string, below id.ID, limit int) pick
	// documents returns the sub-select of the rowids ("id") of the records of a sub-select and of their messages and files.
	documents(within string) string
	// origin joins the record r and, for a message, the entry e, for a file, the attachment f to the rowids of s.
	origin() string
}

// pick writes a sub-select of candidate rowids and adds its arguments.
type pick func(args *db.Args) string

// candidate is a document that matched.
type candidate struct {
	Hit
	rowid  id.ID
	hidden bool
}

// id is that of the message, the file or else the record: it tells the time.
func (c *candidate) id() id.ID { return cmp.Or(c.Entry, c.File, c.Record) }

// find runs a search: it collects candidates newest first, then ranks them.
func find(ctx context.Context, q db.Querier, e engine, r Request) (hits []Hit, err error) {
	defer errs.Wrap(&err, "search.Find")
	if r.Scope == nil {
		return nil, errs.New(errs.Internal, "a search without a scope")
	}
	if r.Limit <= 0 {
		r.Limit = 20
	}
	r.Limit = min(r.Limit, 100)
	words := typed(r.Text, r.Typing)
	if len(words) == 0 {
		return nil, nil
	}
	f := search{ctx: ctx, q: q, e: e, r: r, found: map[id.ID]*candidate{}}
	plain, prefixed := exact(words)
	if err := f.collect(plain); err != nil {
		return nil, err
	}
	if prefixed && f.visible < r.Limit {
		if err := f.collect(words); err != nil {
			return nil, err
		}
	}
	if err := f.phrases(words); err != nil {
		return nil, err
	}
	return f.rank(words), nil
}

type search struct {
	ctx     context.Context
	q       db.Querier
	e       engine
	r       Request
	found   map[id.ID]*candidate // by record: its best document
	seen    []id.ID              // the rowids of all documents that may be seen
	visible int
	phrase  map[id.ID]bool // records with all words in a row
}

// collect takes the newest matches in titles and the newest anywhere, and goes further back while too few of them may be seen.
func (s *search) collect(words []Word) error {
	if _, _, err := s.batch(s.e.match(words, InTitle), math.MaxInt64, candidates); err != nil {
		return err
	}
	match, below := s.e.match(words, Anywhere), id.ID(math.MaxInt64)
	for limit, seen := candidates, 0; seen < furthest; limit *= 4 {
		n, last, err := s.batch(match, below, limit)
		if err != nil {
			return err
		}
		seen += n
		if n < limit || s.visible >= s.r.Limit {
			return nil
		}
		below = last
	}
	return nil
}

// batch reads up to limit documents below a rowid and returns how many matched and the oldest of them.
func (s *search) batch(match string, below id.ID, limit int) (n int, last id.ID, err error) {
	list, err := s.read(match, below, limit)
	for i := range list {
		c := &list[i]
		if last == 0 || c.rowid < last {
			last = c.rowid
		}
		if c.hidden {
			continue
		}
		s.seen = append(s.seen, c.rowid)
		old := s.found[c.Record]
		if old == nil {
			s.visible++
		}
		if old == nil || c.rowid > old.rowid {
			s.found[c.Record] = c
		}
	}
	return len(list), last, err
}

// read returns up to limit candidates below a rowid.
func (s *search) read(match string, below id.ID, limit int) (list []candidate, err error) {
	if s.r.Within != nil {
		return s.take(s.e.among(match, s.documents, below, limit))
	}
	ways, err := s.e.newest(s.ctx, s.q, match, below, limit)
	for i := 0; i < len(ways) && err == nil && (i == 0 || len(list) < limit); i++ {
		list, err = s.take(ways[i])
	}
	return list, err
}

// documents writes the rowids of the records that the request is limited to, and of their messages and files.
func (s *search) documents(args *db.Args) string {
	return s.e.documents(s.r.Within(args))
}

// messages returns the sub-select of the ids of the records of a sub-select, of their entries and of their attachments.
func messages(within string) string {
	return `SELECT id FROM (` + within + `) w UNION SELECT id FROM entry WHERE record_id IN (` + within + `)
		UNION SELECT id FROM attachment WHERE record_id IN (` + within + `)`
}

func (s *search) take(way pick) ([]candidate, error) {
	var args db.Args
	var b strings.Builder
	b.WriteString(`SELECT s.rowid, r.id, r.number, r.kind, r.title, coalesce(e.id, 0), coalesce(f.id, 0), CASE WHEN `)
	if !s.r.Internal {
		b.WriteString(`coalesce(e.visibility, f.visibility, 0) = 0 AND `)
	}
	if len(s.r.Kinds) > 0 {
		b.WriteString(`r.kind IN ` + db.List(&args, s.r.Kinds) + ` AND `)
	}
	b.WriteString(`(` + s.r.Scope(&args) + `) THEN 0 ELSE 1 END FROM (` + way(&args) + `) s` + s.e.origin() + ` LEFT JOIN ticket t ON t.id = r.id`)
	rows, err := s.q.Query(s.ctx, b.String(), args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, c *candidate) error {
		return rows.Scan(&c.rowid, &c.Record, &c.Number, &c.Kind, &c.Title, &c.Entry, &c.File, &c.hidden)
	})
}

// phrases notes which of what was found has all words in a row.
func (s *search) phrases(words []Word) error {
	in := row(words)
	if in == nil || s.visible == 0 {
		return nil
	}
	match := s.e.match(in, Anywhere)
	var list []candidate
	var err error
	if s.r.Within != nil {
		list, err = s.read(match, math.MaxInt64, candidates)
	} else {
		list, err = s.take(s.e.phrased(match, s.seen[:min(len(s.seen), 2*candidates)], candidates))
	}
	s.phrase = map[id.ID]bool{}
	for _, c := range list {
		if !c.hidden {
			s.phrase[c.Record] = true
		}
	}
	return err
}

// rank orders what was found: all words in the title before a phrase before what is merely newer.
func (s *search) rank(words []Word) []Hit {
	var newest id.ID
	for _, c := range s.found {
		newest = max(newest, c.id())
	}
	out := make([]Hit, 0, len(s.found))
	in := row(words)
	for _, c := range s.found {
		age := newest.Time().Sub(c.id().Time())
		title := Tokens(c.Title)
		if within(words, title) {
			c.Score += 100
			c.Entry, c.File = 0, 0
			if n := count(words); n == len(title) {
				c.Score += 20
			}
			if in != nil && within(in, title) {
				c.Score += 30
			}
		}
		if s.phrase[c.Record] {
			c.Score += 20
		}
		c.Score += 10 / (1 + age.Hours()/24/30)
		out = append(out, c.Hit)
	}
	sorted.By(out, func(a, b Hit) int {
		if c := cmp.Compare(b.Score, a.Score); c != 0 {
			return c
		}
		return cmp.Compare(b.Record, a.Record)
	})
	return out[:min(len(out), s.r.Limit)]
}

func count(words []Word) int {
	n := 0
	for _, w := range words {
		n += len(w.Tokens)
	}
	return n
}

// lookable drops words without tokens, which say nothing.
// numbered returns the number of the record that a single word names, "" when there is none.
func numbered(words []Word) string {
	if len(words) == 1 {
		return words[0].Number
	}
	return ""
}

func lookable(words []Word) []Word {
	var out []Word
	for _, w := range words {
		if len(w.Tokens) > 0 {
			out = append(out, w)
		}
	}
	return out
}
