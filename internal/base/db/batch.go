package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// batch holds the statements of a write on PostgreSQL that nobody waits for yet. The transaction begins with the first statement that
// needs one and ends in the same message as the last, because every round trip is time during which others wait for the same rows.
type batch struct {
	conn  *sql.Conn
	begun bool
	list  []statement
}

type statement struct {
	text string
	args []any
}

func (b *batch) add(text string, args []any) {
	b.begin()
	b.list = append(b.list, statement{text, args})
}

func (b *batch) begin() {
	if !b.begun {
		b.begun = true
		b.list = append(b.list, statement{text: "begin"})
	}
}

// outside reports whether a statement may run before the transaction began: a read that locks nothing. Each statement sees what is
// committed when it starts anyway.
func (b *batch) outside(text string) bool {
	return !b.begun && strings.HasPrefix(text, "SELECT") && !strings.Contains(text, "FOR UPDATE")
}

// settle prepares for a statement that somebody waits for by itself, such as a query.
func (tx *Tx) settle(text string) error {
	if tx.batch == nil || tx.batch.outside(text) {
		return nil
	}
	tx.batch.begin()
	return tx.flush()
}

// flush sends what was put, in one round trip.
func (tx *Tx) flush() error {
	if len(tx.batch.list) == 0 {
		return nil
	}
	_, err := tx.batch.send(tx.ctx)
	return err
}

// commit sends what is left and ends the transaction.
func (tx *Tx) commit() error {
	if !tx.batch.begun {
		return nil
	}
	tx.batch.add("commit", nil)
	tag, err := tx.batch.send(tx.ctx)
	if err == nil && tag.String() != "COMMIT" {
		err = errors.New("db: a statement failed before, and the write was ended without effect")
	}
	return err
}

// rollback ends the transaction. A connection on which that fails is thrown away by the pool, because it is not idle.
func (tx *Tx) rollback() {
	if tx.batch.begun {
		tx.batch.list = []statement{{text: "rollback"}}
		_, _ = tx.batch.send(context.WithoutCancel(tx.ctx))
	}
}

// send sends the list in one round trip and returns how the last statement ended.
func (b *batch) send(ctx context.Context) (tag pgconn.CommandTag, err error) {
	list := b.list
	b.list = nil
	err = b.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("db: the connection is not one of pgx")
		}
		tag, err = send(ctx, c.Conn(), list)
		return err
	})
	return tag, err
}

func send(ctx context.Context, c *pgx.Conn, list []statement) (tag pgconn.CommandTag, err error) {
	var b pgx.Batch
	for _, s := range list {
		b.Queue(s.text, s.args...)
	}
	res := c.SendBatch(ctx, &b)
	for range list {
		if tag, err = res.Exec(); err != nil {
			break
		}
	}
	return tag, errors.Join(err, res.Close())
}
