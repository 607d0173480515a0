package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

func put(tx *db.Tx, name string, value int) error {
	_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, $2)`, name, value)
	return err
}

func names(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT name, value FROM counter`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]int{}
	for rows.Next() {
		var n string
		var v int
		if err := rows.Scan(&n, &v); err != nil {
			t.Fatal(err)
		}
		out[n] = v
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWritesOfManyCallersAllLastAndFailuresLeaveNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		boom := errors.New("boom")
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				for j := range 10 {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						if err := put(tx, fmt.Sprintf("%d-%d", i, j), j); err != nil {
							return err
						}
						switch {
						case j%5 == 3:
							return boom
						case j%5 == 4:
							panic("a faulty closure")
						}
						return nil
					})
					if failed := j%5 >= 3; failed != (err != nil) {
						t.Errorf("%d-%d: %v", i, j, err)
					}
				}
			})
		}
		wg.Wait()
		got := names(t, d)
		if len(got) != 32*6 {
			t.Errorf("%d rows, want %d", len(got), 32*6)
		}
		for i := range 32 {
			for j := range 10 {
				if _, ok := got[fmt.Sprintf("%d-%d", i, j)]; ok != (j%5 < 3) {
					t.Errorf("row %d-%d: there is %v", i, j, ok)
				}
			}
		}
	})
}

func TestRacingIncrementsLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return put(tx, "n", 0) }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for range 20 {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec(`UPDATE counter SET value = value + 1 WHERE name = $1`, "n")
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := names(t, d)["n"]; got != 320 {
			t.Errorf("n = %d, want 320", got)
		}
	})
}

func TestAfterRunsOnlyWhenTheWriteLasts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		ran := 0
		_ = d.Write(t.Context(), func(tx *db.Tx) error { tx.After(func() { ran++ }); return errors.New("no") })
		if ran != 0 {
			t.Error("After ran for a write that failed")
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { tx.After(func() { ran++ }); return nil }); err != nil {
			t.Fatal(err)
		}
		if ran != 1 {
			t.Error("After did not run")
		}
	})
}

func TestErrorsHaveTheirKinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		var v int
		if err := d.QueryRow(t.Context(), `SELECT value FROM counter WHERE name = $1`, "absent").Scan(&v); !errs.Is(err, errs.NotFound) {
			t.Errorf("an absent row gives %v", err)
		}
		if err := d.QueryRow(t.Context(), `SELECT nonsense`).Scan(&v); errs.Is(err, errs.NotFound) || err == nil {
			t.Errorf("a faulty statement gives %v", err)
		}
		twice := func() error { return d.Write(t.Context(), func(tx *db.Tx) error { return put(tx, "a", 1) }) }
		if err := twice(); err != nil {
			t.Fatal(err)
		}
		if err := twice(); !db.IsDuplicate(err) {
			t.Errorf("a duplicate gives %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that gave up gets %v", err)
		}
	})
}

func TestMigrateTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		before, err := d.SchemaVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after, err := d.SchemaVersion(t.Context()); err != nil || after != before || after == 0 {
			t.Errorf("version %d became %d, %v", before, after, err)
		}
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO schema_migration (version, name, at) VALUES (9999, 'later', 0)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); !errs.Is(err, errs.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestADatabaseOfAnotherStateOfTheProgramIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE schema_digest SET digest = 'of other columns' WHERE version = 3`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "step 0003_record ") {
			t.Errorf("got %v", err)
		}
	})
}

func TestRewrite(t *testing.T) {
	tests := []struct{ name, in, sqlite, postgres string }{
		{"placeholders are numbered on both", `a = $1 AND b = $1 AND c = $12`, `a = ?1 AND b = ?1 AND c = ?12`, `a = $1 AND b = $1 AND c = $12`},
		{"placeholders that stand once and in order need no number", `a = $1 AND b = $2 AND c = $3`, `a = ? AND b = ? AND c = ?`, `a = $1 AND b = $2 AND c = $3`},
		{"placeholders out of order keep theirs", `a = $2 AND b = $1`, `a = ?2 AND b = ?1`, `a = $2 AND b = $1`},
		{"strings are left alone", `a = '$1 {{json}}' OR b = $2`, `a = '$1 {{json}}' OR b = ?2`, `a = '$1 {{json}}' OR b = $2`},
		{"fragments differ", `x {{json}} {{skip_locked}}`, `x TEXT `, `x JSONB FOR UPDATE SKIP LOCKED`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for e, want := range map[db.Engine]string{db.SQLite: tt.sqlite, db.Postgres: tt.postgres} {
				if got, err := db.Rewrite(tt.in, e); err != nil || got != want {
					t.Errorf("%v: got %q, %v, want %q", e, got, err, want)
				}
			}
		})
	}
	if _, err := db.Rewrite(`{{nonsense}}`, db.SQLite); err == nil {
		t.Error("an unknown fragment passed")
	}
}
