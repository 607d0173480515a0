package export

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// answer is a page, or why there is none.
type answer struct {
	page desk.Queue
	err  error
}

// reader reads the next page while the last one is written.
type reader struct {
	ctx    context.Context
	cancel context.CancelFunc
	read   func(ctx context.Context, after string) (desk.Queue, error)
	coming chan answer // nil after the last page
}

func ahead(ctx context.Context, read func(ctx context.Context, after string) (desk.Queue, error)) *reader {
	r := &reader{read: read}
	r.ctx, r.cancel = context.WithCancel(ctx)
	r.begin("")
	return r
}

func (r *reader) begin(after string) {
	r.coming = make(chan answer, 1)
	go func(out chan<- answer) {
		page, err := r.read(r.ctx, after)
		out <- answer{page, err}
	}(r.coming)
}

// next returns the page that was being read. It is not called after the last one.
func (r *reader) next() (desk.Queue, error) {
	a := <-r.coming
	r.coming = nil
	if a.err == nil && a.page.Next != "" {
		r.begin(a.page.Next)
	}
	return a.page, a.err
}

// stop waits until nothing is read any more.
func (r *reader) stop() {
	r.cancel()
	if r.coming != nil {
		<-r.coming
	}
}
