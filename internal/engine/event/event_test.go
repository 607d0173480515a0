package event_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

type painted struct {
	Wall   id.ID  `json:"-"`
	Colour string `json:"colour"`
}

func (p painted) Subject() id.ID  { return p.Wall }
func (painted) EventKind() string { return "wall.painted" }

func setup(t *testing.T, d *db.DB) *event.Log {
	t.Helper()
	l := event.New()
	event.Register[painted](l)
	d.SetSink(l)
	return l
}

func emit(t *testing.T, d *db.DB, list ...painted) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 7, Channel: "web"})
	for _, p := range list {
		if err := d.Write(ctx, func(tx *db.Tx) error { return tx.Emit(p) }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHistoryReadsBackWhatWasEmitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		l := setup(t, d)
		var seen []string
		l.React(func(_ *db.Tx, e event.Envelope) error {
			seen = append(seen, e.Event.(painted).Colour)
			return nil
		})
		l.Subscribe("gossip", "wall.painted")
		emit(t, d, painted{1, "red"}, painted{2, "blue"}, painted{1, "green"})
		got, err := l.History(t.Context(), d, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[1].Event.(painted).Colour != "green" || got[1].Seq != 2 || got[0].Actor != 7 || got[0].At != clock.Of(c.Now()) {
			t.Errorf("history %+v", got)
		}
		if s := strings.Join(seen, " "); s != "red blue green" {
			t.Errorf("the reactor saw %s", s)
		}
		var jobs int
		if err := d.QueryRow(t.Context(), `SELECT count(*) FROM job WHERE kind = 'event.deliver'`).Scan(&jobs); err != nil || jobs != 3 {
			t.Errorf("%d jobs for the subscriber, %v", jobs, err)
		}
	})
}

func TestVerifyFindsWhatSomeoneDidToTheLog(t *testing.T) {
	const owner = `INSERT INTO setting (key, id, value, version, updated_at) VALUES ('two', 2, '', 1, 0); `
	tests := []struct{ name, sql, want string }{
		{"an untouched log is whole", ``, ``},
		{"a changed row", `UPDATE event SET data = '{"colour":"pink"}' WHERE subject_id = 1 AND seq = 2`, "event 2 was changed"},
		{"a changed author", `UPDATE event SET actor_id = 8 WHERE subject_id = 1 AND seq = 1`, "event 1 was changed"},
		{"a row removed from the middle", `DELETE FROM event WHERE subject_id = 1 AND seq = 2`, "event 2 is missing"},
		{"a row removed from the end", `DELETE FROM event WHERE subject_id = 1 AND seq = 3`, "should end with event 3"},
		{"all rows of a subject removed", `DELETE FROM event WHERE subject_id = 2`, "the first event is missing (of 1)"},
		{"two rows reordered", `UPDATE event SET seq = CASE seq WHEN 1 THEN 12 ELSE 11 END WHERE subject_id = 1 AND seq < 3;
			UPDATE event SET seq = seq - 10 WHERE subject_id = 1 AND seq > 10`, "was changed or reordered"},
		{"a history and its chain removed", owner + `DELETE FROM event WHERE subject_id = 2; DELETE FROM event_chain WHERE subject_id = 2`, "its whole history is missing"},
		{"a row and its chain removed after the seal", `DELETE FROM event WHERE subject_id = 2; DELETE FROM event_chain WHERE subject_id = 2`, "seal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
				l := setup(t, d)
				l.Cover("setting")
				emit(t, d, painted{1, "red"}, painted{2, "blue"}, painted{1, "green"}, painted{1, "white"})
				c.Advance(24 * time.Hour)
				if err := d.Write(t.Context(), func(tx *db.Tx) error {
					if err := l.Seal(tx, id.At(c.Now())); err != nil || tt.sql == "" {
						return err
					}
					for st := range strings.SplitSeq(tt.sql, ";") {
						if _, err := tx.Exec(st); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				r, err := l.Verify(t.Context(), d, nil)
				if err != nil {
					t.Fatal(err)
				}
				if tt.want == "" {
					if len(r.Faults) != 0 || r.Events != 4 || r.Subjects != 2 || r.Seals != 1 {
						t.Errorf("%+v", r)
					}
					return
				}
				for _, f := range r.Faults {
					if strings.Contains(f.Text, tt.want) {
						return
					}
				}
				t.Errorf("no fault says %q: %+v", tt.want, r.Faults)
			})
		})
	}
}

func TestSealsThatWereRemovedAreMissed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		l := setup(t, d)
		emit(t, d, painted{1, "red"})
		c.Advance(24 * time.Hour)
		write := func(fn func(tx *db.Tx) error) {
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *db.Tx) error { return l.Seal(tx, id.At(c.Now())) })
		c.Advance(48 * time.Hour)
		emit(t, d, painted{1, "blue"})
		if r, err := l.Verify(t.Context(), d, nil); err != nil || len(r.Faults) != 0 {
			t.Errorf("before: %+v, %v", r, err)
		}
		write(func(tx *db.Tx) error { _, err := tx.Exec(`DELETE FROM event_seal`); return err })
		if r, err := l.Verify(t.Context(), d, nil); err != nil || len(r.Faults) != 1 || r.Faults[0].Text != "daily seals taken: 1, there: 0" {
			t.Errorf("after: %+v, %v", r, err)
		}
	})
}

func TestAChainOfCausesEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		setup(t, d)
		ctx := event.WithCause(actor.With(t.Context(), actor.OfSystem("rule")), event.Envelope{ID: 1, Depth: event.MaxDepth})
		err := d.Write(ctx, func(tx *db.Tx) error { return tx.Emit(painted{1, "red"}) })
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAWitnessHearsEachHistoryWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		l := setup(t, d)
		asked := map[id.ID]int{}
		l.Call(func(_ context.Context, _ db.Querier, histories [][]event.Envelope, accuse event.Accuse) error {
			for _, h := range histories {
				subject := h[0].Subject
				if asked[subject] != 0 {
					t.Errorf("subject %d: asked twice", subject)
				}
				for i, e := range h {
					if p, ok := e.Event.(painted); e.Seq != int64(i+1) || e.Subject != subject || !ok || p.Colour != "red" {
						t.Fatalf("%+v", e)
					}
				}
				if asked[subject] = len(h); subject == 2 {
					accuse(subject, h[0].ID, "it is blue: 100 %")
				}
			}
			return nil
		}, "wall.painted")
		l.Call(func(context.Context, db.Querier, [][]event.Envelope, event.Accuse) error {
			t.Error("a witness of nothing was asked")
			return nil
		}, "wall.torn_down")
		const n = 1800 // of each of three subjects: one spans two parts of the log
		if err := d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
			for i := range 3 * n {
				if err := tx.Emit(painted{id.ID(i%3 + 1), "red"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		r, err := l.Verify(t.Context(), d, nil)
		if err != nil || r.Events != 3*n || r.Subjects != 3 || len(r.Faults) != 1 || r.Faults[0].Text != "it is blue: 100 %" || r.Faults[0].Subject != 2 {
			t.Errorf("%+v, %v", r, err)
		}
		if len(asked) != 3 || asked[1] != n || asked[2] != n || asked[3] != n {
			t.Errorf("%v", asked)
		}
	})
}
