package account

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

// SignIn checks a password and begins a session, whose secret it returns for the cookie. Kinds: Unauthenticated for whatever does not
// fit, always with the same text and after one hash; TooMany with rate.After saying how long to wait; Unavailable when too many wait
// for a hash.
func (s *Accounts) SignIn(ctx context.Context, email, password string, c session.Client) (secret string, person id.ID, err error) {
	defer errs.Wrap(&err, "account.SignIn")
	email = people.NormalEmail(email)
	pair, err := s.admit(ctx, email, c)
	if err != nil {
		return "", 0, err
	}
	cred, err := s.find(ctx, email)
	if err != nil {
		return "", 0, err
	}
	fits, old, err := s.judge(ctx, cred, password)
	if err != nil {
		return "", 0, err
	}
	if !fits {
		if err := s.refuse(ctx, cred.person, c); err != nil {
			return "", 0, err
		}
		return "", 0, errs.New(errs.Unauthenticated, "The e-mail address or the password is not right.")
	}
	hash := ""
	if old {
		if hash, err = s.hasher.Hash(ctx, password); err != nil {
			return "", 0, err
		}
	}
	secret, err = s.begin(ctx, cred.person, c, "password", func(tx *db.Tx) error {
		if hash != "" {
			if _, err := tx.Exec(`UPDATE credential SET password = $2 WHERE person_id = $1 AND password = $3`, cred.person, hash, cred.hash); err != nil {
				return err
			}
		}
		return rate.Refill(tx, pair)
	})
	return secret, cred.person, err
}

// judge computes exactly one hash, whether there is an account or not.
func (s *Accounts) judge(ctx context.Context, cred credential, password string) (fits, old bool, err error) {
	hash := cred.hash
	if hash == "" {
		hash = s.decoy
	}
	fits, old, err = s.hasher.Check(ctx, hash, password)
	return fits && cred.person != 0 && cred.active, old, err
}

// How failed tries are told of: whoever tries for ever must not fill the log.
const (
	tellEvery                  = 10 * time.Minute      // one account from one network
	tellAllBurst, tellAllEvery = 200, 15 * time.Second // all accounts from all networks
)

// triedKey is under which the failed tries at an account from a network are counted; 0 stands for all accounts that there are not.
func triedKey(person id.ID, c session.Client) string {
	return rate.Key("refused", person.String(), rate.Net(c.Address))
}

// refuse notes a try that failed: one write, whether there is an account or not.
func (s *Accounts) refuse(ctx context.Context, person id.ID, c session.Client) error {
	return s.db.Write(actor.With(ctx, actor.OfSystem("sign-in")), func(tx *db.Tx) error {
		root, err := place.Root(tx.Context(), tx)
		if errs.Is(err, errs.NotFound) {
			return nil // nobody has set the desk up: there is nothing to get into
		}
		if err != nil {
			return err
		}
		tries, err := rate.Tell(tx, triedKey(person, c), tellEvery, rate.Bucket{Key: "refused-all", Burst: tellAllBurst, Every: tellAllEvery})
		if err != nil || tries == 0 {
			return err
		}
		return tx.Emit(Refused{Person: person, Address: c.Address, Tries: tries, about: root})
	})
}

// The limits of tries.
const (
	pairBurst, pairEvery       = 6, 30 * time.Second  // one account from one network
	netBurst, netEvery         = 60, 2 * time.Second  // one network, all accounts
	accountBurst, accountEvery = 30, 20 * time.Second // one account from networks it was never used from
	allBurst, allEvery         = 300, time.Second / 4 // all accounts from such networks
)

// admit takes from the limits and returns the key of the one that a success fills again.
func (s *Accounts) admit(ctx context.Context, email string, c session.Client) (pair string, err error) {
	net := rate.Net(c.Address)
	pair = rate.Key("signin", email, net)
	buckets := []rate.Bucket{{Key: pair, Burst: pairBurst, Every: pairEvery}, {Key: rate.Key("signin-net", net), Burst: netBurst, Every: netEvery}}
	familiar, err := s.familiar(ctx, email, net)
	if err != nil {
		return "", err
	}
	if !familiar {
		buckets = append(buckets, rate.Bucket{Key: rate.Key("signin-account", email), Burst: accountBurst, Every: accountEvery},
			rate.Bucket{Key: "signin-all", Burst: allBurst, Every: allEvery})
	}
	return pair, s.limits.Allow(ctx, buckets...)
}

// familiar reports whether the account has a session from the network.
func (s *Accounts) familiar(ctx context.Context, email, net string) (bool, error) {
	rows, err := s.db.Query(ctx, `SELECT DISTINCT se.address FROM person_address a JOIN session se ON se.person_id = a.person_id
		WHERE a.kind = 'email' AND a.value = $1 LIMIT 100`, email)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, v *string) error { return rows.Scan(v) })
	for _, address := range list {
		if rate.Net(address) == net {
			return true, nil
		}
	}
	return false, err
}

// Begin starts a session for a person who has just proved who they are in the way of by: with a "link" or by the "setup". It is told of as
// any sign-in is. Kinds: Unauthenticated for a leaver.
func (s *Accounts) Begin(ctx context.Context, person id.ID, c session.Client, by string) (secret string, err error) {
	defer errs.Wrap(&err, "account.Begin")
	return s.begin(ctx, person, c, by, func(*db.Tx) error { return nil })
}

// begin starts a session as the person, who is the actor of it.
func (s *Accounts) begin(ctx context.Context, person id.ID, c session.Client, by string, more func(tx *db.Tx) error) (secret string, err error) {
	a, err := s.people.Actor(ctx, s.db, person, "web")
	if err != nil {
		return "", err
	}
	err = s.db.Write(actor.With(ctx, a), func(tx *db.Tx) error {
		if err := more(tx); err != nil {
			return err
		}
		if secret, err = session.Create(tx, person, c); err != nil {
			return err
		}
		failed, err := rate.Untold(tx, triedKey(person, c))
		if err != nil {
			return err
		}
		return tx.Emit(SignedIn{person, c.Address, by, failed})
	})
	return secret, err
}

// SignInAs begins a session for somebody whom nothing proves: for demonstrations on throw-away data only. Kinds: TooMany, Unauthenticated
// for a leaver.
func (s *Accounts) SignInAs(ctx context.Context, person id.ID, c session.Client) (cookie string, err error) {
	defer errs.Wrap(&err, "account.SignInAs")
	if err := s.limitLinks(ctx, c); err != nil {
		return "", err
	}
	return s.begin(ctx, person, c, "demonstration", func(*db.Tx) error { return nil })
}

// limitLinks slows down whoever tries links.
func (s *Accounts) limitLinks(ctx context.Context, c session.Client) error {
	return s.limits.Allow(ctx, rate.Bucket{Key: rate.Key("link-net", rate.Net(c.Address)), Burst: 30, Every: 2 * time.Second})
}
