package seed_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

func build(t testing.TB, database string, c clock.Clock) *app.App {
	t.Helper()
	a, err := app.Build(t.Context(), app.Options{Data: t.TempDir(), Database: database, Clock: c, Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func sqlite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "fettle.db") }

// each runs f with an empty product on each engine.
func each(t *testing.T, f func(t *testing.T, a *app.App)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, build(t, sqlite(t), clock.At(dbtest.Start()))) })
	t.Run("postgres", func(t *testing.T) { f(t, build(t, dbtest.Migrated(t), clock.At(dbtest.Start()))) })
}

func fill(t testing.TB, a *app.App, o seed.Options) seed.Result {
	t.Helper()
	r, err := seed.Run(t.Context(), a, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func system(t *testing.T) context.Context { return actor.With(t.Context(), actor.OfSystem("test")) }

func count(t *testing.T, a *app.App, text string, args ...any) (n int) {
	t.Helper()
	if err := a.DB.QueryRow(t.Context(), text, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestASeededDeskWorksLikeAnyOther(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		r := fill(t, a, seed.Options{Scale: 400, Seed: 1})
		if r.People != 60 || r.Incidents != 400 || r.Admin == 0 {
			t.Errorf("made %+v", r)
		}
		ctx := system(t)
		report, err := a.Events.Verify(ctx, a.DB, nil)
		if err != nil || len(report.Faults) > 0 || report.Seals != 1 {
			t.Errorf("the log: %+v, %v", report, err)
		}
		open := count(t, a, `SELECT count(*) FROM ticket WHERE phase < 2`)
		if open < 8 || open > 40 {
			t.Errorf("%d of 400 are open", open)
		}
		if n := count(t, a, `SELECT count(*) FROM ticket t WHERE phase < 2 AND NOT EXISTS (SELECT 1 FROM sla_clock c WHERE c.ticket_id = t.id)`); n > 0 {
			t.Errorf("%d open ones have no clocks", n)
		}
		page, err := ticket.Table().List(ctx, a.DB, record.Query{Kind: "incident", Perm: incident.PermView, Open: true})
		if err != nil || len(page.Rows) != min(open, 50) {
			t.Errorf("the queue has %d rows, %v", len(page.Rows), err)
		}
		for word, most := range map[string]int{seed.Common: 100, seed.Rare: 7} {
			hits, err := a.Index.Find(ctx, a.DB, search.Request{Text: word, Limit: 100, Scope: func(*db.Args) string { return "TRUE" }})
			if err != nil || len(hits) < 3 || len(hits) > most {
				t.Errorf("%s is found %d times, %v", word, len(hits), err)
			}
		}
		made, err := a.Incidents.Open(ctx, incident.Open{Title: "A real one", Requester: r.Admin})
		if err != nil || made.Number != "INC-401" {
			t.Errorf("the next incident is %s, %v", made.Number, err)
		}
		if newest := count(t, a, `SELECT count(*) FROM record WHERE id >= $1`, made.ID); newest != 1 {
			t.Errorf("%d records are as new as the newest", newest)
		}
	})
}

func TestSeededClocksAreThoseOfTheHistory(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		fill(t, a, seed.Options{Scale: 300, Seed: 2})
		const text = `SELECT t.id, t.due_at FROM ticket t WHERE t.phase < 2 ORDER BY t.id`
		type due struct {
			ID id.ID
			At clock.Time
		}
		read := func() []due {
			rows, err := a.DB.Query(t.Context(), text)
			list, err := db.Collect(rows, err, func(rows *sql.Rows, d *due) error { return rows.Scan(&d.ID, &d.At) })
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		before := read()
		clocks := count(t, a, `SELECT count(*) FROM sla_clock`)
		for _, d := range before {
			if err := a.DB.Write(system(t), func(tx *db.Tx) error { return a.SLA.Rebuild(tx, d.ID) }); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, read()); diff != "" {
			t.Errorf("rebuilding changes due times:\n%s", diff)
		}
		if n := count(t, a, `SELECT count(*) FROM sla_clock`); n != clocks {
			t.Errorf("rebuilding makes %d clocks of %d", n, clocks)
		}
	})
}

func TestResolvedWorkClosesByItself(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		fill(t, a, seed.Options{Scale: 2000, Seed: 1})
		resolved := count(t, a, `SELECT count(*) FROM ticket WHERE phase = 2`)
		if resolved == 0 {
			t.Fatal("nothing is resolved and not closed")
		}
		a.Clock.(*clock.Settable).Advance(8 * 24 * time.Hour)
		if _, err := a.Queue.Drain(system(t)); err != nil {
			t.Fatal(err)
		}
		if n := count(t, a, `SELECT count(*) FROM ticket WHERE phase = 2`); n != 0 {
			t.Errorf("%d of %d did not close", n, resolved)
		}
		report, err := a.Events.Verify(t.Context(), a.DB, nil)
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("the log: %+v, %v", report, err)
		}
	})
}

