package db

import (
	"context"
	"sync/atomic"
)

type companionKey struct{}

// companion is work that rides in somebody else's write.
type companion struct {
	fn   func(tx *Tx) error
	done atomic.Bool
}

// WithCompanion returns a context whose next successful Write also runs fn: after the write's own closure, in the same transaction, so
// that both last or neither does. It runs once; if it fails, the write fails with its error. Like every closure it may run again on
// PostgreSQL after a serialisation failure. It is how a face notes a request as answered without knowing what the verb writes.
func WithCompanion(ctx context.Context, fn func(tx *Tx) error) context.Context {
	return context.WithValue(ctx, companionKey{}, &companion{fn: fn})
}

// accompany runs the companion of the write's context, if there is one that did not run yet.
func accompany(tx *Tx) error {
	c, ok := tx.ctx.Value(companionKey{}).(*companion)
	if !ok || c.done.Load() {
		return nil
	}
	if err := c.fn(tx); err != nil {
		return err
	}
	tx.After(func() { c.done.Store(true) })
	return nil
}
