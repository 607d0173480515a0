package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one step of the schema, forward only.
type migration struct {
	version int
	name    string
	sql     string
}

// migrations returns the steps of an engine in order. A file "0001_name.sql" is common; "0001_name.sqlite.sql" and
// "0001_name.postgres.sql" are a pair.
func migrations(files fs.FS, e Engine) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []migration
	for _, path := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(path, "migrations/"), ".sql")
		if base, engine, ok := strings.Cut(name, "."); ok {
			if engine != e.String() {
				continue
			}
			name = base
		}
		number, _, _ := strings.Cut(name, "_")
		v, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("db: migration %s has no number", path)
		}
		if n := len(out); n > 0 && out[n-1].version >= v {
			return nil, fmt.Errorf("db: two migrations have number %d", v)
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		out = append(out, migration{v, name, string(text)})
	}
	return out, nil
}

// digest tells whether a step is the one that was applied. What changes nothing, comments and spaces, does not count.
func (m migration) digest() string {
	h := sha256.New()
	for _, st := range Statements(m.sql) {
		_, _ = io.WriteString(h, strings.Join(strings.Fields(st), " ")+";\n")
	}
	return hex.EncodeToString(h.Sum(nil))
}

// The tables that tell which steps were applied, and as what: a released step never changes, so a digest that differs means that the
// database has another shape than its number says.
const (
	migrationTable = `CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)`
	digestTable    = `CREATE TABLE IF NOT EXISTS schema_digest (version BIGINT PRIMARY KEY, digest TEXT NOT NULL)`
)

// Migrate brings the schema to the newest version, each step in its own transaction, under a lock. It refuses a database that a
// newer program has migrated, and one that was made by other steps than those of this program. Kinds: Conflict for both.
func (d *DB) Migrate(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "db.Migrate")
	steps, err := migrations(migrationFiles, d.engine)
	if err != nil {
		return err
	}
	return d.migrate(ctx, steps)
}

func (d *DB) migrate(ctx context.Context, steps []migration) error {
	if err := d.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(migrationTable); err != nil {
			return err
		}
		_, err := tx.Exec(digestTable)
		return err
	}); err != nil && !IsDuplicate(err) { // two nodes starting at once
		return err
	}
	if err := d.fits(ctx, steps); err != nil {
		return err
	}
	for _, m := range steps {
		if err := d.Write(ctx, func(tx *Tx) error { return apply(tx, m) }); err != nil {
			return fmt.Errorf("migration %04d %s: %w", m.version, m.name, err)
		}
	}
	return d.fits(ctx, steps) // another program may have migrated at the same time
}

// fits refuses a database whose steps are not the first ones of this program. Kinds: Conflict.
func (d *DB) fits(ctx context.Context, steps []migration) error {
	type step struct {
		version      int
		name, digest string
	}
	rows, err := d.Query(ctx, `SELECT m.version, m.name, coalesce(s.digest, '') FROM schema_migration m LEFT JOIN schema_digest s ON s.version = m.version ORDER BY m.version`)
	applied, err := Collect(rows, err, func(rows *sql.Rows, s *step) error { return rows.Scan(&s.version, &s.name, &s.digest) })
	if err != nil || len(applied) == 0 {
		return err
	}
	if have, newest := applied[len(applied)-1].version, steps[len(steps)-1].version; have > newest {
		return errs.New(errs.Conflict, "The database has schema %d, made by a newer Fettle; this program knows schema %d. Use the newer program.", have, newest)
	}
	for i, a := range applied {
		if i >= len(steps) || a.version != steps[i].version || a.digest != steps[i].digest() {
			return errs.New(errs.Conflict, "The database was made by another state of Fettle: its step %s is not the one of this program, so it may lack columns. "+
				"No data was changed. Use the program that made it, or begin with a new data folder.", a.name)
		}
	}
	return nil
}

// SchemaVersion returns the number of the newest migration applied.
func (d *DB) SchemaVersion(ctx context.Context) (int, error) {
	var v int
	err := d.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM schema_migration`).Scan(&v)
	return v, err
}

// Newest returns the number of the newest migration that the program has for an engine.
func Newest(e Engine) (int, error) {
	steps, err := migrations(migrationFiles, e)
	if err != nil {
		return 0, err
	}
	return steps[len(steps)-1].version, nil
}

// Migrated reports whether any step was ever applied to the database.
func (d *DB) Migrated(ctx context.Context) (bool, error) {
	v, err := d.SchemaVersion(ctx)
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok && pe.Code == "42P01" || sqliteCode(err) == 1 { // there is no such table
		return false, nil
	}
	return v > 0, err
}

func apply(tx *Tx, m migration) error {
	if tx.Engine() == Postgres { // the transaction's lock keeps two nodes from migrating at once
		if _, err := tx.Exec(`LOCK TABLE schema_migration IN EXCLUSIVE MODE`); err != nil {
			return err
		}
	}
	var n int
	if err := tx.QueryRow(tx.ctx, `SELECT count(*) FROM schema_migration WHERE version >= $1`, m.version).Scan(&n); err != nil || n > 0 {
		return err
	}
	for _, st := range Statements(m.sql) {
		text, err := Rewrite(st, tx.Engine())
		if err != nil {
			return err
		}
		if err := tx.execOnce(text); err != nil {
			return fmt.Errorf("%w in %s", err, st)
		}
	}
	if _, err := tx.Exec(`INSERT INTO schema_migration (version, name, at) VALUES ($1, $2, $3)`, m.version, m.name, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO schema_digest (version, digest) VALUES ($1, $2)`, m.version, m.digest())
	return err
}

// execOnce runs a statement without keeping it prepared.
func (tx *Tx) execOnce(text string) error {
	if w, ok := tx.run.(*conn); ok {
		_, err := w.conn.ExecContext(tx.ctx, text)
		return err
	}
	if err := tx.settle(text); err != nil {
		return err
	}
	_, err := tx.run.ExecContext(tx.ctx, text)
	return err
}

// Statements splits a script at semicolons that end a line. Comment lines are dropped.
func Statements(script string) []string {
	var out []string
	var b strings.Builder
	for line := range strings.Lines(script) {
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		b.WriteString(line)
		if strings.HasSuffix(strings.TrimSpace(line), ";") {
			out = append(out, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	if s := strings.TrimSpace(b.String()); s != "" {
		out = append(out, s)
	}
	return out
}
