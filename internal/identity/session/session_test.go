package session_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/identity/identitytest"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

func begin(k *identitytest.Desk, person id.ID) (secret string) {
	k.T.Helper()
	k.Write(func(tx *db.Tx) (err error) {
		secret, err = session.Create(tx, person, session.Client{Address: "192.0.2.1", Agent: "Browser"})
		return err
	})
	return secret
}

func TestASessionEnds(t *testing.T) {
	type step struct {
		after      time.Duration
		background bool
		ok         bool
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"after eight hours without use", []step{{0, false, true}, {8 * time.Hour, false, true}, {8*time.Hour + time.Second, false, false}}},
		{"polling in the background does not keep it", []step{{4 * time.Hour, true, true}, {4 * time.Hour, true, true}, {time.Second, true, false}}},
		{"after seven days of use", func() []step {
			var out []step
			for range 24 {
				out = append(out, step{7 * time.Hour, false, true})
			}
			return append(out, step{time.Hour, false, false})
		}()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
				s := session.New(k.DB, k.People)
				secret := begin(k, k.Agent)
				for i, st := range tt.steps {
					k.Clock.Advance(st.after)
					a, err := s.Authenticate(t.Context(), secret, st.background)
					if st.ok && (err != nil || a.ID != k.Agent || a.Channel != "web") || !st.ok && !errs.Is(err, errs.Unauthenticated) {
						t.Fatalf("step %d: %+v, %v", i, a, err)
					}
				}
				k.Write(session.Sweep)
				var n int
				if err := k.DB.QueryRow(t.Context(), `SELECT count(*) FROM session`).Scan(&n); err != nil || n != 0 {
					t.Errorf("%d sessions are left, %v", n, err)
				}
			})
		})
	}
}

func TestSessionsAreEndedOneByOneAndTogether(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := session.New(k.DB, k.People)
		here, there, away, foreign := begin(k, k.Agent), begin(k, k.Agent), begin(k, k.Agent), begin(k, k.Admin)
		alive := func(want map[string]bool) {
			t.Helper()
			for secret, ok := range want {
				if _, err := s.Authenticate(t.Context(), secret, true); (err == nil) != ok {
					t.Errorf("a session that lives=%v gives %v", ok, err)
				}
			}
		}
		list, err := s.List(k.As(k.Agent), k.DB, here)
		if err != nil || len(list) != 3 {
			t.Fatalf("%v, %v", list, err)
		}
		adminKey := func() string {
			l, err := s.List(k.As(k.Admin), k.DB, "")
			if err != nil || len(l) != 1 {
				t.Fatal(l, err)
			}
			return l[0].Key
		}()
		if err := s.EndOne(k.As(k.Agent), adminKey); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's session: %v", err)
		}
		if err := s.End(t.Context(), there); err != nil {
			t.Fatal(err)
		}
		alive(map[string]bool{here: true, there: false, away: true, foreign: true})
		k.Write(func(tx *db.Tx) error { return session.EndAll(tx, k.Agent, here, session.NewPassword) })
		alive(map[string]bool{here: true, away: false, foreign: true})
		list, err = s.List(k.As(k.Agent), k.DB, here)
		if err != nil || len(list) != 1 || !list[0].Current || list[0].Agent != "Browser" {
			t.Fatalf("%v, %v", list, err)
		}
		if err := s.EndOne(k.As(k.Agent), list[0].Key); err != nil {
			t.Fatal(err)
		}
		alive(map[string]bool{here: false, foreign: true, "": false, "nonsense": false})
		k.Write(func(tx *db.Tx) error { return session.EndAll(tx, k.Admin, "", session.Left) })
		alive(map[string]bool{foreign: false})
	})
}

func TestALeaversSessionIsWorthNothing(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := session.New(k.DB, k.People)
		secret := begin(k, k.Agent)
		if _, err := s.Authenticate(t.Context(), secret, false); err != nil {
			t.Fatal(err)
		}
		k.Leave(k.Agent)
		if _, err := s.Authenticate(t.Context(), secret, false); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("got %v", err)
		}
	})
}

func TestUseIsNotedOnceAMinute(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := session.New(k.DB, k.People)
		secret := begin(k, k.Agent)
		seen := func(after time.Duration) int64 {
			k.Clock.Advance(after)
			if _, err := s.Authenticate(t.Context(), secret, false); err != nil {
				t.Fatal(err)
			}
			var at int64
			if err := k.DB.QueryRow(t.Context(), `SELECT seen_at FROM session`).Scan(&at); err != nil {
				t.Fatal(err)
			}
			return at
		}
		first := seen(0)
		if seen(59*time.Second) != first {
			t.Error("noted within the minute")
		}
		if seen(time.Second) != first+60_000_000 {
			t.Error("not noted after a minute")
		}
	})
}

func TestWhoeverEndsSessionsIsInTheLog(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		session.RegisterEvents(k.Log)
		s := session.New(k.DB, k.People)
		start := func(addresses ...string) (secrets []string) {
			for _, a := range addresses {
				k.Write(func(tx *db.Tx) error {
					secret, err := session.Create(tx, k.Agent, session.Client{Address: a, Agent: "Browser"})
					secrets = append(secrets, secret)
					return err
				})
			}
			return secrets
		}
		told := func() (out []event.Envelope) {
			list, err := k.Log.History(t.Context(), k.DB, k.Agent)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				if e.Kind == "session.ended" {
					out = append(out, e)
				}
			}
			return out
		}
		one := start("192.0.2.1")
		tests := []struct {
			name  string
			do    func() error
			want  session.Ended
			actor id.ID
		}{
			{"signing out", func() error { return s.End(k.As(k.Agent), one[0]) }, session.Ended{Why: session.SignedOut, Sessions: 1, Addresses: []string{"192.0.2.1"}}, k.Agent},
			{"signing out when the session was over", func() error { return s.End(t.Context(), start("192.0.2.1")[0]) }, session.Ended{Why: session.SignedOut, Sessions: 1, Addresses: []string{"192.0.2.1"}}, 0},
			{"ending another one", func() error {
				start("192.0.2.2")
				list, err := s.List(k.As(k.Agent), k.DB, "")
				if err != nil {
					return err
				}
				return s.EndOne(k.As(k.Agent), list[0].Key)
			}, session.Ended{Why: session.Elsewhere, Sessions: 1, Addresses: []string{"192.0.2.2"}}, k.Agent},
			{"a new password", func() error {
				keep := start("192.0.2.3", "192.0.2.5", "192.0.2.4", "192.0.2.4")[0]
				return k.DB.Write(k.As(k.Agent), func(tx *db.Tx) error { return session.EndAll(tx, k.Agent, keep, session.NewPassword) })
			}, session.Ended{Why: session.NewPassword, Sessions: 3, Addresses: []string{"192.0.2.4", "192.0.2.5"}}, k.Agent},
		}
		for i, tt := range tests {
			if err := tt.do(); err != nil {
				t.Fatal(tt.name, err)
			}
			list := told()
			if len(list) != i+1 {
				t.Fatalf("%s: %d events", tt.name, len(list))
			}
			tt.want.Person = k.Agent
			if e := list[i]; !cmp.Equal(e.Event, db.Event(tt.want)) || e.Actor != tt.actor {
				t.Errorf("%s: %+v by %d", tt.name, e.Event, e.Actor)
			}
		}
		if err := s.End(t.Context(), "nonsense"); err != nil || len(told()) != len(tests) {
			t.Errorf("an unknown session is told of: %v", err)
		}
	})
}
