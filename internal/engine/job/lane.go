package job

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// lane is one run of a queue over some kinds: a loop that owns all of its state, and workers. The loop alone talks to the job
// table, and each of its writes carries everything there is to say at that moment: leases to prolong, outcomes, the next claim.
type lane struct {
	q     *Queue
	kinds []string
	wake  <-chan struct{}
	once  bool // stop when nothing is due
	// How many workers there are, and the most tasks to have at hand.
	workers, batch int

	base   context.Context    // outlives the caller's: the last outcomes are written after that one ended
	cancel context.CancelFunc // ends the contexts of the running jobs
	tasks  chan task
	ended  chan outcome
	tick   *time.Ticker
	grace  *time.Timer // nil until the lane stops

	held      map[id.ID]task // claimed and without a written outcome
	outcomes  []outcome      // to be written
	want      int            // how many tasks to have at hand, from workers to batch
	recent    int            // ended since the last tick
	look      bool           // there may be due jobs
	keep      bool           // leases want a look
	ticks     int
	hardStops int
	ran       int
}

// patience bounds one exchange of the loop with the database.
const patience = 30 * time.Second

func newLane(q *Queue, workers int) *lane {
	batch := max(q.opts.Batch, workers)
	return &lane{q: q, workers: workers, batch: batch, look: true, keep: true, want: workers, held: map[id.ID]task{},
		tasks: make(chan task, batch), ended: make(chan outcome, batch+workers)}
}

func (l *lane) run(ctx context.Context) error {
	slices.Sort(l.kinds)
	l.base = context.WithoutCancel(ctx)
	work, cancel := context.WithCancel(l.base)
	l.cancel = cancel
	defer cancel()
	defer l.close()
	l.tick = time.NewTicker(l.q.opts.Poll)
	defer l.tick.Stop()
	for range l.workers {
		go func() {
			for t := range l.tasks {
				l.ended <- l.q.perform(work, t)
			}
		}()
	}
	return l.loop(ctx)
}

// close ends the workers; what they have not begun they do not begin any more.
func (l *lane) close() {
	l.clearTasks(func(task) {})
	close(l.tasks)
	if l.grace != nil {
		l.grace.Stop()
	}
}

func (l *lane) clearTasks(f func(task)) {
	for {
		select {
		case t := <-l.tasks:
			f(t)
		default:
			return
		}
	}
}

func (l *lane) loop(ctx context.Context) error {
	for {
		l.stopping(ctx)
		l.gather()
		room, err := l.room()
		switch {
		case err == nil && room == 0 && len(l.outcomes) == 0 && !l.keep:
			if len(l.held) == 0 && (l.grace != nil || l.once && !l.look) {
				return nil
			}
			l.wait(ctx)
		case err == nil:
			err = l.cycle(room)
		}
		if err != nil && l.once {
			return err
		}
		if err != nil {
			l.q.log.Error("the job table cannot be reached; jobs wait", "error", err)
			l.pause(ctx)
		}
		if l.hardStops > 1 {
			return errs.New(errs.Unavailable, "%d jobs did not stop in time; they will run again later", len(l.held))
		}
	}
}

// stopping notices the end of ctx: what has not begun goes back, and the time for the rest runs.
func (l *lane) stopping(ctx context.Context) {
	if l.grace != nil || ctx.Err() == nil {
		return
	}
	l.grace = time.NewTimer(l.q.opts.Grace)
	l.clearTasks(func(t task) { l.outcomes = append(l.outcomes, outcome{task: t, how: unbegun}) })
}

// gather takes in what has happened so far.
func (l *lane) gather() {
	for {
		select {
		case o := <-l.ended:
			l.take(o)
		case <-l.wake:
			l.look = true
		case <-l.tick.C:
			l.ticked()
		default:
			return
		}
	}
}

func (l *lane) take(o outcome) {
	l.recent++
	l.outcomes = append(l.outcomes, o)
}

