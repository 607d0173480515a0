package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

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

const migrationTable = `CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)`

// Migrate brings the schema to the newest version, each step in its own transaction, under a lock. It refuses a database that a
// newer program has migrated. Kinds: Conflict for a newer schema.
func (d *DB) Migrate(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "db.Migrate")
	steps, err := migrations(migrationFiles, d.engine)
	if err != nil {
		return err
	}
	if err := d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(migrationTable)
		return err
	}); err != nil && !IsDuplicate(err) { // two nodes starting at once
		return err
	}
	for _, m := range steps {
		if err := d.Write(ctx, func(tx *Tx) error { return apply(tx, m) }); err != nil {
			return fmt.Errorf("migration %04d %s: %w", m.version, m.name, err)
		}
	}
	have, err := d.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if newest := steps[len(steps)-1].version; have > newest {
		return errs.New(errs.Conflict, "The database has schema %d, made by a newer Fettle; this program knows schema %d. Use the newer program.", have, newest)
	}
	return nil
}

// SchemaVersion returns the number of the newest migration applied.
func (d *DB) SchemaVersion(ctx context.Context) (int, error) {
	var v int
	err := d.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM schema_migration`).Scan(&v)
	return v, err
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
	_, err := tx.Exec(`INSERT INTO schema_migration (version, name, at) VALUES ($1, $2, $3)`, m.version, m.name, tx.Now())
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
