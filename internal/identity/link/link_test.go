package link_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/identity/link"
)

func create(t *testing.T, d *db.DB, p link.Purpose) (secret string) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		secret, err = link.Create(tx, p, 7, 8)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestOneOfManyCallersUsesALink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		secret := create(t, d, link.Reset)
		now := clock.Of(c.Now())
		if l, err := link.Peek(t.Context(), d, now, link.Reset, secret); err != nil || l.Subject != 7 || l.Person != 8 {
			t.Errorf("%+v, %v", l, err)
		}
		var used atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					_, err := link.Consume(tx, link.Reset, secret)
					return err
				})
				switch errs.KindOf(err) {
				case errs.None:
					used.Add(1)
				case errs.NotFound:
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if used.Load() != 1 {
			t.Errorf("used %d times", used.Load())
		}
		if _, err := link.Peek(t.Context(), d, now, link.Reset, secret); !errs.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestEveryBadLinkGetsOneAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		good, old, revoked := create(t, d, link.Follow), create(t, d, link.Reset), create(t, d, link.Invite)
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return link.Revoke(tx, link.Invite, 7, 8) }); err != nil {
			t.Fatal(err)
		}
		c.Advance(30 * time.Minute)
		tests := []struct {
			name    string
			purpose link.Purpose
			secret  string
			ok      bool
		}{
			{"a follow link works", link.Follow, good, true},
			{"a follow link works again", link.Follow, good, true},
			{"a link for something else", link.Reset, good, false},
			{"an expired one", link.Reset, old, false},
			{"a revoked one", link.Invite, revoked, false},
			{"an unknown one", link.Reset, "AAAA", false},
			{"nothing", link.Reset, "", false},
		}
		answers := map[string]bool{}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := link.Peek(t.Context(), d, clock.Of(c.Now()), tt.purpose, tt.secret)
				if (err == nil) != tt.ok {
					t.Errorf("got %v", err)
				}
				if err != nil {
					answers[err.Error()] = true
				}
			})
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
	})
}

func TestTheSecretIsNotStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		secret := create(t, d, link.Setup)
		var hash []byte
		if err := d.QueryRow(t.Context(), `SELECT hash FROM link_token`).Scan(&hash); err != nil || len(hash) != 32 || string(hash) == secret || len(secret) != 43 {
			t.Errorf("%x, %v", hash, err)
		}
		c.Advance(8 * 24 * time.Hour)
		if err := d.Write(t.Context(), link.Sweep); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM link_token`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d links are left, %v", n, err)
		}
	})
}
