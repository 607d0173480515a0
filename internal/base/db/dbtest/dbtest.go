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
	"net/url"
	"os"
	"path/filepath"
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
		f(t, Open(t, "sqlite:"+filepath.Join(t.TempDir(), "fettle.db"), c), c)
	})
	t.Run("postgres", func(t *testing.T) {
		c := clock.At(Start())
		f(t, Open(t, Postgres(t), c), c)
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

// Postgres creates an empty database for the test and returns its URL; it skips the test where there is no server.
func Postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("FETTLE_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("FETTLE_TEST_POSTGRES_REQUIRED") != "" {
			t.Fatal("FETTLE_TEST_POSTGRES is not set, and PostgreSQL is compulsory here")
		}
		t.Skip("FETTLE_TEST_POSTGRES is not set; run the tests with `make test`")
	}
	admin, err := db.Open(t.Context(), db.Options{URL: server, MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + token(t)
	if err := admin.Administer(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin.Administer(context.WithoutCancel(t.Context()), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func token(t *testing.T) string {
	t.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}
