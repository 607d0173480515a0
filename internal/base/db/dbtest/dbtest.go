// Package dbtest gives a test a fresh, migrated database on each engine.
//
// SQLite always runs. PostgreSQL runs when FETTLE_TEST_POSTGRES holds the URL of a server on which databases may be created; with
// FETTLE_TEST_POSTGRES_REQUIRED set its absence fails the test instead of skipping it, as on CI.
//
// It leaves starting the server to scripts/with-postgres and whole applications to fettletest.
package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
)

// Start is the instant at which the clock of a test database stands: a Monday morning.
func Start() time.Time { return time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC) }

// Each runs f once on SQLite and once on PostgreSQL, as subtests.
func Each(t *testing.T, f func(t *testing.T, d *db.DB, c *clock.Settable)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		c := clock.At(Start())
		f(t, Open(t, SQLite(t), c), c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := clock.At(Start())
		f(t, Open(t, Migrated(t), c), c)
	})
}

// Open opens and migrates the database and closes it at the end of the test.
func Open(t *testing.T, at string, c clock.Clock) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: at, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// SQLite returns the URL of a database of its own for the test, at the newest schema.
func SQLite(t *testing.T) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "fettle.db")
	b, err := migratedFile()
	if err == nil {
		err = os.WriteFile(at, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + at
}

// migratedFile is a migrated database as a file. It is made once for all tests of a package, which saves each the migrations.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "fettle-schema")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	at := filepath.Join(dir, "fettle.db")
	if err := migrate("sqlite:" + at); err != nil {
		return nil, err
	}
	return os.ReadFile(at) //nolint:gosec // a file of our own
})

func migrate(at string) error {
	d, err := db.Open(context.Background(), db.Options{URL: at, Clock: clock.At(Start())})
	if err != nil {
		return err
	}
	return errors.Join(d.Migrate(context.Background()), d.Close())
}

func token(t *testing.T) string {
	t.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}
