package once_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/once"
)

// effect counts itself in the database, so that a repetition would be seen.
func effect(d *db.DB) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ('effect', 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`)
			return err
		})
	}
}

func effects(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	if err := d.QueryRow(t.Context(), `SELECT coalesce(sum(value), 0) FROM counter WHERE name = 'effect'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTwoNodesCarryOutOneRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		nodes := []*once.Keys{once.New(d), once.New(d)} // what one waits for, the other does not know
		r := once.Request{Actor: 7, Key: "k", Digest: sha256.Sum256([]byte("body"))}
		var replayed atomic.Int32
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				_, again, err := nodes[i%2].Do(context.Background(), r, effect(d))
				if err != nil {
					t.Error(err)
				}
				if again {
					replayed.Add(1)
				}
			})
		}
		wg.Wait()
		if n := effects(t, d); n != 1 || replayed.Load() != 59 {
			t.Errorf("%d effects, %d of 60 were replayed", n, replayed.Load())
		}
	})
}

func TestKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		keys, broken := once.New(d), errors.New("broken")
		r := once.Request{Actor: 7, Key: "k", Digest: sha256.Sum256([]byte("body"))}
		fail := func(context.Context) error { return broken }
		if _, _, err := keys.Do(t.Context(), r, fail); !errors.Is(err, broken) {
			t.Errorf("a request that fails: %v", err)
		}
		if _, again, err := keys.Do(t.Context(), r, effect(d)); err != nil || again {
			t.Errorf("its repetition is a first: %v %v", again, err)
		}
		if _, again, err := keys.Do(t.Context(), r, fail); err != nil || !again {
			t.Errorf("what was done is answered though it would fail now: %v %v", again, err)
		}
		other := r
		other.Digest = sha256.Sum256([]byte("other"))
		if _, _, err := keys.Do(t.Context(), other, effect(d)); !errs.Is(err, errs.Invalid) {
			t.Errorf("another request with the key: %v", err)
		}
		long := r
		long.Key = strings.Repeat("x", once.MaxKey+1)
		if _, _, err := keys.Do(t.Context(), long, effect(d)); !errs.Is(err, errs.Invalid) {
			t.Errorf("a key that is too long: %v", err)
		}
		if n := effects(t, d); n != 1 {
			t.Errorf("%d effects", n)
		}
		r.Key = ""
		if _, _, err := keys.Do(t.Context(), r, effect(d)); err != nil || effects(t, d) != 2 {
			t.Errorf("without a key everything is done: %v", err)
		}
	})
}

func TestARepetitionOfWhatIsUnderWayIsToldToComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		keys := once.New(d)
		keys.Patience = 0
		r := once.Request{Actor: 7, Key: "k", Digest: sha256.Sum256([]byte("body"))}
		began, end, done := make(chan struct{}), make(chan struct{}), make(chan error)
		go func() {
			_, _, err := keys.Do(context.Background(), r, func(ctx context.Context) error {
				close(began)
				<-end
				return effect(d)(ctx)
			})
			done <- err
		}()
		<-began
		_, _, err := keys.Do(t.Context(), r, effect(d))
		var wait interface{ RetryAfter() time.Duration }
		if !errs.Is(err, errs.Conflict) || !errors.As(err, &wait) || wait.RetryAfter() <= 0 {
			t.Errorf("the same request: %v", err)
		}
		other := r
		other.Digest = sha256.Sum256([]byte("other"))
		if _, _, err := keys.Do(t.Context(), other, effect(d)); !errs.Is(err, errs.Invalid) {
			t.Errorf("another request: %v", err)
		}
		close(end)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, again, err := keys.Do(t.Context(), r, effect(d)); err != nil || !again || effects(t, d) != 1 {
			t.Errorf("afterwards: %v %v, %d effects", again, err, effects(t, d))
		}
	})
}
