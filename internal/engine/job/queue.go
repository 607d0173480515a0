package job

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Options tune a queue; the zero value of each field means its default.
type Options struct {
	// Workers is how many jobs run at once, counted apart for Handle and for HandleTx; default 8, and 32 for HandleTx on SQLite,
	// where they share a commit.
	Workers int
	// Batch is the most jobs claimed at once; default 128.
	Batch int
	// Poll is how often the table is looked at without being woken; default 1 s.
	Poll time.Duration
	// Lease is how long a claimed job is left alone when its process gives no sign; default 1 min. Runs may take longer: the lease
	// is prolonged meanwhile.
	Lease time.Duration
	// MaxAttempts is after how many failures a job is dead; default 10.
	MaxAttempts int
	// Retry gives the back-off after the given attempt, before jitter; default 5 s tripled each time up to 3 h.
	Retry func(attempt int) time.Duration
	// Random gives numbers from 0 to 1 for the jitter, which makes a back-off up to a quarter shorter or longer.
	Random func() float64
	// Timeout is after how long a run's context ends; default 1 h.
	Timeout time.Duration
	// Grace is how long Run lets running jobs go on after its context ended, and again once their contexts ended; default 20 s.
	Grace time.Duration
}

func (o Options) withDefaults() Options {
	o.Batch = cmp.Or(max(o.Batch, 0), 128)
	o.Poll = cmp.Or(max(o.Poll, 0), time.Second)
	o.Lease = cmp.Or(max(o.Lease, 0), time.Minute)
	o.MaxAttempts = cmp.Or(max(o.MaxAttempts, 0), 10)
	o.Timeout = cmp.Or(max(o.Timeout, 0), time.Hour)
	o.Grace = cmp.Or(max(o.Grace, 0), 20*time.Second)
	if o.Retry == nil {
		o.Retry = backoff
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	return o
}

// Queue runs jobs. Handlers are registered before Run or Drain; a queue without a handler for a kind leaves its jobs alone,
// because another node may know it.
type Queue struct {
	db       *db.DB
	log      *slog.Logger
	opts     Options
	handlers map[string]handler
	fault    error
	wake     [2]chan struct{} // one for each lane
	warned   sync.Map         // kinds without a handler that are in the log
}

// handler runs the jobs of one kind; exactly one of the two is set.
type handler struct {
	run   func(ctx context.Context, payload []byte, i Info) error
	runTx func(tx *db.Tx, payload []byte, i Info) error
}

// New returns a queue on d. It does nothing before Run or Drain. A nil log is silence.
func New(d *db.DB, log *slog.Logger, o Options) *Queue {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Queue{db: d, log: log, opts: o.withDefaults(), handlers: map[string]handler{},
		wake: [2]chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1)}}
}

// Handle registers the work of one kind. f may run more than once for a job, after a failure or a crash, and must bear that. An
// error or a panic means another attempt later, unless the error comes from Abandon.
func Handle[A Args](q *Queue, f func(ctx context.Context, a A, i Info) error) {
	var zero A
	q.register(zero.Kind(), handler{run: func(ctx context.Context, payload []byte, i Info) error {
		a, err := decode[A](payload)
		if err != nil {
			return err
		}
		return f(ctx, a, i)
	}})
}

// HandleTx registers the work of one kind whose effects are rows: what f writes and the end of the job are one transaction, so it
// takes effect exactly once. f obeys the rules of db.Write, may enqueue its own key again, and is not called when the job was
// moved or cancelled meanwhile.
func HandleTx[A Args](q *Queue, f func(tx *db.Tx, a A, i Info) error) {
	var zero A
	q.register(zero.Kind(), handler{runTx: func(tx *db.Tx, payload []byte, i Info) error {
		a, err := decode[A](payload)
		if err != nil {
			return err
		}
		return f(tx, a, i)
	}})
}

func (q *Queue) register(kind string, h handler) {
	if _, ok := q.handlers[kind]; ok || kind == "" {
		q.fault = errors.Join(q.fault, fmt.Errorf("job: the kind %q has no name or two handlers", kind))
	}
	q.handlers[kind] = h
}

func decode[A Args](payload []byte) (A, error) {
	var a A
	if err := json.Unmarshal(payload, &a); err != nil {
		return a, fmt.Errorf("the payload is not understood: %w", err)
	}
	return a, nil
}

// Wake makes the queue look for due jobs now. It never waits and may be called at any time, from tx.After for example.
func (q *Queue) Wake() {
	for _, c := range q.wake {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Run runs jobs until ctx ends. Then it gives back what it had not begun, waits for running jobs as Options.Grace says, and
// returns nil, or an error when some would not stop. Trouble with the database is logged and tried again.
func (q *Queue) Run(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "job.Run")
	if q.fault != nil {
		return q.fault
	}
	if q.db.Engine() == db.SQLite { // a file has one process: what it left running has nobody else
		if err := q.db.Write(ctx, expireAll); err != nil && ctx.Err() == nil {
			q.log.Error("jobs of an earlier run could not be taken back yet", "error", err)
		}
	}
	_, err = q.runLanes(ctx, false)
	return err
}

// Drain runs everything that is due, also what that makes due, and returns how many jobs ran. Failed jobs count; they wait for
// their next attempt. It is for tests and commands; with Options.Workers 1 the jobs of either sort run in order.
func (q *Queue) Drain(ctx context.Context) (ran int, err error) {
	defer errs.Wrap(&err, "job.Drain")
	if q.fault != nil {
		return 0, q.fault
	}
	for {
		n, err := q.runLanes(ctx, true)
		ran += n
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || n == 0 {
			return ran, err
		}
	}
}

func (q *Queue) workers(inTx bool) int {
	switch {
	case q.opts.Workers > 0:
		return q.opts.Workers
	case inTx && q.db.Engine() == db.SQLite:
		return 32
	default:
		return 8
	}
}

// runLanes runs both lanes until ctx ends, or with once until nothing is due, and returns how many jobs ran.
func (q *Queue) runLanes(ctx context.Context, once bool) (int, error) {
	lanes := [2]*lane{newLane(q, q.workers(false)), newLane(q, q.workers(true))}
	for kind, h := range q.handlers {
		n := 0
		if h.runTx != nil {
			n = 1
		}
		lanes[n].kinds = append(lanes[n].kinds, kind)
	}
	var wg sync.WaitGroup
	var fails [2]error
	for i, l := range lanes {
		if l.once = once; !once { // signals are for Run
			l.wake = q.wake[i]
		}
		if len(l.kinds) > 0 {
			wg.Go(func() { fails[i] = l.run(ctx) })
		}
	}
	wg.Wait()
	if !once {
		<-ctx.Done()
	}
	return lanes[0].ran + lanes[1].ran, errors.Join(fails[:]...)
}
