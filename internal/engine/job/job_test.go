package job_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/job"
)

// say is work outside of the database, bump an effect in it.
type say struct{ Word string }

func (say) Kind() string { return "test.say" }

type bump struct{ Name string }

func (bump) Kind() string { return "test.bump" }

type odd struct{}

func (odd) Kind() string { return "test.odd" }

// heard collects what handlers were given.
type heard struct {
	mu    sync.Mutex
	words []string
	infos []job.Info
}

func (h *heard) add(w string, i job.Info) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.words, h.infos = append(h.words, w), append(h.infos, i)
}

func (h *heard) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.words
	h.words = nil
	return w
}

func (h *heard) last() job.Info {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.infos[len(h.infos)-1]
}

func inOrder() job.Options {
	return job.Options{Workers: 1, Random: func() float64 { return 0.5 }}
}

func speaker(d *db.DB, o job.Options, fail func(word string) error) (*job.Queue, *heard) {
	q, h := job.New(d, nil, o), &heard{}
	job.Handle(q, func(_ context.Context, a say, i job.Info) error {
		h.add(a.Word, i)
		return fail(a.Word)
	})
	return q, h
}

func fine(string) error { return nil }

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t *testing.T, d *db.DB, a job.Args, o job.Opts) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error { return job.Enqueue(tx, a, o) })
}

func drain(t *testing.T, q *job.Queue, want int) {
	t.Helper()
	if n, err := q.Drain(t.Context()); err != nil || n != want {
		t.Fatalf("%d jobs ran, %v; want %d", n, err, want)
	}
}

func wantWords(t *testing.T, h *heard, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, h.take()); diff != "" {
		t.Errorf("what ran (-want +got):\n%s", diff)
	}
}

func number(t *testing.T, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := d.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func rows(t *testing.T, d *db.DB) int { return number(t, d, `SELECT count(*) FROM job`) }

func dead(t *testing.T, d *db.DB) []job.DeadJob {
	t.Helper()
	list, err := job.Dead(t.Context(), d, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func at(c *clock.Settable, after time.Duration) clock.Time { return clock.Of(c.Now().Add(after)) }

func TestJobsRunWhenDueInTheOrderOfTheirDueTimes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		q, h := speaker(d, inOrder(), fine)
		enqueue(t, d, say{"later"}, job.Opts{At: at(c, time.Hour)})
		enqueue(t, d, say{"second"}, job.Opts{})
		enqueue(t, d, say{"third"}, job.Opts{})
		enqueue(t, d, say{"first"}, job.Opts{At: at(c, -time.Minute)})
		drain(t, q, 3)
		wantWords(t, h, "first", "second", "third")
		drain(t, q, 0)
		c.Advance(time.Hour + 5*time.Second)
		drain(t, q, 1)
		wantWords(t, h, "later")
		if i := h.last(); i.Late != 5*time.Second || i.Attempt != 1 || i.RunAt != at(c, -5*time.Second) || i.ID == 0 {
			t.Errorf("the late job was told %+v", i)
		}
		if n := rows(t, d); n != 0 {
			t.Errorf("%d rows remain", n)
		}
	})
}

func TestAJobExistsOnlyWhenItsWriteLasts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		_ = d.Write(t.Context(), func(tx *db.Tx) error {
			if err := job.Enqueue(tx, say{"no"}, job.Opts{}); err != nil {
				return err
			}
			return errors.New("boom")
		})
		if n := rows(t, d); n != 0 {
			t.Errorf("%d rows of a write that failed", n)
		}
	})
}

func TestManyJobsEnqueuedAtOnceAllRunOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		q, h := speaker(d, job.Options{}, fine)
		var list []job.Args
		for i := range 333 {
			list = append(list, say{fmt.Sprint(i)})
		}
		write(t, d, func(tx *db.Tx) error { return enqueueAll(tx, list) })
		drain(t, q, 333)
		seen := map[string]int{}
		for _, w := range h.take() {
			seen[w]++
		}
		if len(seen) != 333 || rows(t, d) != 0 {
			t.Errorf("%d different jobs ran, %d rows remain", len(seen), rows(t, d))
		}
	})
}

func TestAKeyNamesOneJobThatCanBeMovedAndCancelled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		q, h := speaker(d, inOrder(), fine)
		enqueue(t, d, say{"at noon"}, job.Opts{Key: "k", At: at(c, time.Hour)})
		enqueue(t, d, say{"at two"}, job.Opts{Key: "k", At: at(c, 3*time.Hour)})
		enqueue(t, d, say{"other"}, job.Opts{Key: "l", At: at(c, time.Hour)})
		c.Advance(time.Hour)
		drain(t, q, 1)
		wantWords(t, h, "other")
		c.Advance(2 * time.Hour)
		drain(t, q, 1)
		wantWords(t, h, "at two")

		enqueue(t, d, say{"never"}, job.Opts{Key: "k"})
		write(t, d, func(tx *db.Tx) error { return job.Cancel(tx, "k") })
		write(t, d, func(tx *db.Tx) error { return job.Cancel(tx, "k") })
		drain(t, q, 0)
	})
}

