package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/identitytest"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

const good = "tangle quartz ivory bus"

type bundle struct {
	*identitytest.Desk
	h        *identitytest.Hasher
	s        *account.Accounts
	sessions *session.Sessions
}

func each(t *testing.T, f func(t *testing.T, k *bundle)) {
	t.Helper()
	identitytest.Each(t, func(t *testing.T, d *identitytest.Desk) {
		k := &bundle{Desk: d, h: &identitytest.Hasher{}, sessions: session.New(d.DB, d.People)}
		k.s = account.New(d.DB, d.People, k.h)
		account.RegisterEvents(d.Log)
		d.Write(func(tx *db.Tx) error { return account.Store(tx, d.Agent, "plain:"+good, "setup") })
		f(t, k)
	})
}

func from(address string) session.Client { return session.Client{Address: address, Agent: "Browser"} }

func (k *bundle) try(email, password, address string) error {
	_, _, err := k.s.SignIn(k.T.Context(), email, password, from(address))
	return err
}

func TestEveryFailedSignInLooksTheSameAndCostsOneHash(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		tests := []struct {
			name, email, password string
			leaver, ok            bool
		}{
			{"the right password", "ben@widgets.example", good, false, true},
			{"an address in other letters", " Ben@Widgets.Example", good, false, true},
			{"a wrong password", "ben@widgets.example", "wrong", false, false},
			{"no password", "ben@widgets.example", "", false, false},
			{"an account without a password", "cy@widgets.example", good, false, false},
			{"an unknown account", "nobody@widgets.example", good, false, false},
			{"nothing at all", "", "", false, false},
			{"an endless address", strings.Repeat("x", 1<<16), good, false, false},
			{"a leaver", "ben@widgets.example", good, true, false},
		}
		answers := map[string]bool{}
		for i, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				if tt.leaver {
					k.Leave(k.Agent)
				}
				hashed, checked := k.h.Hashed.Load(), k.h.Checked.Load()
				err := k.try(tt.email, tt.password, fmt.Sprintf("198.51.%d.1", i))
				if (err == nil) != tt.ok {
					t.Fatalf("got %v", err)
				}
				if err != nil {
					answers[fmt.Sprint(errs.KindOf(err), err)] = true
				}
				if k.h.Hashed.Load() != hashed || k.h.Checked.Load() != checked+1 {
					t.Errorf("%d hashes made and %d checked, want 0 and 1", k.h.Hashed.Load()-hashed, k.h.Checked.Load()-checked)
				}
			})
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
	})
}

func TestSignInBeginsASessionAndTells(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		first, person, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.1"))
		if err != nil || person != k.Agent {
			t.Fatal(person, err)
		}
		second, _, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.1"))
		if err != nil || first == second {
			t.Fatalf("a session was used again: %v", err)
		}
		a, err := k.sessions.Authenticate(t.Context(), first, false)
		if err != nil || a.ID != k.Agent || a.Scope("incident.work") != actor.Group {
			t.Errorf("%+v, %v", a, err)
		}
		list, err := k.Log.History(t.Context(), k.DB, k.Agent)
		if err != nil {
			t.Fatal(err)
		}
		if last := list[len(list)-1]; last.Kind != "account.signed_in" || last.Actor != k.Agent {
			t.Errorf("%+v", last)
		}
	})
}

func TestAFailedSignInIsTold(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		last := func(subject id.ID) (string, account.Refused) {
			list, err := k.Log.History(t.Context(), k.DB, subject)
			if err != nil || len(list) == 0 {
				t.Fatal(list, err)
			}
			e := list[len(list)-1]
			told, _ := e.Event.(account.Refused)
			return e.Kind, told
		}
		_ = k.try("ben@widgets.example", "wrong", "203.0.113.5")
		if kind, told := last(k.Agent); kind != "account.refused" || told.Person != k.Agent || told.Address != "203.0.113.5" {
			t.Errorf("a wrong password: %s %+v", kind, told)
		}
		_ = k.try("my secret, typed into the wrong field", "x", "203.0.113.6")
		root, err := place.Root(t.Context(), k.DB)
		if err != nil {
			t.Fatal(err)
		}
		if kind, told := last(root); kind != "account.refused" || told.Person != 0 || told.Address != "203.0.113.6" {
			t.Errorf("an unknown account: %s %+v", kind, told)
		}
		var typed int
		if err := k.DB.QueryRow(t.Context(), `SELECT count(*) FROM event WHERE CAST(data AS TEXT) LIKE '%secret%'`).Scan(&typed); err != nil || typed != 0 {
			t.Errorf("what was typed is kept %d times, %v", typed, err)
		}
	})
}

func TestAllGuessersTogetherAreSlowedDown(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		refused := 0
		for i := range 320 { // another account from another network each time
			if err := k.try(fmt.Sprintf("nobody%d@widgets.example", i), "guess", fmt.Sprintf("198.%d.%d.9", i/250, i%250)); errs.Is(err, errs.TooMany) {
				refused++
			}
		}
		if refused != 20 {
			t.Errorf("%d of 320 tries refused, want 20", refused)
		}
	})
}

