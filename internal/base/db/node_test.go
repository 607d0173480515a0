package db_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

func nodes(t *testing.T, d *db.DB) (list []int) {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT number FROM node ORDER BY number`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		list = append(list, n)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTwoProcessesHoldTwoNumbersAndADeadOnesNumberComesFree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		for _, holder := range []string{"a", "b"} {
			if err := d.ClaimNode(t.Context(), holder); err != nil {
				t.Fatal(err)
			}
		}
		if got := nodes(t, d); len(got) != 2 || got[0] != 0 || got[1] != 1 {
			t.Fatalf("numbers %v", got)
		}
		c.Advance(db.NodeLease / 2)
		if err := d.RenewNode(t.Context()); err != nil { // number 1
			t.Fatal(err)
		}
		c.Advance(db.NodeLease/2 + time.Second)
		if err := d.ClaimNode(t.Context(), "c"); err != nil {
			t.Fatal(err)
		}
		var holder string
		if err := d.QueryRow(t.Context(), `SELECT holder FROM node WHERE number = 0`).Scan(&holder); err != nil || holder != "c" {
			t.Errorf("number 0 is held by %q, %v", holder, err)
		}
	})
}
