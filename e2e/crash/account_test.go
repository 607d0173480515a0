package crash

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
)

// account compares the database that a dead server left with the journal. Nothing of the product looks at the rows in between.
type account struct {
	*testing.T
	d      *db.DB
	j      *journal
	number map[string]string // id of a record → number
}

// settle holds the database and the files of a server that is down against the journal: every acknowledged change is there once, and
// nothing else but what had no answer.
func settle(t *testing.T, s *server, j *journal) {
	t.Helper()
	for _, f := range j.faults {
		t.Error(f)
	}
	d, err := db.Open(t.Context(), db.Options{URL: s.url(), ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	a := &account{T: t, d: d, j: j}
	a.records()
	a.keys()
	a.entries()
	a.events()
	a.files(s.data)
	a.timers()
	if d.Engine() == db.SQLite {
		for fault := range a.pairs(`SELECT integrity_check, '' FROM pragma_integrity_check WHERE integrity_check <> 'ok'`) {
			t.Errorf("the file is damaged: %s", fault)
		}
	}
}

// pairs reads rows of two texts.
func (a *account) pairs(text string, args ...any) map[string][]string {
	a.Helper()
	rows, err := a.d.Query(context.WithoutCancel(a.Context()), text, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows, p *[2]string) error { return r.Scan(&p[0], &p[1]) })
	if err != nil {
		a.Fatal(err)
	}
	out := map[string][]string{}
	for _, p := range list {
		out[p[0]] = append(out[p[0]], p[1])
	}
	return out
}

// same reports what was acknowledged and is not there exactly once, and what is there and was not asked for.
func (a *account) same(what string, want map[string]string, got map[string][]string) {
	a.Helper()
	lost, wrong := 0, 0
	for k, v := range want {
		switch at := got[k]; {
		case len(at) == 0:
			lost++
		case len(at) > 1 || at[0] != v:
			wrong++
			a.Errorf("%s %s: %v, want %s once", what, k, at, v)
		}
	}
	if lost > 0 {
		a.Errorf("%d of %d acknowledged are lost: %s", lost, len(want), what)
	}
	if len(got) != len(want)-lost {
		a.Errorf("%s: there are %d, acknowledged were %d", what, len(got), len(want))
	}
}

func (a *account) records() {
	a.number = map[string]string{}
	ids := a.pairs(`SELECT CAST(id AS TEXT), number FROM record WHERE kind = 'incident'`)
	for key, number := range ids {
		a.number[key] = number[0]
	}
	a.same("title of", a.j.titles, a.pairs(`SELECT number, title FROM record WHERE kind = 'incident'`))
	a.same("practice's row of", numbered(a.j.numbers), a.pairs(`SELECT r.number, r.number FROM record r JOIN ticket t ON t.id = r.id JOIN incident i ON i.id = r.id`))
}

func numbered(m map[string]string) map[string]string {
	out := map[string]string{}
	for number := range m {
		out[number] = number
	}
	return out
}

// keys checks that every key is kept with the number that its client was told.
func (a *account) keys() {
	want := map[string]string{}
	for key, number := range a.j.opened {
		want[key] = number
	}
	for key, number := range a.j.replies {
		want[key] = number
	}
	got := a.pairs(`SELECT key, answer FROM request_key`)
	for key, answers := range got {
		for i, text := range answers {
			var c change
			if err := json.Unmarshal([]byte(text), &c); err != nil {
				a.Errorf("key %s: %v", key, err)
			}
			answers[i] = c.Number
		}
	}
	a.same("key", want, got)
}

// entries checks that every report and every reply is there once, on its own record.
func (a *account) entries() {
	at := func(kind, prefix string) map[string][]string {
		out := map[string][]string{}
		for body, records := range a.pairs(`SELECT e.body, r.number FROM entry e JOIN record r ON r.id = e.record_id WHERE e.kind = $1`, kind) {
			out[strings.TrimPrefix(body, prefix)] = records
		}
		return out
	}
	a.same("report of", a.j.opened, at("report", "It stopped working: "))
	a.same("reply", a.j.replies, at("reply", ""))
}

// events checks that each change has its event, once, and that no event is without a change.
func (a *account) events() {
	of := func(kind string, key func(subject, data string) string) map[string][]string {
		out := map[string][]string{}
		for subject, list := range a.pairs(`SELECT CAST(subject_id AS TEXT), data FROM event WHERE kind = $1`, kind) {
			for _, data := range list {
				k := key(subject, data)
				out[k] = append(out[k], a.number[subject])
			}
		}
		return out
	}
	a.same("opened event of", numbered(a.j.numbers), of("ticket.opened", func(subject, _ string) string { return a.number[subject] }))
	a.same("changed event of", a.j.edits, of("ticket.changed", func(_, data string) string {
		var e struct {
			Changes []struct {
				To string `json:"t"`
			}
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil || len(e.Changes) != 1 {
			a.Errorf("a change of more than the title: %s", data)
			return data
		}
		return e.Changes[0].To
	}))
	entries := map[string]string{}
	for entry, records := range a.pairs(`SELECT CAST(e.id AS TEXT), r.number FROM entry e JOIN record r ON r.id = e.record_id WHERE e.kind = 'reply'`) {
		entries[entry] = records[0]
	}
	a.same("event of entry", entries, of("ticket.messaged", func(_, data string) string {
		var e struct{ Entry string }
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			a.Error(err)
		}
		return e.Entry
	}))
}

// files checks that every acknowledged file is named once and has its content, and that no more are there than had no answer.
func (a *account) files(data string) {
	got := a.pairs(`SELECT CAST(id AS TEXT), hash FROM attachment`)
	extra := len(got) - len(a.j.files)
	for file := range got {
		if _, ok := a.j.files[file]; !ok && extra > 0 && extra <= a.j.unsure {
			delete(got, file)
		}
	}
	a.same("file", a.j.files, got)
	for file, hash := range a.j.files {
		content, err := os.ReadFile(filepath.Join(data, "files", "blobs", hash[:2], hash[2:4], hash)) //nolint:gosec // below the test's own folder
		if sum := sha256.Sum256(content); err != nil || hex.EncodeToString(sum[:]) != hash {
			a.Errorf("the content of file %s is not there or not whole: %v", file, err)
		}
	}
	events := a.pairs(`SELECT CAST(subject_id AS TEXT), data FROM event WHERE kind = 'record.attached'`)
	n := 0
	for _, list := range events {
		n += len(list)
	}
	if want := len(a.j.files) + max(extra, 0); n != want {
		a.Errorf("%d events of %d files", n, want)
	}
}

// timers checks that everything with a running clock has its one timer, that no timer is without work, and that no job was given up.
func (a *account) timers() {
	keys := a.pairs(`SELECT unique_key, kind FROM job WHERE kind = 'sla.step'`)
	running := a.pairs(`SELECT DISTINCT CAST(c.ticket_id AS TEXT), '' FROM sla_clock c JOIN ticket t ON t.id = c.ticket_id WHERE t.phase < 2 AND c.state = 1 AND c.due_at > $1`,
		clock.Of(now()))
	if len(running) == 0 {
		a.Error("no clock is running: the test does not test the timers")
	}
	for work := range running {
		if n := len(keys["sla:"+work]); n != 1 {
			a.Errorf("%s has a running clock and %d timers", a.number[work], n)
		}
	}
	for key := range keys {
		if a.number[strings.TrimPrefix(key, "sla:")] == "" {
			a.Errorf("the timer %s is for nothing", key)
		}
	}
	for kind, dead := range a.pairs(`SELECT kind, error FROM job WHERE state = 2`) {
		a.Errorf("%d jobs of kind %s were given up: %s", len(dead), kind, dead[0])
	}
}

// verify lets the product's own command read the whole log.
func verify(t *testing.T, s *server) (events int64) {
	t.Helper()
	out, err := s.run("audit", "verify", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Events int64             `json:"events"`
		Faults []json.RawMessage `json:"faults"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Faults) > 0 || r.Events == 0 {
		t.Errorf("audit verify: %s", out)
	}
	return r.Events
}