func TestAFailedJobRunsAgainAfterItsBackOffAndDiesInTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		o := inOrder()
		o.MaxAttempts = 3
		o.Retry = func(attempt int) time.Duration { return time.Duration(attempt) * time.Minute }
		broken := true
		q, h := speaker(d, o, func(string) error {
			if broken {
				return errors.New("no\x00 \xffanswer")
			}
			return nil
		})
		enqueue(t, d, say{"x"}, job.Opts{})
		drain(t, q, 1)
		c.Advance(59 * time.Second)
		drain(t, q, 0)
		c.Advance(time.Second)
		drain(t, q, 1)
		c.Advance(2 * time.Minute)
		drain(t, q, 1)
		c.Advance(24 * time.Hour)
		drain(t, q, 0)
		h.take()
		list := dead(t, d)
		if len(list) != 1 || list[0].Error != "no ?answer" || list[0].Attempt != 3 || list[0].Payload != `{"Word":"x"}` || list[0].Kind != "test.say" {
			t.Fatalf("dead: %+v", list)
		}

		broken = false
		write(t, d, func(tx *db.Tx) error { return job.Retry(tx, list[0].ID) })
		drain(t, q, 1)
		wantWords(t, h, "x")
		if i := h.last(); i.Attempt != 1 || len(dead(t, d)) != 0 {
			t.Errorf("a dead job run again: %+v", i)
		}
	})
}

func TestAbandonedAndPanickingJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		q, _ := speaker(d, inOrder(), func(w string) error {
			if w == "panic" {
				panic("a faulty handler")
			}
			return fmt.Errorf("sending: %w", job.Abandon(errs.New(errs.Invalid, "no such mailbox")))
		})
		enqueue(t, d, say{"abandon"}, job.Opts{Key: "k"})
		enqueue(t, d, say{"panic"}, job.Opts{})
		drain(t, q, 2)
		list := dead(t, d)
		if len(list) != 1 || list[0].Error != "sending: no such mailbox" || list[0].Key != "k" {
			t.Fatalf("dead: %+v", list)
		}
		var text string
		if err := d.QueryRow(t.Context(), `SELECT error FROM job WHERE state = 0`).Scan(&text); err != nil || !strings.HasPrefix(text, "panic: a faulty handler") {
			t.Errorf("the panicking job: %q, %v", text, err)
		}
		for _, f := range []func(*db.Tx, id.ID) error{job.Discard, job.Retry} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return f(tx, 12345) })
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("an absent dead job gives %v", err)
			}
		}
		write(t, d, func(tx *db.Tx) error { return job.Discard(tx, list[0].ID) })
		if n := rows(t, d); n != 1 {
			t.Errorf("%d rows after discarding", n)
		}
		if job.Abandon(nil) != nil {
			t.Error("Abandon made an error of nothing")
		}
	})
}

func TestADeadJobIsReplacedByANewArmingOfItsKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		q, h := speaker(d, inOrder(), func(w string) error {
			if w == "bad" {
				return job.Abandon(errors.New("bad"))
			}
			return nil
		})
		enqueue(t, d, say{"bad"}, job.Opts{Key: "k"})
		drain(t, q, 1)
		enqueue(t, d, say{"good"}, job.Opts{Key: "k"})
		drain(t, q, 1)
		wantWords(t, h, "bad", "good")
		if len(dead(t, d)) != 0 || rows(t, d) != 0 {
			t.Error("something remains")
		}
	})
}

func TestJobsOfAnUnknownKindAreLeftAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		q, h := speaker(d, inOrder(), fine)
		enqueue(t, d, odd{}, job.Opts{})
		enqueue(t, d, say{"x"}, job.Opts{})
		drain(t, q, 1)
		wantWords(t, h, "x")
		if n := rows(t, d); n != 1 {
			t.Errorf("%d rows remain", n)
		}
		if oldest, err := job.Oldest(t.Context(), d); err != nil || oldest != clock.Of(dbtest.Start()) {
			t.Errorf("oldest %v, %v", oldest, err)
		}
	})
}

func TestTwoHandlersOfOneKindAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		q, _ := speaker(d, inOrder(), fine)
		job.Handle(q, func(context.Context, say, job.Info) error { return nil })
		if err := q.Run(t.Context()); err == nil {
			t.Error("Run accepted them")
		}
		if _, err := q.Drain(t.Context()); err == nil {
			t.Error("Drain accepted them")
		}
	})
}

// enqueueAll makes jobs that are due at once in one write.
func enqueueAll(tx *db.Tx, list []job.Args) error {
	for _, a := range list {
		if err := job.Enqueue(tx, a, job.Opts{}); err != nil {
			return err
		}
	}
	return nil
}