func TestGuessingIsSlowedDownAndTheOwnerStillGetsIn(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		const ben = "ben@widgets.example"
		if err := k.try(ben, good, "192.0.2.9"); err != nil { // the owner's network is known from here on
			t.Fatal(err)
		}
		refused := 0
		for i := range 200 { // from many networks at once
			if err := k.try(ben, "guess", fmt.Sprintf("203.0.%d.%d", i%250, i)); errs.Is(err, errs.TooMany) {
				refused++
				if rate.After(err) <= 0 {
					t.Fatal("no word on how long to wait")
				}
			}
		}
		if refused != 171 { // 30 tries, of which the owner took the first
			t.Errorf("%d of 200 tries refused, want 171", refused)
		}
		if err := k.try(ben, good, "192.0.2.200"); err != nil {
			t.Errorf("the owner is shut out at a known network: %v", err)
		}
		for range 10 {
			_ = k.try(ben, "guess", "192.0.2.9")
		}
		if err := k.try(ben, good, "192.0.2.9"); !errs.Is(err, errs.TooMany) {
			t.Errorf("guessing from one network goes on: %v", err)
		}
		k.Clock.Advance(30 * time.Second)
		if err := k.try(ben, good, "192.0.2.9"); err != nil {
			t.Errorf("the wait is over: %v", err)
		}
		for range 5 {
			if err := k.try(ben, "guess", "192.0.2.9"); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("a success gives the tries back: %v", err)
			}
		}
	})
}

func TestTheLimitsDoNotTellUnknownAccountsApart(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		for _, email := range []string{"ben@widgets.example", "nobody@widgets.example"} {
			n := 0
			for k.try(email, "guess", "198.51.100.7") != nil && n < 50 {
				if errs.Is(k.try(email, "guess", "198.51.100.7"), errs.TooMany) {
					break
				}
				n++
			}
			if n != 3 {
				t.Errorf("%s: refused after %d pairs of tries", email, n)
			}
		}
	})
}

func TestAnOldHashIsMadeAnew(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		k.h.Old.Store(true)
		before := k.h.Hashed.Load()
		if err := k.try("ben@widgets.example", good, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		if k.h.Hashed.Load() != before+1 {
			t.Error("the hash was not made anew")
		}
		k.h.Old.Store(false)
		if err := k.try("ben@widgets.example", good, "192.0.2.1"); err != nil {
			t.Error(err)
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		here, _, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.1"))
		if err != nil {
			t.Fatal(err)
		}
		there, _, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.2"))
		if err != nil {
			t.Fatal(err)
		}
		const fresh = "seven violet ladders hum"
		tests := []struct {
			name, old, fresh string
			want             errs.Kind
			field            string
		}{
			{"the old one is wrong", "guess", fresh, errs.Invalid, "old"},
			{"the new one is short", good, "short", errs.Invalid, "password"},
			{"the new one is the name", good, "BenAgent12345", errs.Invalid, "password"},
			{"the new one is the organisation", good, "ExampleWidgets1", errs.Invalid, "password"},
			{"all is well", good, fresh, errs.None, ""},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				err := k.s.ChangePassword(k.As(k.Agent), tt.old, tt.fresh, here)
				if errs.KindOf(err) != tt.want {
					t.Fatalf("got %v", err)
				}
				if f := errs.Fields(err); tt.field != "" && (len(f) != 1 || f[0].Key != tt.field) {
					t.Errorf("fields %v", f)
				}
			})
		}
		if _, err := k.sessions.Authenticate(t.Context(), here, true); err != nil {
			t.Errorf("the session at hand ended: %v", err)
		}
		if _, err := k.sessions.Authenticate(t.Context(), there, true); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("another session lives on: %v", err)
		}
		if err := k.try("ben@widgets.example", good, "192.0.2.1"); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the old password: %v", err)
		}
		if err := k.try("ben@widgets.example", fresh, "192.0.2.1"); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

func TestInviteAndForgot(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		if _, err := k.s.Invite(k.As(k.Agent), k.Admin); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an agent invites an administrator: %v", err)
		}
		if _, err := k.s.Invite(k.As(k.Caller), k.Caller); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a caller invites: %v", err)
		}
		old, err := k.s.Invite(k.As(k.Agent), k.Caller)
		if err != nil {
			t.Fatal(err)
		}
		secret, err := k.s.Invite(k.As(k.Agent), k.Caller)
		if err != nil {
			t.Fatal(err)
		}
		set := func(p link.Purpose, secret, fresh string, want errs.Kind) {
			t.Helper()
			if _, err := k.s.SetByLink(t.Context(), p, secret, fresh, from("192.0.2.1")); errs.KindOf(err) != want {
				t.Errorf("got %v, want %v", err, want)
			}
		}
		set(link.Invite, old, good, errs.NotFound)
		set(link.Reset, secret, good, errs.NotFound)
		set(link.Invite, secret, "weak", errs.Invalid)
		set(link.Invite, secret, good, errs.None)
		set(link.Invite, secret, good, errs.NotFound)
		if err := k.try("cy@widgets.example", good, "192.0.2.1"); err != nil {
			t.Error(err)
		}
		sent := map[id.ID]string{}
		send := func(_ *db.Tx, person id.ID, secret string) error { sent[person] = secret; return nil }
		for _, email := range []string{"cy@widgets.example", "nobody@widgets.example", "ada@widgets.example"} {
			if err := k.s.Forgot(t.Context(), email, from("192.0.2.1"), send); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		}
		if len(sent) != 1 {
			t.Fatalf("sent to %v", sent)
		}
		set(link.Reset, sent[k.Caller], "another good one 42x", errs.None)
	})
}

func TestADemonstrationSignsInWithoutAProof(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		for range 2 {
			cookie, err := k.s.SignInAs(t.Context(), k.Caller, from("127.0.0.1"))
			if err != nil {
				t.Fatal(err)
			}
			if a, err := k.sessions.Authenticate(t.Context(), cookie, true); err != nil || a.ID != k.Caller {
				t.Error(a, err)
			}
		}
	})
}
