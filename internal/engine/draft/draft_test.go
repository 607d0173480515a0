package draft_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/draft"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func TestADraftIsItsWritersAloneUntilItIsSentEmptiedOrForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, now *clock.Settable) {
		s := draft.New(d)
		as := func(who id.ID) context.Context {
			return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: who})
		}
		put := func(who, record id.ID, x draft.Draft) {
			t.Helper()
			if err := s.Put(as(who), record, x); err != nil {
				t.Fatal(err)
			}
		}
		has := func(who, record id.ID, want draft.Draft) {
			t.Helper()
			got, err := s.Of(as(who), record)
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(draft.Draft{}, "At")); err != nil || diff != "" {
				t.Errorf("%v of %v: %v\n%s", record, who, err, diff)
			}
			if (got.At != 0) != (want.Body != "") {
				t.Errorf("%v of %v is from %v", record, who, got.At)
			}
		}
		first := draft.Draft{Body: "Have you tried", Minutes: "5", Next: "hold"}
		put(1, 7, first)
		has(1, 7, first)
		has(2, 7, draft.Draft{})
		has(1, 8, draft.Draft{})
		second := draft.Draft{Body: "A loose cable", Note: true}
		put(1, 7, second)
		put(2, 7, first)
		put(1, 8, first)
		has(1, 7, second)
		if err := s.Drop(as(1), 7); err != nil {
			t.Fatal(err)
		}
		has(1, 7, draft.Draft{})
		has(2, 7, first)
		put(1, 8, draft.Draft{Minutes: "5"})
		has(1, 8, draft.Draft{})

		err := s.Put(as(2), 7, draft.Draft{Body: strings.Repeat("x", ticket.MaxBody+1)})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("too much: %v", err)
		}
		err = s.Put(as(2), 7, draft.Draft{Body: "x", Next: strings.Repeat("x", 101)})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("a choice that is none: %v", err)
		}
		has(2, 7, first)
		visitor := actor.With(t.Context(), actor.Actor{Kind: actor.Visitor})
		if err := s.Put(visitor, 7, first); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor writes: %v", err)
		}
		if _, err := s.Of(visitor, 7); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor reads: %v", err)
		}
		for _, step := range []struct {
			by   time.Duration
			want draft.Draft
		}{{draft.Lasts - time.Second, first}, {time.Second, draft.Draft{}}} {
			now.Advance(step.by)
			if err := d.Write(t.Context(), draft.Sweep); err != nil {
				t.Fatal(err)
			}
			has(2, 7, step.want)
		}
	})
}
