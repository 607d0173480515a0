package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// batch holds the statements of a write on PostgreSQL that nobody waits for yet.
type batch struct {
	conn *sql.Conn
	list []statement
}

type statement struct {
	text string
	args []any
}

func (b *batch) add(text string, args []any) { b.list = append(b.list, statement{text, args}) }

// flush sends what was put, in one round trip.
func (tx *Tx) flush() error {
	if tx.batch == nil || len(tx.batch.list) == 0 {
		return nil
	}
	list := tx.batch.list
	tx.batch.list = nil
	if len(list) == 1 {
		_, err := tx.run.ExecContext(tx.ctx, list[0].text, list[0].args...)
		return err
	}
	return tx.batch.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("db: the connection is not one of pgx")
		}
		return send(tx.ctx, c.Conn(), list)
	})
}

func send(ctx context.Context, c *pgx.Conn, list []statement) (err error) {
	var b pgx.Batch
	for _, s := range list {
		b.Queue(s.text, s.args...)
	}
	res := c.SendBatch(ctx, &b)
	for range list {
		if _, err = res.Exec(); err != nil {
			break
		}
	}
	return errors.Join(err, res.Close())
}
