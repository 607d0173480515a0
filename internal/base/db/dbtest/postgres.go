package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

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

// Copy is Postgres with all that the database at a URL holds, to which nobody may be connected meanwhile.
func Copy(t *testing.T, of string) string {
	t.Helper()
	u, err := url.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	return create(t, " TEMPLATE "+strings.TrimPrefix(u.Path, "/"))
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
