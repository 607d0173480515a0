package servicenow

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// Clocks makes the service level clocks of work from its history.
type Clocks interface {
	Rebuild(tx *db.Tx, work id.ID) error
}

// Desk is where the histories go. The actor of the context must be allowed to import incidents.
type Desk struct {
	DB        *db.DB
	People    *people.Service
	Incidents *incident.Service
	Clocks    Clocks
}

// LoadOptions say how to load a log.
type LoadOptions struct {
	// DryRun changes nothing: the report says what would happen.
	DryRun bool
	// Progress, if set, is called now and then with the rows dealt with so far.
	Progress func(rows int64)
}

// Failure is an incident that could not be stored although its rows could be read.
type Failure struct {
	Number string `json:"number"`
	Line   int    `json:"line"` // of its first row
	Reason string `json:"reason"`
}

// Loaded is the report of a load.
type Loaded struct {
	Report
	DryRun   bool      `json:"dry_run"`
	Stopped  bool      `json:"stopped"`  // before the end of the file; loading it again goes on from there
	Imported int       `json:"imported"` // incidents, or those that would be with DryRun
	Events   int       `json:"events"`   // of what was imported
	Skipped  int       `json:"skipped"`  // incidents whose number exists already
	Failed   []Failure `json:"failed"`
	New      NewNames  `json:"new"`
	Seconds  float64   `json:"seconds"`
}

// NewNames counts what was added around the incidents.
type NewNames struct {
	People     int `json:"people"`
	Teams      int `json:"teams"`
	Categories int `json:"categories"`
	Locations  int `json:"locations"`
}

// group is how many incidents share a write: enough to share the cost of a durable commit, few enough to let others in between.
const group = 50

// Load stores every incident of the log with its whole history at the original times. An incident whose number exists already is
// passed over, so that loading again adds nothing, and going on after a stop loads only what is missing: each incident is there
// completely or not at all. When ctx ends, Load returns its error together with the report so far. Kinds: Forbidden, Conflict when the
// desk has no organisation yet.
func (l *Log) Load(ctx context.Context, d Desk, o LoadOptions) (out Loaded, err error) {
	defer errs.Wrap(&err, "servicenow.Load")
	start := d.DB.Clock().Now()
	ld := &loader{Desk: d, opts: o, names: newKnown(), out: &out}
	out.DryRun, out.Failed = o.DryRun, []Failure{}
	switch ld.names.root, err = place.Root(ctx, d.DB); {
	case errs.Is(err, errs.NotFound) && !o.DryRun:
		return out, errs.New(errs.Conflict, "The desk has no organisation yet; set it up first.")
	case err != nil && !errs.Is(err, errs.NotFound):
		return out, err
	}
	batches := make(chan []History, 4) // reading goes on while the last group is written
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		defer close(batches)
		out.Report, err = l.batches(gctx, batches)
		return err
	})
	g.Go(func() error { return ld.run(sla.WithoutClocks(gctx), batches) })
	err = g.Wait()
	out.Stopped = err != nil
	out.Seconds = d.DB.Clock().Now().Sub(start).Round(time.Millisecond).Seconds()
	return out, err
}

// batches sends the histories in groups.
func (l *Log) batches(ctx context.Context, to chan<- []History) (Report, error) {
	var batch []History
	send := func() error {
		select {
		case to <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	report, err := l.Histories(ctx, func(h History) error {
		if batch = append(batch, h); len(batch) < group {
			return nil
		}
		return send()
	})
	if err == nil && len(batch) > 0 {
		err = send()
	}
	return report, err
}

// loader writes groups of histories.
type loader struct {
	Desk
	opts  LoadOptions
	names *known
	out   *Loaded
	rows  int64
}

func (l *loader) run(ctx context.Context, batches <-chan []History) error {
	for batch := range batches {
		if err := l.batch(ctx, batch); err != nil {
			return err
		}
		for i := range batch {
			l.rows += int64(len(batch[i].Changes))
		}
		if l.opts.Progress != nil {
			l.opts.Progress(l.rows)
		}
	}
	return ctx.Err()
}

// batch writes a group at once; if something in it is refused, one by one, so that only what is refused stays out.
func (l *loader) batch(ctx context.Context, batch []History) error {
	err := l.storeAnew(ctx, batch)
	if !refused(err) {
		return err
	}
	for i := range batch {
		err := l.storeAnew(ctx, batch[i:i+1])
		if refused(err) {
			l.out.Failed = append(l.out.Failed, Failure{batch[i].Number, batch[i].Changes[0].Line, reason(err)})
		} else if err != nil {
			return err
		}
	}
	return nil
}

// clashes is how often a group is tried: each try uses other ids.
const clashes = 100

// storeAnew stores a group, again while its ids are taken: the ids of one past instant are told apart by a count that begins with the
// process, so those of a load that was stopped stand in the way of the one that goes on.
func (l *loader) storeAnew(ctx context.Context, batch []History) (err error) {
	for range clashes {
		if err = l.store(ctx, batch); !db.IsDuplicate(err) {
			break
		}
	}
	return err
}

func refused(err error) bool { return errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) }

// reason says why an incident was refused, in one line.
func reason(err error) string {
	fields := errs.Fields(err)
	if len(fields) == 0 {
		return errs.Safe(err)
	}
	return fields[0].Key + ": " + fields[0].Text
}

// store writes what is not there yet in one transaction.
func (l *loader) store(ctx context.Context, batch []History) error {
	if l.opts.DryRun {
		fresh, err := l.fresh(ctx, l.DB, batch)
		l.count(len(batch), fresh)
		return err
	}
	var fresh []*History
	err := l.DB.Write(ctx, func(tx *db.Tx) (err error) {
		l.names.begin(tx.NewID())
		if fresh, err = l.fresh(tx.Context(), tx, batch); err != nil {
			return err
		}
		for _, h := range fresh { // before the write goes back in time: people are made now
			if err := l.meet(tx, h); err != nil {
				return err
			}
		}
		now := tx.Now()
		for _, h := range fresh {
			if err := l.restore(tx, h, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		l.out.New = l.names.keep()
		l.count(len(batch), fresh)
	}
	return err
}

func (l *loader) restore(tx *db.Tx, h *History, now clock.Time) error {
	p := l.names.past(h)
	err := l.Incidents.Import(tx, &p)
	tx.SetNow(now)
	if err == nil && l.Clocks != nil {
		err = l.Clocks.Rebuild(tx, p.ID)
	}
	return err
}

func (l *loader) count(all int, fresh []*History) {
	l.out.Imported += len(fresh)
	l.out.Skipped += all - len(fresh)
	for _, h := range fresh {
		l.out.Events += len(h.Changes)
	}
}

// fresh returns the incidents of a group whose numbers do not exist yet.
func (l *loader) fresh(ctx context.Context, q db.Querier, batch []History) ([]*History, error) {
	var args db.Args
	numbers := make([]string, len(batch))
	for i := range batch {
		numbers[i] = numberOf(&batch[i])
	}
	rows, err := q.Query(ctx, `SELECT number FROM record WHERE number IN `+db.List(&args, numbers), args.Values()...)
	there, err := db.Collect(rows, err, scanText)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, n := range there {
		taken[n] = true
	}
	var out []*History
	for i := range batch {
		if !taken[numbers[i]] {
			taken[numbers[i]] = true
			out = append(out, &batch[i])
		}
	}
	return out, nil
}