func TestTheSameSeedGivesTheSameData(t *testing.T) {
	dump := func(number uint64) []string {
		a := build(t, sqlite(t), clock.At(dbtest.Start()))
		fill(t, a, seed.Options{Scale: 200, Seed: number})
		rows, err := a.DB.Query(t.Context(), `SELECT r.id || r.number || r.title || r.state || r.version || coalesce(r.custom, '') || t.requester_id || t.team_id || t.assignee_id ||
			t.priority || t.due_at || t.updated_at || i.impact || i.resolution || (SELECT group_concat(e.id || e.body || e.author_id) FROM entry e WHERE e.record_id = r.id) ||
			(SELECT group_concat(v.kind || v.at || v.data) FROM event v WHERE v.subject_id = r.id)
			FROM record r JOIN ticket t ON t.id = r.id JOIN incident i ON i.id = r.id ORDER BY r.id`)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	one := dump(1)
	if len(one) != 200 {
		t.Fatalf("%d rows", len(one))
	}
	if diff := cmp.Diff(one, dump(1)); diff != "" {
		t.Errorf("it differs:\n%s", diff)
	}
	if cmp.Equal(one, dump(2)) {
		t.Error("another seed gives the same")
	}
}

func TestADeskWithIncidentsIsFilledOnlyWhenAsked(t *testing.T) {
	each(t, func(t *testing.T, a *app.App) {
		fill(t, a, seed.Options{Scale: 100, Seed: 1})
		if _, err := seed.Run(t.Context(), a, seed.Options{Scale: 100}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second time: %v", err)
		}
		fill(t, a, seed.Options{Scale: 150, Seed: 1, Add: true})
		if n := count(t, a, `SELECT count(*) FROM ticket`); n != 250 {
			t.Errorf("%d incidents", n)
		}
		report, err := a.Events.Verify(t.Context(), a.DB, nil)
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("the log: %+v, %v", report, err)
		}
	})
}

func TestASmallDeskHasNoStatisticsThatItOutgrows(t *testing.T) {
	a := build(t, sqlite(t), clock.At(dbtest.Start()))
	known := func() int { return count(t, a, `SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'`) }
	fill(t, a, seed.Options{Scale: 10, Seed: 1})
	if known() != 0 {
		t.Error("ten incidents were taken for a measure")
	}
	fill(t, a, seed.Options{Scale: 1000, Seed: 2, Add: true})
	if known() != 1 {
		t.Error("a thousand incidents were not")
	}
}

func TestWrongOptionsAreRefused(t *testing.T) {
	a := build(t, sqlite(t), clock.At(dbtest.Start()))
	for _, o := range []seed.Options{{}, {Scale: -1}, {Scale: 10, People: -5}, {Scale: 10, Password: "short"}} {
		if _, err := seed.Run(t.Context(), a, o); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func BenchmarkSeed(b *testing.B) {
	a := build(b, sqlite(b), clock.System{})
	b.ResetTimer()
	r, err := seed.Run(b.Context(), a, seed.Options{Scale: b.N, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(r.Rate, "tickets/s")
}

func TestThePasswordOpensBothAccounts(t *testing.T) {
	a := build(t, sqlite(t), clock.System{})
	const word = "blue-kettle-on-the-41st-shelf"
	fill(t, a, seed.Options{Scale: 10, Password: word})
	for _, email := range []string{seed.AdminEmail, seed.AgentEmail} {
		if _, _, err := a.Accounts.SignIn(t.Context(), email, word, session.Client{Address: "127.0.0.1"}); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
}
