package rate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Bucket is one limit: Burst tries at once, and one more each Every.
type Bucket struct {
	Key   string
	Burst int
	Every time.Duration
}

// Limits takes from buckets. It is safe for concurrent use.
type Limits struct{ db *db.DB }

// New returns the limits kept in a database.
func New(d *db.DB) *Limits { return &Limits{d} }

// Allow takes one token from each bucket, or none at all. Kinds: TooMany when one is empty; After then says how long to wait.
func (l *Limits) Allow(ctx context.Context, buckets ...Bucket) error {
	ordered := slices.Clone(buckets)
	sorted.By(ordered, func(a, b Bucket) int { return strings.Compare(a.Key, b.Key) }) // the same order of locks everywhere
	return l.db.Write(ctx, func(tx *db.Tx) error {
		for _, b := range ordered {
			if err := take(tx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// unit is one token as it is stored: thousandths, so that a part of a token counts.
const unit = 1000

func take(tx *db.Tx, b Bucket) error {
	full := int64(b.Burst) * unit
	if _, err := tx.Exec(`INSERT INTO rate (key, tokens, at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`, b.Key, full, tx.Now()); err != nil {
		return err
	}
	var tokens int64
	var at clock.Time
	if err := tx.QueryRow(tx.Context(), `SELECT tokens, at FROM rate WHERE key = $1 {{forupdate}}`, b.Key).Scan(&tokens, &at); err != nil {
		return err
	}
	if passed := tx.Now().Sub(at); passed > 0 {
		tokens = min(full, tokens+int64(min(float64(full), float64(passed)/float64(b.Every)*unit)))
	}
	if tokens < unit {
		return refused(time.Duration(float64(unit-tokens) / unit * float64(b.Every)))
	}
	_, err := tx.Exec(`UPDATE rate SET tokens = $2, at = $3 WHERE key = $1`, b.Key, tokens-unit, tx.Now())
	return err
}

// Tell counts one more happening under a key and reports whether it is to be told of now, and then how many there were since the last
// time, with this one: at most once each every, and only while within gives. What is not told of yet is forgotten after a day.
func Tell(tx *db.Tx, key string, every time.Duration, within Bucket) (told int, err error) {
	fresh, err := tx.Exec(`INSERT INTO rate (key, tokens, at) VALUES ($1, 0, $2) ON CONFLICT (key) DO NOTHING`, key, tx.Now().Add(-every))
	if err != nil {
		return 0, err
	}
	var waiting int
	var at clock.Time
	if err := tx.QueryRow(tx.Context(), `SELECT tokens, at FROM rate WHERE key = $1 {{forupdate}}`, key).Scan(&waiting, &at); err != nil {
		return 0, err
	}
	waiting++
	if due := fresh == 1 || tx.Now().Sub(at) >= every; due {
		switch err := take(tx, within); {
		case err == nil:
			told, waiting, at = waiting, 0, tx.Now()
		case !errs.Is(err, errs.TooMany):
			return 0, err
		}
	}
	_, err = tx.Exec(`UPDATE rate SET tokens = $2, at = $3 WHERE key = $1`, key, waiting, at)
	return told, err
}

// Untold returns how many happenings under a key Tell did not tell of, and forgets them.
func Untold(tx *db.Tx, key string) (n int, err error) {
	err = tx.QueryRow(tx.Context(), `SELECT tokens FROM rate WHERE key = $1 {{forupdate}}`, key).Scan(&n)
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	if err == nil && n > 0 {
		_, err = tx.Exec(`UPDATE rate SET tokens = 0 WHERE key = $1`, key)
	}
	return n, err
}

// Refill fills buckets again: after a success that shows that the tries were honest.
func Refill(tx *db.Tx, keys ...string) error {
	for _, k := range keys {
		if _, err := tx.Exec(`DELETE FROM rate WHERE key = $1`, k); err != nil {
			return err
		}
	}
	return nil
}

// Sweep removes buckets that nobody took from for a day; they are full by then.
func Sweep(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM rate WHERE at < $1`, tx.Now().Add(-24*time.Hour))
	return err
}

// wait is the inner error of a refusal.
type wait struct{ after time.Duration }

func (w *wait) Error() string { return fmt.Sprintf("wait %v", w.after) }

// RetryAfter says how long to wait to whoever answers the refusal.
func (w *wait) RetryAfter() time.Duration { return w.after }

func refused(after time.Duration) error {
	whole := max(1, (after+time.Second-1)/time.Second) // rounded up: who waits that long gets in
	return errs.Because(errs.TooMany, &wait{whole * time.Second}, "Too many tries. Please wait %s and try again.", words(int(whole)))
}

// words says a span of seconds as people do.
func words(seconds int) string {
	n, unit := seconds, "second"
	if seconds > 90 {
		n, unit = (seconds+59)/60, "minute"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// After returns how long to wait after a refusal, 0 for any other error.
func After(err error) time.Duration {
	if w, ok := errors.AsType[*wait](err); ok {
		return w.after
	}
	return 0
}

// Key builds a bucket's key. Parts come from outside, so they are digested: a key is short, and no address is kept in it.
func Key(purpose string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return purpose + ":" + hex.EncodeToString(sum[:12])
}

// Net returns the network that an address is counted under: /24 of IPv4, /64 of IPv6; a text that is no address stays what it is.
func Net(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return address
		}
		a = ap.Addr()
	}
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return address
	}
	return p.String()
}
