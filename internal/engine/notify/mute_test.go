package notify_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/notify"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func (w *world) mute(name string, in notify.Mute) notify.Muted {
	w.t.Helper()
	m, err := w.Mute(w.as(name), in)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// say posts a public message by rita, naming somebody or nobody.
func (w *world) say(mentions ...id.ID) {
	w.t.Helper()
	w.by("rita", func(tx *db.Tx) error {
		_, err := w.desk.Post(tx, &w.head, ticket.Message{Body: "And now?", Public: true, Mentions: mentions})
		return err
	})
}

func TestWhoMutedARecordOrAReasonIsNotToldUntilItEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, now *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "ana")
		w.by("sam", func(tx *db.Tx) error { return record.Follow(tx, w.head.ID, w.names["sam"], true) })
		w.told()
		w.say()
		w.want(map[string]notify.Reason{"ana": notify.Assigned, "sam": notify.Follows})

		w.mute("ana", notify.Mute{Record: w.head.Number, Days: 1})
		w.mute("sam", notify.Mute{Reason: notify.Follows})
		w.say()
		w.want(map[string]notify.Reason{})
		w.say(w.names["ana"])
		w.want(map[string]notify.Reason{"ana": notify.Mentioned})

		now.Advance(25 * time.Hour)
		w.say()
		w.want(map[string]notify.Reason{"ana": notify.Assigned})

		list, err := w.Mutes(w.as("sam"), d, w.names["sam"])
		if err != nil || len(list) != 1 || list[0].Reason != notify.Follows {
			t.Fatalf("%+v, %v", list, err)
		}
		if _, err := w.Unmute(w.as("ana"), notify.Unmute{ID: list[0].ID}); !errs.Is(err, errs.NotFound) {
			t.Errorf("the mute of another: %v", err)
		}
		if _, err := w.Unmute(w.as("sam"), notify.Unmute{ID: list[0].ID}); err != nil {
			t.Error(err)
		}
		w.say()
		w.want(map[string]notify.Reason{"ana": notify.Assigned, "sam": notify.Follows})
		if list, err := w.Mutes(w.as("ana"), d, w.names["ana"]); err != nil || len(list) != 0 {
			t.Errorf("what ended is listed: %+v, %v", list, err)
		}
	})
}

func TestAMuteNamesARecordThatOneSeesOrAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		w := newWorld(t, d)
		w.open("rita", "rita", "")
		for field, in := range map[string]notify.Mute{
			"record": {},
			"reason": {Reason: "weather"},
			"days":   {Reason: notify.Team, Days: 367},
		} {
			_, err := w.Mute(w.as("ana"), in)
			if f := errs.Fields(err); !errs.Is(err, errs.Invalid) || len(f) != 1 || f[0].Key != field {
				t.Errorf("%+v: %v", in, err)
			}
		}
		for _, in := range []notify.Mute{{Record: "INC-999"}, {Record: w.head.Number, Reason: notify.Team}} {
			if _, err := w.Mute(w.as("ana"), in); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", in, err)
			}
		}
		if _, err := w.Mutes(w.as("ana"), d, w.names["bo"]); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the mutes of another: %v", err)
		}
	})
}
