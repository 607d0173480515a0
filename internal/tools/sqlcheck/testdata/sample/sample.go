// Package sample holds one statement of each shape that sqlcheck must see.
package sample

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

const columns = "id, name"

const whole = "SELECT " + columns + " FROM sample"

type querier interface {
	Query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

type store struct{ *db.DB }

func run(ctx context.Context, d *db.DB, q querier, s store) error {
	d.QueryRow(ctx, "SELECT 1")
	_, _ = d.Query(ctx, whole)
	_ = d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE sample SET name = $1", "x")
		return err
	})
	_ = list(ctx, d, "SELECT helper", 1)
	_, _ = q.Query(ctx, "SELECT interface")
	s.QueryRow(ctx, "SELECT embedded")
	d.QueryRow(ctx, "SELECT only_lite") // sqlcheck:sqlite
	// sqlcheck:postgres has this function only
	d.QueryRow(ctx, "SELECT only_big")

	d.QueryRow(ctx, "SELECT "+ctx.Err().Error())
	_ = list(ctx, d, "AND piece = $1", 1)
	say("SELECT not SQL: %d", 1)
	return nil
}

func list[T any](ctx context.Context, d *db.DB, query string, args ...T) error { return nil }

func say(format string, args ...any) {}
