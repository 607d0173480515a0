package event

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// Subscriber works on one event after the write that told of it. It may see an event again, after a crash for example, and must then
// do nothing twice. An error makes it see the event again later.
type Subscriber func(ctx context.Context, e Envelope) error

// Dispatcher routes the jobs of a log to the subscribers by their names. It is filled while the program starts.
type Dispatcher struct {
	log *Log
	db  *db.DB
	to  map[string]Subscriber
}

// NewDispatcher returns a dispatcher without subscribers.
func NewDispatcher(l *Log, d *db.DB) *Dispatcher {
	return &Dispatcher{log: l, db: d, to: map[string]Subscriber{}}
}

// Subscribe asks the log for a job per event of the kinds and sends them to s. The name is stored in jobs: it stays for ever.
func (d *Dispatcher) Subscribe(name string, s Subscriber, kinds ...string) {
	d.log.Subscribe(name, kinds...)
	d.to[name] = s
}

// SubscribeWhen is Subscribe for those events only for which when, asked inside the write that tells of them, answers true.
func (d *Dispatcher) SubscribeWhen(name string, when func(tx *db.Tx, e Envelope) (bool, error), s Subscriber, kinds ...string) {
	d.log.SubscribeWhen(name, when, kinds...)
	d.to[name] = s
}

// Handle registers the delivering with the queue.
func (d *Dispatcher) Handle(q *job.Queue) {
	job.Handle(q, func(ctx context.Context, j Deliver, _ job.Info) error { return d.deliver(ctx, j) })
}

// deliver hands one event over. An event that is gone is nobody's business any more; a subscriber that this program does not know is a
// failure that people shall see.
func (d *Dispatcher) deliver(ctx context.Context, j Deliver) (err error) {
	defer errs.Wrap(&err, "event.deliver(%d to %s)", j.Event, j.Subscriber)
	s := d.to[j.Subscriber]
	if s == nil {
		return errs.New(errs.Internal, "there is no subscriber %q in this program", j.Subscriber)
	}
	e, err := d.log.Get(ctx, d.db, j.Event)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s(WithCause(ctx, e), e)
}
