package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver

	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// PostgresFloor measures one-row commits over as many connections as clients, each with a prepared statement, into a table of its
// own that is dropped afterwards.
func PostgresFloor(ctx context.Context, p Plan, at string, clients int) (res Result, err error) {
	d, err := sql.Open("pgx", at)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	d.SetMaxOpenConns(clients + 1)
	d.SetMaxIdleConns(clients + 1)
	for _, s := range []string{
		"DROP TABLE IF EXISTS bench_floor",
		"CREATE TABLE bench_floor (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title TEXT, body TEXT, state TEXT, team INTEGER, created BIGINT)",
		"CREATE INDEX ON bench_floor (state, created)",
		"CREATE INDEX ON bench_floor (team, created)",
	} {
		if _, err := d.ExecContext(ctx, s); err != nil {
			return res, err
		}
	}
	defer func() { _, _ = d.ExecContext(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS bench_floor") }()
	statements := make([]*sql.Stmt, clients)
	words := make([]*lexicon.Words, clients)
	for i := range statements {
		conn, err := d.Conn(ctx)
		if err != nil {
			return res, err
		}
		defer func() { _ = conn.Close() }()
		if statements[i], err = conn.PrepareContext(ctx, "INSERT INTO bench_floor (title, body, state, team, created) VALUES ($1, $2, $3, $4, $5)"); err != nil {
			return res, err
		}
		words[i] = lexicon.New(uint64(i)) //nolint:gosec // a small index
	}
	p.Patience = 0 // the server's own work looks like somebody else's
	res, err = Measure(ctx, p, Work{Name: FloorPostgres, Clients: clients, Do: func(ctx context.Context, c int, seq int64) error {
		w := words[c]
		_, err := statements[c].ExecContext(ctx, w.Title(), w.Body(), "new", w.Pick(30), seq)
		return err
	}})
	res.Foreign = -1
	return res, err
}

// Durable returns an error when a PostgreSQL server acknowledges commits before they are on the disk: figures of such a server
// say nothing.
func Durable(ctx context.Context, at string) (err error) {
	d, err := sql.Open("pgx", at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for _, name := range []string{"fsync", "synchronous_commit"} {
		var value string
		if err := d.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("the server runs with %s=off", name)
		}
	}
	return nil
}
