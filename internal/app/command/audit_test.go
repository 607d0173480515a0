package command_test

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

// tamper runs statements on a database as somebody would who can write to it by hand.
func tamper(t *testing.T, url string, statements ...string) {
	t.Helper()
	d := dbtest.Open(t, url, clock.System{})
	defer func() { _ = d.Close() }()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, s := range statements {
			if n, err := tx.Exec(s); err != nil || n == 0 {
				t.Errorf("%s: %d rows, %v", s, n, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// long is a subject with several events.
const long = `(SELECT min(subject_id) FROM event WHERE seq = 3)`

// answer is a message that somebody wrote.
const answer = `(SELECT min(id) FROM entry WHERE kind = 'reply')`

// report is the text with which something was opened.
const report = `(SELECT min(id) FROM entry WHERE kind = 'report')`

func TestVerifyFindsWhateverSomebodyDoesToTheLog(t *testing.T) {
	tests := []struct {
		name, say  string
		statements []string
	}{
		{"nothing", "Nothing was changed", nil},
		{"a row is changed", "event 2 was changed", []string{`UPDATE event SET actor_id = actor_id + 1 WHERE seq = 2 AND subject_id = ` + long}},
		{"a row in the middle is removed", "event 2 is missing", []string{`DELETE FROM event WHERE seq = 2 AND subject_id = ` + long}},
		{"the last row of a subject is removed", "the chain should end with event", []string{
			`DELETE FROM event WHERE subject_id = ` + long + ` AND seq = (SELECT max(seq) FROM event WHERE subject_id = ` + long + `)`}},
		{"the last row of all is removed", "event", []string{`DELETE FROM event WHERE id = (SELECT max(id) FROM event)`}},
		{"two rows change places", "reordered", []string{`UPDATE event SET seq = -2 WHERE seq = 2 AND subject_id = ` + long,
			`UPDATE event SET seq = 2 WHERE seq = 3 AND subject_id = (SELECT min(subject_id) FROM event WHERE seq = -2)`,
			`UPDATE event SET seq = 3 WHERE seq = -2`}},
		{"everything of a subject is removed", "is missing", []string{`DELETE FROM event WHERE subject_id = ` + long}},
		{"a title is changed", `: the title was changed behind the log: it is "Nothing happened", the log says "`, []string{`UPDATE record SET title = 'Nothing happened' WHERE id = ` + long}},
		{"a message is changed", ": the text of a message was changed behind the log", []string{`UPDATE entry SET body = 'I never said that.' WHERE id = ` + answer}},
		{"a message changes by a space", ": the text of a message was changed behind the log", []string{`UPDATE entry SET body = body || ' ' WHERE id = ` + answer}},
		{"an answer is hidden from the requester", ": a message was made internal behind the log", []string{`UPDATE entry SET visibility = 1 WHERE id = ` + answer}},
		{"a message is removed", ": a message was removed behind the log", []string{`DELETE FROM entry WHERE id = ` + answer}},
		{"a message is added", ": no event tells of it", []string{`INSERT INTO entry (id, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source)
			SELECT id + 1, record_id, kind, visibility, author_id, behalf_id, channel, at, 'I said that.', source FROM entry WHERE id = ` + answer}},
		{"the first report is changed", ": the text of the report was changed behind the log", []string{`UPDATE entry SET body = body || '!' WHERE id = ` + report}},
		{"the first report is removed", ": the report was removed behind the log", []string{`DELETE FROM entry WHERE id = ` + report}},
		{"the first report is hidden from the requester", ": the report was made internal behind the log", []string{`UPDATE entry SET visibility = 1 WHERE id = ` + report}},
		{"a second report is added", ": 2 reports are there", []string{`INSERT INTO entry (id, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source)
			SELECT id + 1, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source FROM entry WHERE id = ` + report}},
	}
	seeded := func(t *testing.T, url string) (data string) {
		t.Helper()
		data = t.TempDir()
		if code, out, errout := fettle(t.Context(), "seed", "--scale", "10", "--data", data, "--database", cmp.Or(url, "sqlite:"+filepath.Join(data, "fettle.db"))); code != 0 {
			t.Fatalf("%d\n%s%s", code, out, errout)
		}
		return data
	}
	each := func(t *testing.T, from string, url func(t *testing.T, data string) string) {
		t.Helper()
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				data := filepath.Join(t.TempDir(), "data")
				if err := os.CopyFS(data, os.DirFS(from)); err != nil {
					t.Fatal(err)
				}
				at := url(t, data)
				tamper(t, at, tt.statements...)
				code, out, errout := fettle(t.Context(), "audit", "verify", "--data", data, "--database", at)
				if want := min(1, len(tt.statements)); code != want || !strings.Contains(out, tt.say) || strings.Contains(errout, "goroutine") {
					t.Errorf("exit %d, want %d\n%s%s", code, want, out, errout)
				}
			})
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		each(t, seeded(t, ""), func(_ *testing.T, data string) string { return "sqlite:" + filepath.Join(data, "fettle.db") })
	})
	t.Run("postgres", func(t *testing.T) {
		first := dbtest.Postgres(t)
		each(t, seeded(t, first), func(t *testing.T, _ string) string { t.Helper(); return dbtest.Copy(t, first) })
	})
}

func TestVerifySpeaksOfRecordsByTheirNumbers(t *testing.T) {
	data := t.TempDir()
	url := "sqlite:" + filepath.Join(data, "fettle.db")
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "10", "--data", data); code != 0 {
		t.Fatalf("%d\n%s%s", code, out, errout)
	}
	tamper(t, url, `DELETE FROM event_seal`, `DELETE FROM counter WHERE name = 'event.seals'`) // a desk of its first day
	type report struct {
		Events int64
		Faults []struct{ Subject, Event, Number, Text string }
	}
	verify := func() (text, errout string, r report) {
		t.Helper()
		_, out, _ := fettle(t.Context(), "audit", "verify", "--json", "--data", data)
		if err := json.Unmarshal([]byte(out), &r); err != nil || r.Faults == nil || strings.Contains(out, "null,") && len(r.Faults) == 0 {
			t.Errorf("%v in %s", err, out)
		}
		_, text, errout = fettle(t.Context(), "audit", "verify", "--data", data)
		return text, errout, r
	}
	if text, errout, r := verify(); len(r.Faults) != 0 || r.Events == 0 || errout != "" {
		t.Errorf("%+v\n%s%s", r, text, errout)
	}
	tamper(t, url, `DELETE FROM event WHERE subject_id = (SELECT id FROM record WHERE number = 'INC-3') AND seq = (SELECT max(seq) FROM event WHERE subject_id = (SELECT id FROM record WHERE number = 'INC-3'))`)
	text, errout, r := verify()
	if len(r.Faults) != 1 || r.Faults[0].Number != "INC-3" || !strings.Contains(text, "\n  INC-3 ("+r.Faults[0].Subject+"): the chain should end") || !strings.Contains(errout, " 1 fault. ") {
		t.Errorf("%+v\n%s%s", r, text, errout)
	}
	tamper(t, url, `INSERT INTO counter (name, value) VALUES ('event.seals', 3)`)
	if text, errout, r := verify(); len(r.Faults) != 2 || !strings.Contains(text, "\n  daily seals taken: 3, there: 0") || !strings.Contains(errout, " 2 faults. ") {
		t.Errorf("%+v\n%s%s", r, text, errout)
	}
	tamper(t, url, `DELETE FROM event_chain`, `DELETE FROM event`)
	if text, _, _ := verify(); !strings.Contains(text, "0 events of 0 subjects and 0 daily seals") || strings.Contains(text, "event :") {
		t.Errorf("%s", text)
	}
}
