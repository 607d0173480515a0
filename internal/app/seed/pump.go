package seed

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

// writers is how many transactions are written at the same time.
func writers(e db.Engine) int {
	if e == db.Postgres {
		return 3
	}
	return 1 // there is one pen
}

// pump makes batches in their order and writes them while the next ones are made.
func pump[B any](ctx context.Context, d *db.DB, n int, produce func(n int) (B, error), write func(tx *db.Tx, b B) error, size func(b B) int, progress func(done int64)) error {
	g, ctx := errgroup.WithContext(ctx)
	ready := make(chan B)
	written := make(chan int)
	g.Go(func() error {
		defer close(ready)
		for i := range n {
			b, err := produce(i)
			if err != nil {
				return err
			}
			select {
			case ready <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range writers(d.Engine()) {
		g.Go(func() error {
			for b := range ready {
				if err := d.Write(ctx, func(tx *db.Tx) error { return write(tx, b) }); err != nil {
					return err
				}
				select {
				case written <- size(b):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	var err error
	go func() { err = g.Wait(); close(written) }()
	done := int64(0)
	for k := range written {
		done += int64(k)
		progress(done)
	}
	return err
}
