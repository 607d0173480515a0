package token_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/identitytest"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

func create(k *identitytest.Desk, s *token.Tokens, by id.ID, t token.Token) (string, token.Token) {
	k.T.Helper()
	secret, made, err := s.Create(k.As(by), t)
	if err != nil {
		k.T.Fatal(err)
	}
	return secret, made
}

func TestATokenMayDoWhatBothItsScopesAndItsPersonMay(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := token.New(k.DB, k.People)
		tests := []struct {
			name   string
			scopes []people.Pattern
			want   string
		}{
			{"everything the person may", []people.Pattern{"*"}, "account.invite=all incident.view=group incident.work=group token.edit=own token.view=own"},
			{"an object", []people.Pattern{"incident.*"}, "incident.view=group incident.work=group"},
			{"a verb", []people.Pattern{"*.view"}, "incident.view=group token.view=own"},
			{"two permissions", []people.Pattern{"incident.view", "token.edit"}, "incident.view=group token.edit=own"},
			{"what the person may not is not had", []people.Pattern{"incident.view", "*.edit"}, "incident.view=group token.edit=own"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				secret, _ := create(k, s, k.Agent, token.Token{Name: tt.name, Scopes: tt.scopes})
				a, err := s.Authenticate(t.Context(), secret)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, p := range k.People.Known() {
					if a.Can(p) {
						got = append(got, string(p)+"="+a.Scope(p).String())
					}
				}
				if strings.Join(got, " ") != tt.want || a.ID != k.Agent || a.Channel != "api" {
					t.Errorf("got %v for %+v", got, a.ID)
				}
			})
		}
	})
}

func TestCreateRefusesWhatItShould(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := token.New(k.DB, k.People)
		now := clock.Of(k.Clock.Now())
		all := []people.Pattern{"*"}
		k.Leave(k.Caller)
		tests := []struct {
			name string
			by   id.ID
			t    token.Token
			want errs.Kind
		}{
			{"a token of one's own", k.Agent, token.Token{Name: "x", Scopes: all}, errs.None},
			{"a token for somebody out of reach", k.Agent, token.Token{Name: "x", Scopes: all, Person: k.Admin}, errs.NotFound},
			{"an administrator's token for an agent", k.Admin, token.Token{Name: "x", Scopes: all, Person: k.Agent}, errs.None},
			{"for a leaver", k.Admin, token.Token{Name: "x", Scopes: all, Person: k.Caller}, errs.Invalid},
			{"without a name", k.Agent, token.Token{Scopes: all}, errs.Invalid},
			{"without scopes", k.Agent, token.Token{Name: "x"}, errs.Invalid},
			{"with a scope that is none", k.Agent, token.Token{Name: "x", Scopes: []people.Pattern{"all"}}, errs.Invalid},
			{"with a permission that nobody has heard of", k.Agent, token.Token{Name: "x", Scopes: []people.Pattern{"incident.view", "nonsense.scope"}}, errs.Invalid},
			{"with a permission that the person does not hold", k.Agent, token.Token{Name: "x", Scopes: []people.Pattern{"incident.view", "people.*"}}, errs.Invalid},
			{"with a permission that only the administrator who makes it holds", k.Admin, token.Token{Name: "x", Person: k.Agent, Scopes: []people.Pattern{"people.edit"}}, errs.Invalid},
			{"with an end in the past", k.Agent, token.Token{Name: "x", Scopes: all, Expires: now}, errs.Invalid},
			{"with an end too far away", k.Agent, token.Token{Name: "x", Scopes: all, Expires: now.Add(400 * 24 * time.Hour)}, errs.Invalid},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				if secret, _, err := s.Create(k.As(tt.by), tt.t); errs.KindOf(err) != tt.want || (secret != "") != (err == nil) {
					t.Errorf("got %q, %v", secret, err)
				}
			})
		}
	})
}

func TestATokenCannotMakeAMorePowerfulToken(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := token.New(k.DB, k.People)
		secret, _ := create(k, s, k.Agent, token.Token{Name: "narrow", Scopes: []people.Pattern{"token.edit"}})
		a, err := s.Authenticate(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		ctx := actor.With(t.Context(), a)
		if _, _, err := s.Create(ctx, token.Token{Name: "wide", Scopes: []people.Pattern{"*"}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("got %v", err)
		}
		if _, _, err := s.Create(ctx, token.Token{Name: "same", Scopes: []people.Pattern{"token.edit"}}); err != nil {
			t.Error(err)
		}
	})
}

