package job

import (
	"cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// outcome is how a claimed job left the workers.
type outcome struct {
	task task
	how  ending
	err  error
	wait clock.Time // when a failed job is due again
}

type ending int

const (
	done    ending = iota // the row is to be deleted
	settled               // the run's own transaction saw to the row
	gone                  // the run had lost the job before it began
	failed                // see err
	unbegun               // it goes back as it was
)

// finish writes down outcomes. It reports whether a job was armed anew during its run and may be due now.
func finish(tx *db.Tx, list []outcome, maxAttempts int) (again bool, err error) {
	sorted.By(list, func(x, y outcome) int { // one order of locking for all
		return cmp.Or(cmp.Compare(x.how, y.how), cmp.Compare(x.task.attempt, y.task.attempt), cmp.Compare(x.task.id, y.task.id))
	})
	for len(list) > 0 {
		n := 1
		if list[0].how == done {
			for n < len(list) && n < maxList && list[n].how == done && list[n].task.attempt == list[0].task.attempt {
				n++
			}
		}
		found, err := finishSome(tx, list[:n], maxAttempts)
		if err != nil {
			return again, err
		}
		if !found {
			r, err := releaseSome(tx, list[:n])
			if err != nil {
				return again, err
			}
			again = again || r
		}
		list = list[n:]
	}
	return again, nil
}

// finishSome writes down one outcome, or several jobs that are done at the same attempt, and reports whether it found every row.
func finishSome(tx *db.Tx, some []outcome, maxAttempts int) (found bool, err error) {
	o := some[0]
	switch o.how {
	case done:
		ids := make([]id.ID, len(some))
		for i, o := range some {
			ids[i] = o.task.id
		}
		n, err := remove(tx, o.task.attempt, ids)
		return n == int64(len(ids)), err
	case failed:
		if final(o, maxAttempts) {
			return postpone(tx, o.task, 2, o.task.runAt, errorText(o.err))
		}
		return postpone(tx, o.task, 0, o.wait, errorText(o.err))
	case unbegun:
		return giveBack(tx, o.task)
	default:
		return o.how == settled, nil
	}
}

func releaseSome(tx *db.Tx, some []outcome) (bool, error) {
	released := false
	for _, o := range some {
		if o.task.key == "" {
			continue
		}
		ok, err := release(tx, o.task.key)
		if err != nil {
			return released, err
		}
		released = released || ok
	}
	return released, nil
}

// final reports whether a failed job is dead now.
func final(o outcome, maxAttempts int) bool {
	return o.task.attempt >= maxAttempts || isAbandoned(o.err)
}
