package job_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

func TestRunRunsWhatIsEnqueuedWhenWokenWithoutPolling(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		ran := make(chan string, 10)
		q := job.New(d, nil, job.Options{Poll: time.Hour})
		job.Handle(q, func(_ context.Context, a say, _ job.Info) error { ran <- a.Word; return nil })
		job.HandleTx(q, func(tx *db.Tx, a bump, _ job.Info) error { tx.After(func() { ran <- a.Name }); return nil })
		stop := start(t, q)
		for i := range 5 {
			word := fmt.Sprint(i)
			write(t, d, func(tx *db.Tx) error { tx.After(q.Wake); return job.Enqueue(tx, say{word}, job.Opts{}) })
			if got := <-ran; got != word {
				t.Errorf("ran %q, want %q", got, word)
			}
		}
		write(t, d, func(tx *db.Tx) error { return job.Enqueue(tx, bump{"timer"}, job.Opts{At: at(c, time.Hour)}) })
		c.Advance(time.Hour)
		q.Wake()
		if got := <-ran; got != "timer" {
			t.Errorf("ran %q", got)
		}
		stop()
		if n := rows(t, d); n != 0 {
			t.Errorf("%d rows remain", n)
		}
	})
}

func TestRunFindsByPollingWhatNobodyWokeItFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		ran := make(chan string)
		q := job.New(d, nil, job.Options{Poll: time.Millisecond})
		job.Handle(q, func(_ context.Context, a say, _ job.Info) error { ran <- a.Word; return nil })
		defer start(t, q)()
		enqueue(t, d, say{"x"}, job.Opts{})
		<-ran
	})
}

func TestSlowWorkDoesNotHoldUpTimers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		gate, timer := make(chan struct{}), make(chan struct{})
		q := job.New(d, nil, job.Options{Workers: 2, Poll: time.Millisecond})
		job.Handle(q, func(context.Context, say, job.Info) error { <-gate; return nil })
		job.HandleTx(q, func(tx *db.Tx, _ bump, _ job.Info) error { tx.After(func() { close(timer) }); return nil })
		for range 20 {
			enqueue(t, d, say{"slow"}, job.Opts{})
		}
		stop := start(t, q)
		enqueue(t, d, bump{"n"}, job.Opts{})
		<-timer
		close(gate)
		stop()
	})
}

func TestStoppingWaitsForRunningJobsAndGivesTheOthersBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		begun, gate := make(chan struct{}, 50), make(chan struct{})
		q := job.New(d, nil, job.Options{Workers: 2})
		job.Handle(q, func(context.Context, say, job.Info) error { begun <- struct{}{}; <-gate; return nil })
		write(t, d, func(tx *db.Tx) error {
			for range 20 {
				if err := job.Enqueue(tx, say{"slow"}, job.Opts{}); err != nil {
					return err
				}
			}
			return nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		end := make(chan error)
		go func() { end <- q.Run(ctx) }()
		<-begun
		<-begun
		cancel()
		select {
		case err := <-end:
			t.Fatalf("Run returned while jobs ran: %v", err)
		default:
		}
		close(gate)
		if err := <-end; err != nil {
			t.Error(err)
		}
		left := rows(t, d)
		if waiting := number(t, d, `SELECT count(*) FROM job WHERE state = 0 AND attempt = 0 AND lease_until = 0`); waiting != left || left+2+len(begun) != 20 {
			t.Errorf("%d rows remain, %d of them untouched; %d more began", left, waiting, len(begun))
		}
	})
}

func TestAJobThatWillNotStopIsToldAndThenLeftBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		begun, told, gate := make(chan struct{}), make(chan struct{}), make(chan struct{})
		q := job.New(d, nil, job.Options{Grace: 10 * time.Millisecond})
		job.Handle(q, func(ctx context.Context, _ say, _ job.Info) error {
			close(begun)
			<-ctx.Done()
			close(told)
			<-gate
			return nil
		})
		enqueue(t, d, say{"stubborn"}, job.Opts{})
		ctx, cancel := context.WithCancel(t.Context())
		end := make(chan error)
		go func() { end <- q.Run(ctx) }()
		<-begun
		cancel()
		<-told
		if err := <-end; !errs.Is(err, errs.Unavailable) {
			t.Errorf("Run returned %v", err)
		}
		close(gate)
		if n := number(t, d, `SELECT count(*) FROM job WHERE state = 1`); n != 1 {
			t.Errorf("%d jobs are left running in the table", n)
		}
	})
}

func TestALongRunKeepsItsLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		begun, gate := make(chan struct{}), make(chan struct{})
		q := job.New(d, nil, job.Options{Poll: time.Millisecond, Lease: 6 * time.Millisecond})
		job.Handle(q, func(context.Context, say, job.Info) error { begun <- struct{}{}; <-gate; return nil })
		enqueue(t, d, say{"long"}, job.Opts{})
		stop := start(t, q)
		<-begun
		c.Advance(time.Hour)
		for number(t, d, `SELECT count(*) FROM job WHERE state = 1 AND lease_until > $1`, at(c, 0)) == 0 {
			select {
			case <-begun:
				t.Fatal("the job runs twice")
			case <-t.Context().Done():
				return
			default:
			}
		}
		close(gate)
		stop()
		if n := rows(t, d); n != 0 {
			t.Errorf("%d rows remain", n)
		}
	})
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu    sync.Mutex
	b     bytes.Buffer
	lines chan string
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines <- string(p)
	return l.b.Write(p)
}

func TestAnUnknownKindIsLoggedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		out := &lockedBuffer{lines: make(chan string, 100)}
		ran := make(chan struct{})
		q := job.New(d, slog.New(slog.NewTextHandler(out, nil)), job.Options{Poll: time.Millisecond, Lease: time.Millisecond})
		job.Handle(q, func(context.Context, say, job.Info) error { ran <- struct{}{}; return nil })
		enqueue(t, d, odd{}, job.Opts{})
		stop := start(t, q)
		if line := <-out.lines; !strings.Contains(line, "kind=test.odd") {
			t.Errorf("logged %s", line)
		}
		for range 5 {
			enqueue(t, d, say{"x"}, job.Opts{})
			<-ran
		}
		stop()
		if n := strings.Count(out.b.String(), "test.odd"); n != 1 || rows(t, d) != 1 {
			t.Errorf("logged %d times, %d rows", n, rows(t, d))
		}
	})
}

func TestSeveralNodesShareTheJobsAndEachTakesEffectOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		const jobs = 400
		var wg sync.WaitGroup
		wg.Add(jobs)
		var list []job.Args
		for i := range jobs {
			list = append(list, bump{fmt.Sprint(i)})
		}
		for range 3 {
			q := job.New(d, nil, job.Options{Workers: 3, Poll: time.Millisecond})
			job.HandleTx(q, func(tx *db.Tx, a bump, _ job.Info) error {
				tx.After(wg.Done)
				_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, 1)`, a.Name)
				return err
			})
			defer start(t, q)()
		}
		write(t, d, func(tx *db.Tx) error { return enqueueAll(tx, list) })
		wg.Wait()
		if n := number(t, d, `SELECT count(*) FROM counter`); n != jobs {
			t.Errorf("%d effects", n)
		}
	})
}