// room returns how many jobs to claim now. When there is nothing else to write it asks first whether any are due.
func (l *lane) room() (int, error) {
	if !l.look || l.grace != nil || len(l.tasks) > l.want/2 {
		return 0, nil
	}
	n := l.want - len(l.tasks)
	if len(l.outcomes) > 0 || l.keep {
		return n, nil
	}
	ctx, cancel := context.WithTimeout(l.base, patience)
	defer cancel()
	found, err := anyDue(ctx, l)
	if err == nil && !found {
		l.look = false
	}
	if err != nil || !found {
		return 0, err
	}
	return n, nil
}

// cycle writes down all there is to say and claims up to room jobs.
func (l *lane) cycle(room int) error {
	var fresh []task
	var again bool
	var lost int64
	o := l.q.opts
	ctx, cancel := context.WithTimeout(l.base, patience)
	defer cancel()
	err := l.q.db.Write(ctx, func(tx *db.Tx) (err error) {
		if l.keep {
			if err = prolong(tx, l.held, tx.Now().Add(o.Lease)); err != nil {
				return err
			}
			if lost, err = takeBack(tx, l.kinds, o.MaxAttempts); err != nil {
				return err
			}
		}
		if again, err = finish(tx, l.outcomes, o.MaxAttempts); err != nil || room == 0 {
			return err
		}
		fresh, err = claim(tx, l.kinds, room, o.Lease)
		return err
	})
	if err != nil {
		return err
	}
	if lost > 0 {
		l.q.log.Warn("jobs whose process went away wait again", "jobs", lost)
	}
	if l.keep && len(fresh) < room { // nothing else is due
		l.warn()
	}
	l.settle()
	if room > 0 {
		l.look = len(fresh) == room
	}
	l.look = l.look || again || lost > 0
	if len(fresh) == room && room > 0 {
		l.want = min(2*l.want, l.batch)
	}
	l.keep = false
	for _, t := range fresh {
		l.held[t.id] = t
		l.tasks <- t
	}
	return nil
}

// settle lets go of the jobs whose outcomes are written.
func (l *lane) settle() {
	for _, o := range l.outcomes {
		delete(l.held, o.task.id)
		if o.how != unbegun && o.how != gone {
			l.ran++
		}
	}
	clear(l.outcomes)
	l.outcomes = l.outcomes[:0]
}

// wait returns when something happened that may give the loop something to do.
func (l *lane) wait(ctx context.Context) { l.await(ctx, l.ended, l.wake) }

// pause waits for the next tick only, after a failure of the database.
func (l *lane) pause(ctx context.Context) { l.await(ctx, nil, nil) }

func (l *lane) await(ctx context.Context, ended <-chan outcome, wake <-chan struct{}) {
	stop, grace := ctx.Done(), (<-chan time.Time)(nil)
	if l.grace != nil {
		stop, grace = nil, l.grace.C
	}
	select {
	case o := <-ended:
		l.take(o)
	case <-wake:
		l.look = true
	case <-l.tick.C:
		l.ticked()
	case <-stop:
	case <-grace:
		l.hardStop()
	}
}

func (l *lane) ticked() {
	o := l.q.opts
	l.look = true
	l.want = min(max(l.recent, l.workers), l.batch) // claim about a second's work, so that other nodes and urgent jobs get a turn
	l.recent = 0
	if l.ticks++; time.Duration(l.ticks)*o.Poll >= o.Lease/3 {
		l.ticks, l.keep = 0, true
	}
}

// hardStop ends the contexts of running jobs, and the second time gives up waiting for them.
func (l *lane) hardStop() {
	l.hardStops++
	l.cancel()
	l.grace.Reset(l.q.opts.Grace)
}

// warn logs, once for each kind, that due jobs have no handler here.
func (l *lane) warn() {
	ctx, cancel := context.WithTimeout(l.base, patience)
	defer cancel()
	found, err := strangers(ctx, l, slices.Sorted(maps.Keys(l.q.handlers)))
	if err != nil {
		l.q.log.Error("waiting jobs cannot be looked through", "error", err)
	}
	for _, kind := range found {
		if _, before := l.q.warned.LoadOrStore(kind, true); !before {
			l.q.log.Error("jobs of an unknown kind are due; they are left for a program that knows it", "kind", kind)
		}
	}
}
