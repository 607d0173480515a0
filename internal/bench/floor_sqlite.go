package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // registers the driver

	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// SQLiteFloor measures commits of so many rows through one connection with the product's driver and durability (WAL,
// synchronous=FULL). With indexed, the table has three indexes and every row a full-text entry.
func SQLiteFloor(ctx context.Context, p Plan, dir string, rows int, indexed bool) (res Result, err error) {
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(2000)", "cache_size(-32000)"}}
	file := filepath.Join(dir, fmt.Sprintf("floor-%d-%v.db", rows, indexed))
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+pragmas.Encode())
	if err != nil {
		return res, err
	}
	d.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, d.Close()) }()
	conn, err := d.Conn(ctx)
	if err != nil {
		return res, err
	}
	defer func() { _ = conn.Close() }()
	f := &sqliteFloor{conn: conn, rows: rows, words: lexicon.New(1)}
	if err := f.prepare(ctx, indexed); err != nil {
		return res, err
	}
	defer f.close()
	return Measure(ctx, p, Work{Name: sqliteName(rows, indexed), Clients: 1, Rows: rows, Do: f.commit})
}

func sqliteName(rows int, indexed bool) string {
	switch {
	case rows == 1 && indexed:
		return FloorRowFTS
	case rows == 1:
		return FloorRow
	case indexed:
		return FloorRowsFTS
	}
	return FloorRows
}

type sqliteFloor struct {
	conn      *sql.Conn
	rows      int
	words     *lexicon.Words
	id        int64
	row, text *sql.Stmt
}

func (f *sqliteFloor) prepare(ctx context.Context, indexed bool) (err error) {
	schema := []string{"CREATE TABLE ticket (id INTEGER PRIMARY KEY, number TEXT, title TEXT, body TEXT, state TEXT, team INTEGER, created INTEGER)"}
	if indexed {
		schema = append(schema,
			"CREATE INDEX ticket_state ON ticket (state, created)",
			"CREATE INDEX ticket_team ON ticket (team, created)",
			"CREATE UNIQUE INDEX ticket_number ON ticket (number)",
			"CREATE VIRTUAL TABLE words USING fts5(title, body, content='')")
	}
	for _, s := range schema {
		if _, err := f.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	if f.row, err = f.conn.PrepareContext(ctx, "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?)"); err != nil || !indexed {
		return err
	}
	f.text, err = f.conn.PrepareContext(ctx, "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)")
	return err
}

func (f *sqliteFloor) close() {
	_ = f.row.Close()
	if f.text != nil {
		_ = f.text.Close()
	}
}

func (f *sqliteFloor) commit(ctx context.Context, _ int, _ int64) error {
	if _, err := f.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for range f.rows {
		if err := f.insert(ctx); err != nil {
			_, _ = f.conn.ExecContext(ctx, "ROLLBACK")
			return err
		}
	}
	_, err := f.conn.ExecContext(ctx, "COMMIT")
	return err
}

func (f *sqliteFloor) insert(ctx context.Context) error {
	f.id++
	title, body := f.words.Title(), f.words.Body()
	if _, err := f.row.ExecContext(ctx, f.id, fmt.Sprintf("INC-%d", f.id), title, body, "new", f.words.Pick(30), f.id); err != nil || f.text == nil {
		return err
	}
	_, err := f.text.ExecContext(ctx, f.id, title, body)
	return err
}
