package rate_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
)

func TestABucketEmptiesAndFillsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		l := rate.New(d)
		b := rate.Bucket{Key: rate.Key("x", "a"), Burst: 3, Every: time.Minute}
		allowed := func(want int) {
			t.Helper()
			n := 0
			for range 10 {
				err := l.Allow(t.Context(), b)
				switch errs.KindOf(err) {
				case errs.None:
					n++
				case errs.TooMany:
					var says interface{ RetryAfter() time.Duration } // what the faces look for
					if w := rate.After(err); w <= 0 || w > time.Minute || !errors.As(err, &says) || says.RetryAfter() != w {
						t.Errorf("wait %v", w)
					}
				default:
					t.Fatal(err)
				}
			}
			if n != want {
				t.Errorf("%d allowed, want %d", n, want)
			}
		}
		allowed(3)
		allowed(0)
		c.Advance(90 * time.Second)
		allowed(1)
		c.Advance(30 * time.Second) // the half token from before counts
		allowed(1)
		c.Advance(1000 * time.Hour)
		allowed(3)
		c.Advance(-time.Hour) // a clock that goes back gives nothing and takes nothing
		allowed(0)
	})
}

func TestAllBucketsOrNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		l := rate.New(d)
		wide, narrow := rate.Bucket{Key: "wide", Burst: 2, Every: time.Hour}, rate.Bucket{Key: "narrow", Burst: 1, Every: time.Hour}
		if err := l.Allow(t.Context(), wide, narrow); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := l.Allow(t.Context(), wide, narrow); !errs.Is(err, errs.TooMany) {
				t.Errorf("got %v", err)
			}
		}
		if err := l.Allow(t.Context(), wide); err != nil {
			t.Errorf("a refusal took from the other bucket: %v", err)
		}
	})
}

func TestRacingTriesTakeEachTokenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		l := rate.New(d)
		var allowed atomic.Int64
		var wg sync.WaitGroup
		for range 32 {
			wg.Go(func() {
				if l.Allow(t.Context(), rate.Bucket{Key: "k", Burst: 5, Every: time.Hour}) == nil {
					allowed.Add(1)
				}
			})
		}
		wg.Wait()
		if allowed.Load() != 5 {
			t.Errorf("%d allowed", allowed.Load())
		}
	})
}

func TestNet(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "192.0.2.77:4711": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2::1]:80": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "", "pipe": "pipe",
	} {
		if got := rate.Net(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestSweepKeepsFreshBuckets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		l := rate.New(d)
		for _, k := range []string{"old", "new"} {
			if err := l.Allow(t.Context(), rate.Bucket{Key: k, Burst: 1, Every: 48 * time.Hour}); err != nil {
				t.Fatal(err)
			}
			c.Advance(20 * time.Hour)
		}
		if err := d.Write(t.Context(), rate.Sweep); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM rate`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d buckets, %v", n, err)
		}
	})
}
