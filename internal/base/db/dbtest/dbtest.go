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
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
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

// Postgres creates an empty database for the test and returns its URL; it skips the test where there is no server.
func Postgres(t *testing.T) string {
	t.Helper()
	return create(t, "")
}

// Migrated is Postgres with the newest schema.
func Migrated(t *testing.T) string {
	t.Helper()
	server := os.Getenv("FETTLE_TEST_POSTGRES")
	if server == "" {
		return create(t, "") // which says so
	}
	name, err := template()
	if err != nil {
		t.Fatal(err)
	}
	return create(t, " TEMPLATE "+name)
}

// template makes the database that the migrated ones are copies of, once for all packages, and returns its name.
var template = sync.OnceValues(func() (name string, err error) {
	ctx, server := context.Background(), os.Getenv("FETTLE_TEST_POSTGRES")
	sum, err := schema()
	if err != nil {
		return "", err
	}
	admin, err := db.Open(ctx, db.Options{URL: server, MaxConns: 1})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	if err := admin.Administer(ctx, "SELECT pg_advisory_lock(7150)"); err != nil { // until the connection ends
		return "", err
	}
	name = "schema_" + sum
	var have int
	if err := admin.QueryRow(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&have); err != nil || have > 0 {
		return name, err
	}
	for _, step := range []func() error{
		func() error { return admin.Administer(ctx, "DROP DATABASE IF EXISTS "+name+"_half WITH (FORCE)") },
		func() error { return admin.Administer(ctx, "CREATE DATABASE "+name+"_half") },
		func() error { return migrate(at(server, name+"_half")) },
		func() error { return admin.Administer(ctx, "ALTER DATABASE "+name+"_half RENAME TO "+name) },
	} {
		if err := step(); err != nil {
			return "", err
		}
	}
	return name, nil
})

// schema is a digest of all that makes the schema: the sources of base/db.
func schema() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the test")
		}
	}
	sum := sha256.New()
	for _, pattern := range []string{"*.go", "migrations/*"} {
		files, err := filepath.Glob(filepath.Join(dir, "internal/base/db", pattern))
		if err != nil {
			return "", err
		}
		for _, f := range files {
			b, err := os.ReadFile(f) //nolint:gosec // of this repository
			if err != nil {
				return "", err
			}
			sum.Write(b)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// at is the address of a database on a server.
func at(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// create creates a database for the test and returns its URL; it skips the test where there is no server.
func create(t *testing.T, like string) string {
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
	if err := admin.Administer(t.Context(), "CREATE DATABASE "+name+like); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin.Administer(context.WithoutCancel(t.Context()), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	return at(server, name)
}

func token(t *testing.T) string {
	t.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}
