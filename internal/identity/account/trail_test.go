package account_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

// told returns the events of a kind on a subject, oldest first.
func told[E db.Event](k *bundle, subject id.ID) (events []E, envelopes []event.Envelope) {
	k.T.Helper()
	list, err := k.Log.History(k.T.Context(), k.DB, subject)
	if err != nil {
		k.T.Fatal(err)
	}
	for _, e := range list {
		if v, ok := e.Event.(E); ok {
			events, envelopes = append(events, v), append(envelopes, e)
		}
	}
	return events, envelopes
}

func TestFailedTriesAreCountedAndDoNotFillTheLog(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		const ben = "ben@widgets.example"
		counts := func(subject id.ID) (out []int) {
			list, _ := told[account.Refused](k, subject)
			for _, e := range list {
				out = append(out, e.Tries)
			}
			return out
		}
		for range 4 {
			_ = k.try(ben, "guess", "203.0.113.5")
		}
		_ = k.try(ben, "guess", "203.0.114.5")
		if got := fmt.Sprint(counts(k.Agent)); got != "[1 1]" { // one for each network
			t.Errorf("at first %s", got)
		}
		k.Clock.Advance(10 * time.Minute)
		_ = k.try(ben, "guess", "203.0.113.77")
		if got := fmt.Sprint(counts(k.Agent)); got != "[1 1 4]" {
			t.Errorf("ten minutes later %s", got)
		}
		_ = k.try(ben, "guess", "203.0.113.5")
		_ = k.try(ben, "guess", "203.0.113.5")
		for range 2 {
			if err := k.try(ben, good, "203.0.113.5"); err != nil {
				t.Fatal(err)
			}
		}
		if list, _ := told[account.SignedIn](k, k.Agent); len(list) != 2 || list[0].Failed != 2 || list[1].Failed != 0 || list[0].Address != "203.0.113.5" {
			t.Errorf("a success after failures: %+v", list)
		}
		for i := range 20 {
			_ = k.try(fmt.Sprintf("nobody%d@widgets.example", i), "guess", "198.51.100.1")
		}
		if got := fmt.Sprint(counts(k.Root)); got != "[1]" {
			t.Errorf("many unknown accounts from one network: %s", got)
		}
	})
}

func TestTriesFromEverywhereDoNotFillTheLog(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		for i := range 280 { // another network each time
			_ = k.try(fmt.Sprintf("nobody%d@widgets.example", i), "guess", fmt.Sprintf("198.%d.%d.9", i/250, i%250))
		}
		if list, _ := told[account.Refused](k, k.Root); len(list) != 200 {
			t.Errorf("%d events, want 200", len(list))
		}
		k.Clock.Advance(10 * time.Minute)
		_ = k.try("nobody@widgets.example", "guess", "198.1.20.9")
		if list, _ := told[account.Refused](k, k.Root); len(list) != 201 || list[200].Tries != 2 {
			t.Errorf("%d events, the last %+v", len(list), list[len(list)-1])
		}
	})
}

func TestANewPasswordTellsWhoWhereAndWhatItEnded(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		here, _, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.1"))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.2")); err != nil {
			t.Fatal(err)
		}
		if err := k.s.ChangePassword(k.As(k.Agent), good, "seven violet ladders hum", here); err != nil {
			t.Fatal(err)
		}
		ended, by := told[session.Ended](k, k.Agent)
		if len(ended) != 1 || ended[0].Why != session.NewPassword || ended[0].Sessions != 1 || ended[0].Addresses[0] != "192.0.2.2" || by[0].Actor != k.Agent {
			t.Errorf("%+v", ended)
		}
		if set, _ := told[account.PasswordSet](k, k.Agent); len(set) != 2 || set[1].By != "self" || set[1].Address != "192.0.2.1" {
			t.Errorf("%+v", set)
		}
	})
}

func TestWhoLeavesLosesSessionsAndLinksForGood(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		cookie, _, err := k.s.SignIn(t.Context(), "ben@widgets.example", good, from("192.0.2.1"))
		if err != nil {
			t.Fatal(err)
		}
		invitation, err := k.s.Invite(k.As(k.Admin), k.Agent)
		if err != nil {
			t.Fatal(err)
		}
		k.Leave(k.Agent)
		ended, _ := told[session.Ended](k, k.Agent)
		if len(ended) != 1 || ended[0].Why != session.Left || ended[0].Sessions != 1 {
			t.Errorf("%+v", ended)
		}
		p, err := people.PersonByID(t.Context(), k.DB, k.Agent)
		if err != nil {
			t.Fatal(err)
		}
		p.Status = people.Active // comes back
		if _, err := k.People.UpdatePerson(actor.With(t.Context(), actor.OfSystem("test")), p); err != nil {
			t.Fatal(err)
		}
		if _, err := k.sessions.Authenticate(t.Context(), cookie, true); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the old session lives again: %v", err)
		}
		if _, err := k.s.SetByLink(t.Context(), link.Invite, invitation, good, from("192.0.2.1")); !errs.Is(err, errs.NotFound) {
			t.Errorf("the old link is good again: %v", err)
		}
	})
}

func TestAPasswordSetByALinkProvesTheAddressItWasSentTo(t *testing.T) {
	each(t, func(t *testing.T, k *bundle) {
		proved := func() (out []string) {
			list, err := k.People.Addresses(k.As(k.Admin), k.DB, k.Caller)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range list {
				out = append(out, fmt.Sprint(a.Value, " ", !a.Verified.IsZero()))
			}
			return out
		}
		invite := func() string {
			secret, err := k.s.Invite(k.As(k.Admin), k.Caller)
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		if err := k.People.AddAddress(k.As(k.Admin), k.Caller, people.Email, "cy@home.example"); err != nil {
			t.Fatal(err)
		}
		old := invite()
		p, err := people.PersonByID(t.Context(), k.DB, k.Caller)
		if err != nil {
			t.Fatal(err)
		}
		p.Email = "cyrus@widgets.example"
		if _, err := k.People.UpdatePerson(k.As(k.Admin), p); err != nil {
			t.Fatal(err)
		}
		if _, err := k.s.SetByLink(t.Context(), link.Invite, old, good, from("192.0.2.1")); !errs.Is(err, errs.NotFound) {
			t.Errorf("a link that went to another address: %v", err)
		}
		if got := fmt.Sprint(proved()); got != "[cy@home.example false cyrus@widgets.example false]" {
			t.Errorf("before: %s", got)
		}
		if _, err := k.s.SetByLink(t.Context(), link.Invite, invite(), good, from("192.0.2.1")); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(proved()); got != "[cy@home.example false cyrus@widgets.example true]" {
			t.Errorf("after: %s", got)
		}
		if list, _ := told[people.AddressChanged](k, k.Caller); len(list) != 2 || list[1].Change != "verified" {
			t.Errorf("%+v", list)
		}
	})
}
