package search_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

// BenchmarkFind measures searches over as many tickets as FETTLE_BENCH_SEARCH says (a million for the stated target), each with a
// title, a report and one message. FETTLE_BENCH_POSTGRES is the URL of an empty database, FETTLE_BENCH_SQLITE a file to build or use
// again.
func BenchmarkFind(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("FETTLE_BENCH_SEARCH"))
	if n == 0 {
		b.Skip("FETTLE_BENCH_SEARCH is not set")
	}
	file := os.Getenv("FETTLE_BENCH_SQLITE")
	if file == "" {
		file = filepath.Join(b.TempDir(), "bench.db")
	}
	b.Run("sqlite", func(b *testing.B) { benchFind(b, "sqlite:"+file, n) })
	if at := os.Getenv("FETTLE_BENCH_POSTGRES"); at != "" {
		b.Run("postgres", func(b *testing.B) { benchFind(b, at, n) })
	}
}

func benchFind(b *testing.B, at string, n int) {
	d, err := db.Open(b.Context(), db.Options{URL: at, Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	x := fill(b, d, n)
	mine := func(a *db.Args) string { return "t.requester_id = " + a.Add(7) }
	for _, c := range []struct {
		name  string
		r     search.Request
		least int
	}{
		{"rare word", search.Request{Text: "quokka"}, 1},
		{"old word", search.Request{Text: "fortran"}, 20},
		{"middling word", search.Request{Text: "firewall"}, 20},
		{"common word", search.Request{Text: "printer"}, 20},
		{"two common words", search.Request{Text: "printer toner"}, 20},
		{"phrase", search.Request{Text: `"printer toner"`}, 1},
		{"rare and common word", search.Request{Text: "printer quokka"}, 0},
		{"typing a common word", search.Request{Text: "prin", Typing: true}, 20},
		{"typing a rare word", search.Request{Text: "quok", Typing: true}, 1},
		{"typing three letters", search.Request{Text: "kal", Typing: true}, 20},
		{"typing a second word", search.Request{Text: "printer kal", Typing: true}, 20},
		{"absent word", search.Request{Text: "xyzzyx"}, 0},
		{"common word, few may be seen", search.Request{Text: "printer", Scope: mine}, 0},
		{"common word within few", search.Request{Text: "printer", Scope: mine, Within: func(a *db.Args) string {
			return "SELECT id FROM ticket WHERE requester_id = " + a.Add(7)
		}}, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			if c.r.Scope == nil {
				c.r.Scope = everything
			}
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				hits, err := x.Find(b.Context(), d, c.r)
				took = append(took, time.Since(start))
				if err != nil || len(hits) < c.least {
					b.Fatalf("%d hits, %v", len(hits), err)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
	for _, words := range []string{"printer", "firewall", "quokka", "printer toner"} {
		b.Run("list filter "+words, func(b *testing.B) {
			for b.Loop() {
				list(b, d, x, words)
			}
		})
	}
}

// BenchmarkPut measures what one document costs inside of a write: 60 words, SQLite.
func BenchmarkPut(b *testing.B) {
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "put.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	words := vocabulary(r)
	zipf := rand.NewZipf(r, 1.07, 8, uint64(len(words)-1))
	title, body := strings.Repeat("printer jam ", 3), ""
	for range 54 {
		body += words[zipf.Uint64()] + " "
	}
	x := search.New(d.Engine())
	b.ResetTimer()
	write(b, d, func(tx *db.Tx) error {
		for i := range b.N {
			if err := x.Put(tx, ident(i+1), 0, title, body); err != nil {
				return err
			}
		}
		return nil
	})
}

// list reads a page of a list with a filter by free words.
func list(b *testing.B, d *db.DB, x search.Index, words string) {
	var args db.Args
	q, err := search.Parse(words)
	if err != nil {
		b.Fatal(err)
	}
	where, err := search.Compile(q, search.Env{Index: x}, &args)
	if err != nil {
		b.Fatal(err)
	}
	rows, err := d.Query(b.Context(), `SELECT r.id FROM record r WHERE `+where+` ORDER BY r.id DESC LIMIT 50`, args.Values()...)
	found, err := db.Collect(rows, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
	if err != nil || len(found) == 0 {
		b.Fatal(len(found), err)
	}
}

// fill writes n tickets unless they are there.
func fill(b *testing.B, d *db.DB, n int) search.Index {
	x := search.New(d.Engine())
	var have int
	if err := d.QueryRow(b.Context(), `SELECT count(*) FROM record`).Scan(&have); err != nil {
		b.Fatal(err)
	}
	if have >= n {
		return x
	}
	start, puts := time.Now(), time.Duration(0)
	r := rand.New(rand.NewPCG(1, 2))
	words := vocabulary(r)
	zipf := rand.NewZipf(r, 1.07, 8, uint64(len(words)-1))
	const batch = 2000
	for from := 1; from <= n; from += batch {
		write(b, d, func(tx *db.Tx) error {
			for i := from; i < from+batch; i++ {
				tk := ticket{n: 2 * i, title: sentence(r, words, zipf, 6), body: sentence(r, words, zipf, 5+r.IntN(90)) + planted(r, i, n)}
				if i%(n/5) == 0 {
					tk.owner = 7
				}
				if r.IntN(1000) == 0 {
					tk.title += " printer"
				}
				if err := insert(tx, x, tk); err != nil {
					return err
				}
				body := sentence(r, words, zipf, 5+r.IntN(60)) + planted(r, i, n)
				at := time.Now()
				if err := say(tx, x, 2*i+1, 2*i, 0, body); err != nil {
					return err
				}
				puts += time.Since(at)
			}
			return nil
		})
	}
	if d.Engine() == db.Postgres {
		if err := d.Administer(context.Background(), "VACUUM ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%s: %d tickets written in %s; a message with its entry in the index %s", d.Engine(), n, time.Since(start).Round(time.Second), (puts / time.Duration(n)).Round(time.Microsecond))
	return x
}

// planted adds words of a known frequency.
func planted(r *rand.Rand, i, n int) string {
	s := ""
	if r.IntN(10) == 0 {
		s += " printer"
	}
	if r.IntN(10) == 0 {
		s += " toner"
	}
	if r.IntN(200) == 0 {
		s += " firewall"
	}
	if i < n/2 && r.IntN(100) == 0 {
		s += " fortran"
	}
	if i%(n/10) == 0 {
		s += " quokka"
	}
	return s
}

func sentence(r *rand.Rand, words []string, zipf *rand.Zipf, n int) string {
	list := make([]string, 1+r.IntN(n))
	for i := range list {
		list[i] = words[zipf.Uint64()]
	}
	return strings.Join(list, " ")
}

func vocabulary(r *rand.Rand) []string {
	syllables := strings.Fields("ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu")
	words := make([]string, 40_000)
	for i := range words {
		for range 1 + r.IntN(4) {
			words[i] += syllables[r.IntN(len(syllables))]
		}
		words[i] += fmt.Sprint(i % 7)
	}
	return words
}
