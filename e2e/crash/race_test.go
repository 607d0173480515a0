package crash

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestRacingCreatorsGetNumbersOfTheirOwn(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		const creators, rounds = 64, 4
		c := newClient(d.Token("agent"), creators)
		given := make([][]string, creators)
		together(creators, func(i int) {
			for n := range rounds {
				title := fmt.Sprintf("report %d of %d", n, i)
				r, err := c.do(t.Context(), d.URL, create(title, title))
				if err != nil || r.status != http.StatusCreated {
					t.Errorf("%s: %v, %v", title, r, err)
				}
				given[i] = append(given[i], r.Number)
			}
		})
		owner := map[string]int{}
		for i, list := range given {
			for _, number := range list {
				if other, ok := owner[number]; ok {
					t.Errorf("%s was given to %d and to %d", number, other, i)
				}
				owner[number] = i
			}
		}
		for i := range creators * rounds { // nothing failed, so that there are no gaps either
			if _, ok := owner[fmt.Sprintf("INC-%d", i+1)]; !ok {
				t.Errorf("INC-%d was given to nobody", i+1)
			}
		}
	})
}

// together runs f for 0 to n-1 at the same time.
func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	wg.Wait()
}

func TestRacingEditsNeverOverwriteSilently(t *testing.T) {
	edits, editors := 10_000, 16
	if testing.Short() {
		edits = 1_000
	}
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		c := newClient(d.Token("agent"), editors)
		first, err := c.do(t.Context(), d.URL, create("version 1", "first"))
		if err != nil || !first.ok() {
			t.Fatal(first, err)
		}
		var sent, saved, refused atomic.Int64
		together(editors, func(i int) {
			at := first.Version
			for n := sent.Add(1); n <= int64(edits); n = sent.Add(1) {
				r, err := c.do(t.Context(), d.URL, edit(first.Number, fmt.Sprintf("edit %d by %d", n, i), at))
				switch {
				case err != nil:
					t.Error(err)
				case r.status == http.StatusOK && r.Version == at+1:
					saved.Add(1)
					at = r.Version
				case r.isProblem(http.StatusPreconditionFailed, "Somebody changed"):
					refused.Add(1)
					if r, err = c.do(t.Context(), d.URL, look(first.Number)); err != nil || r.Version <= at {
						t.Errorf("version %d is said to be old, but the newest is %v, %v", at, r, err)
						return
					}
					at = r.Version
				default:
					t.Errorf("the edit of version %d was answered %v", at, r)
				}
			}
		})
		last, err := c.do(t.Context(), d.URL, look(first.Number))
		if err != nil || last.Version != first.Version+saved.Load() {
			t.Errorf("after %d saved edits the version is %d: %v", saved.Load(), last.Version, err)
		}
		if saved.Load() == 0 || refused.Load() == 0 || saved.Load()+refused.Load() != int64(edits) {
			t.Errorf("%d saved and %d refused of %d", saved.Load(), refused.Load(), edits)
		}
		unbroken(t, d, first, last, saved.Load())
		t.Logf("%d racing edits by %d editors: %d saved, %d refused, 0 silent overwrites", edits, editors, saved.Load(), refused.Load())
	})
}

// unbroken checks in the log that every edit began with what the one before it left.
func unbroken(t *testing.T, d *fettletest.Desk, first, last reply, saved int64) {
	t.Helper()
	rows, err := d.DB.Query(t.Context(), `SELECT data FROM event WHERE kind = 'ticket.changed' AND CAST(subject_id AS TEXT) = $1 ORDER BY seq`, first.ID)
	list, err := db.Collect(rows, err, func(r *sql.Rows, s *string) error { return r.Scan(s) })
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(list)) != saved {
		t.Errorf("%d saved edits have %d events", saved, len(list))
	}
	title := first.Title
	for _, data := range list {
		var e struct {
			Changes []struct {
				From string `json:"f"`
				To   string `json:"t"`
			}
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil || len(e.Changes) != 1 {
			t.Fatalf("%s: %v", data, err)
		}
		if e.Changes[0].From != title {
			t.Fatalf("%q was overwritten by an edit of %q", title, e.Changes[0].From)
		}
		title = e.Changes[0].To
	}
	if title != last.Title {
		t.Errorf("the last edit says %q, the record %q", title, last.Title)
	}
}

func TestOneKeySentAHundredTimesMakesOneRecord(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		urls := []string{d.URL}
		if d.DB.Engine() == db.Postgres { // where several processes share a database, the key must hold between them too
			urls = append(urls, second(t, d))
		}
		const senders = 100
		c := newClient(d.Token("agent"), senders)
		answers := make([]reply, senders)
		together(senders, func(i int) {
			var err error
			if answers[i], err = c.do(t.Context(), urls[i%len(urls)], create("only one", "the key")); err != nil {
				t.Error(err)
			}
		})
		fresh := 0
		for _, r := range answers {
			if r.status != http.StatusCreated || r.Number != answers[0].Number || r.ID != answers[0].ID {
				t.Errorf("answered %v, another %v", r, answers[0])
			}
			if r.header.Get("Idempotency-Replayed") == "" {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%d of the answers say that they are the first", fresh)
		}
		for what, text := range map[string]string{"records": `SELECT count(*) FROM record WHERE kind = 'incident'`, "tickets": `SELECT count(*) FROM ticket`,
			"events": `SELECT count(*) FROM event WHERE kind = 'ticket.opened'`, "keys": `SELECT count(*) FROM request_key`,
			"reports": `SELECT count(*) FROM entry`} {
			var n int
			if err := d.DB.QueryRow(t.Context(), text).Scan(&n); err != nil || n != 1 {
				t.Errorf("%d %s, %v", n, what, err)
			}
		}
		if r, err := c.do(t.Context(), d.URL, create("another", "the key")); err != nil || !r.isProblem(http.StatusUnprocessableEntity, "another request") {
			t.Errorf("the key for another request: %v, %v", r, err)
		}
	})
}

// second starts another process's worth of the product on the same database.
func second(t *testing.T, d *fettletest.Desk) string {
	t.Helper()
	a, err := app.Build(t.Context(), d.Options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	faces, err := a.Faces(app.ServeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(faces)
	t.Cleanup(srv.Close)
	return srv.URL
}