func TestATokenEnds(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s, other := token.New(k.DB, k.People), token.New(k.DB, people.New(k.DB))
		all := []people.Pattern{"*"}
		secret, made := create(k, s, k.Agent, token.Token{Name: "x", Scopes: all})
		expiring, _ := create(k, s, k.Agent, token.Token{Name: "y", Scopes: all, Expires: clock.Of(k.Clock.Now()).Add(time.Hour)})
		leaving, _ := create(k, s, k.Agent, token.Token{Name: "z", Scopes: all})
		check := func(s *token.Tokens, secret string, want errs.Kind) {
			t.Helper()
			if _, err := s.Authenticate(t.Context(), secret); errs.KindOf(err) != want {
				t.Errorf("got %v, want %v", err, want)
			}
		}
		check(s, secret, errs.None)
		check(other, secret, errs.None)
		if made.Expires != made.Created.Add(token.DefaultLife) {
			t.Errorf("expires %v", made.Expires)
		}
		if err := s.Revoke(k.As(k.Agent), made.ID); err != nil {
			t.Fatal(err)
		}
		check(s, secret, errs.Unauthenticated)
		k.Clock.Advance(time.Second)
		check(other, secret, errs.Unauthenticated)
		if err := s.Revoke(k.As(k.Agent), made.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}

		check(s, expiring, errs.None)
		k.Clock.Advance(time.Hour)
		check(s, expiring, errs.Unauthenticated)

		check(s, leaving, errs.None)
		k.Leave(k.Agent)
		check(s, leaving, errs.Unauthenticated)
	})
}

func TestATokenIsWellFormedOrRefusedUnread(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := token.New(k.DB, k.People)
		secret, _ := create(k, s, k.Agent, token.Token{Name: "x", Scopes: []people.Pattern{"*"}})
		if !token.WellFormed(secret) || len(secret) != 53 {
			t.Errorf("%q", secret)
		}
		mistyped := []byte(secret)
		mistyped[10] ^= 1
		for _, bad := range []string{"", "ftl_", "x" + secret, secret + "x", string(mistyped), strings.Repeat("a", 1<<20)} {
			if token.WellFormed(bad) {
				t.Errorf("%.60q passes", bad)
			}
			if _, err := s.Authenticate(t.Context(), bad); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestUseIsNotedAndListed(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		s := token.New(k.DB, k.People)
		secret, _ := create(k, s, k.Agent, token.Token{Name: "my script", Scopes: []people.Pattern{"incident.*", "*.view"}})
		k.Clock.Advance(time.Minute)
		for range 3 {
			if _, err := s.Authenticate(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
			k.Clock.Advance(20 * time.Second)
		}
		list, err := s.List(k.As(k.Agent), k.DB, 0)
		if err != nil || len(list) != 1 || list[0].Name != "my script" || len(list[0].Scopes) != 2 || list[0].Used != clock.Of(k.Clock.Now()).Add(-time.Minute) {
			t.Errorf("%+v, %v", list, err)
		}
		if _, err := s.List(k.As(k.Agent), k.DB, k.Admin); !errs.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
		if list, err := s.List(k.As(k.Admin), k.DB, k.Agent); err != nil || len(list) != 1 {
			t.Errorf("%v, %v", list, err)
		}
	})
}

func TestATokenOfALeaverEndsForGood(t *testing.T) {
	identitytest.Each(t, func(t *testing.T, k *identitytest.Desk) {
		token.RegisterEvents(k.Log)
		s := token.New(k.DB, k.People)
		secret, _ := create(k, s, k.Agent, token.Token{Name: "my script", Scopes: []people.Pattern{"incident.*"}})
		if _, err := s.Authenticate(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		k.Leave(k.Agent)
		list, err := k.Log.History(t.Context(), k.DB, k.Agent)
		if last, ok := list[len(list)-1].Event.(token.Revoked); err != nil || !ok || last.Name != "my script" || last.Person != k.Agent {
			t.Errorf("%+v, %v", last, err)
		}
		p, err := people.PersonByID(t.Context(), k.DB, k.Agent)
		if err != nil {
			t.Fatal(err)
		}
		p.Status = people.Active
		if _, err := k.People.UpdatePerson(actor.With(t.Context(), actor.OfSystem("test")), p); err != nil {
			t.Fatal(err)
		}
		k.Clock.Advance(time.Second)
		if _, err := s.Authenticate(t.Context(), secret); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the token lives again: %v", err)
		}
	})
}
