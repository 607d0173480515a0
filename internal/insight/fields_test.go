package insight_test

import (
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/insight"
)

func TestEachFieldIsOneLookupByTheKeyOfTheWork(t *testing.T) {
	scan := map[db.Engine]*regexp.Regexp{
		db.SQLite:   regexp.MustCompile(`SCAN (c|b|f|event|sla_clock)\b`),
		db.Postgres: regexp.MustCompile(`Seq Scan on (sla_clock|event) `),
	}
	each(t, func(t *testing.T, b *bundle) {
		b.story(t)
		for _, d := range insight.Fields() {
			plan := b.plan(t, "SELECT t.id FROM ticket t WHERE t.id = 1 AND "+d.Filter+" IS NOT NULL")
			if bad := scan[b.db.Engine()].FindString(plan); bad != "" {
				t.Errorf("%s: %s\n%s", d.Key, bad, plan)
			}
			if d.Label == "" || d.Help == "" || !d.ReadOnly {
				t.Errorf("%s lacks a label or a help, or can be written", d.Key)
			}
		}
	})
}

// plan asks the engine how it would answer, as if the tables were large.
func (b *bundle) plan(t *testing.T, text string) string {
	t.Helper()
	explain, undo := "EXPLAIN QUERY PLAN ", errors.New("read only")
	if b.db.Engine() == db.Postgres {
		explain = "EXPLAIN "
	}
	var out []string
	err := b.db.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
		if b.db.Engine() == db.Postgres {
			if _, err := tx.Exec(`SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
		}
		rows, err := tx.Query(tx.Context(), explain+text)
		out, err = db.Collect(rows, err, func(rows *sql.Rows, line *string) error {
			if b.db.Engine() == db.Postgres {
				return rows.Scan(line)
			}
			var id, parent, rest int
			return rows.Scan(&id, &parent, &rest, line)
		})
		if err != nil {
			return err
		}
		return undo
	})
	if err != nil && !errors.Is(err, undo) {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

func TestPromisesAreAskedForByName(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.story(t)
		count := func(q string) (int, error) { return b.room.Count(actor.With(t.Context(), b.agent), b.Practice(), q) }
		sum := 0
		for _, q := range []string{"resolution_sla:met", "resolution_sla:Breached", "resolution_sla:running", "resolution_sla:paused", "resolution_sla:cancelled", "resolution_sla:none"} {
			n, err := count(q)
			if err != nil || n == 0 && !strings.HasSuffix(q, "none") && !strings.HasSuffix(q, "paused") {
				t.Errorf("%s: %d, %v", q, n, err)
			}
			sum += n
		}
		if all, err := count(""); err != nil || sum != all {
			t.Errorf("the ways a promise can stand have %d rows, there are %d, %v", sum, all, err)
		}
		in, _ := count("reopened_within<=14")
		out, _ := count("-reopened_within<=14")
		if all, _ := count(""); in == 0 || in+out != all {
			t.Errorf("%d came back soon and %d did not, of %d", in, out, all)
		}
		for q, cure := range map[string]string{"resolution_sla:brok": "breached", "resolution_sl:met": "resolution_sla", "response_sla:done": "met, breached, running, paused, cancelled"} {
			_, err := count(q)
			if f := errs.Fields(err); len(f) == 0 || !strings.Contains(f[0].Text, cure) {
				t.Errorf("%s: %v does not name %q", q, err, cure)
			}
		}
	})
}

func TestCancelledWorkIsNeitherKeptNorBroken(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		begin := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
		b.clock.Set(begin)
		soon, late, solved := &seen{priority: 3}, &seen{priority: 3}, &seen{priority: 3}
		for _, s := range []*seen{soon, late, solved} {
			b.open(t, s)
		}
		b.clock.Set(begin.Add(10 * time.Minute))
		b.step(t, soon, "cancelled", flow.Closed)
		b.step(t, solved, "resolved", flow.Resolved)
		b.clock.Set(begin.Add(72 * time.Hour))
		if _, err := b.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.step(t, late, "cancelled", flow.Closed)
		if _, err := b.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := b.insight.Measure(actor.With(t.Context(), b.agent), insight.Ask{Practice: b.Practice(), Period: insight.LastWeeks(4, b.clock.Now(), time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		for what, k := range map[string]insight.Kept{"response": r.Answered, "resolution": r.Solved} {
			all := k.Rows[len(k.Rows)-1]
			same(t, what+" kept", all.Clean+all.Paused, 1)
			same(t, what+" broken", all.Broken, 1)
		}
		for q, want := range map[string]int{"response_sla:cancelled": 1, "resolution_sla:Cancelled": 1, "resolution_sla:met": 1, "resolution_sla:breached": 1, "resolution_sla!=cancelled": 2} {
			n, err := b.room.Count(actor.With(t.Context(), b.agent), b.Practice(), q)
			if err != nil || n != want {
				t.Errorf("%s: %d, %v", q, n, err)
			}
		}
	})
}

func TestShortOfPromisesNothingIsMeasured(t *testing.T) {
	tests := []struct {
		name string
		kept insight.Kept
		want bool
	}{
		{"nothing at all", insight.Kept{}, false},
		{"only work that was never measured", insight.Kept{Unmeasured: 7}, false},
		{"all that ended was never measured, open work is late", insight.Kept{About: insight.About{N: 3}, Unmeasured: 7}, false},
		{"nothing has ended, open work is late", insight.Kept{About: insight.About{N: 3}}, true},
		{"some of what ended was measured", insight.Kept{About: insight.About{N: 3}, Ended: 1, Unmeasured: 7}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.kept.Measured(); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
