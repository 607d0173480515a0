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
	"github.com/fettle-itsm/fettle/internal/identity/link"
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

// The limits of tries.
const (
	pairBurst, pairEvery       = 6, 30 * time.Second  // one account from one network
	netBurst, netEvery         = 60, 2 * time.Second  // one network, all accounts
	accountBurst, accountEvery = 30, 20 * time.Second // one account from networks it was never used from
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
		buckets = append(buckets, rate.Bucket{Key: rate.Key("signin-account", email), Burst: accountBurst, Every: accountEvery})
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
		return tx.Emit(SignedIn{person, c.Address, by})
	})
	return secret, err
}

// SignInByLink uses a sign-in link up and begins a session. Kinds: NotFound for a link that is not valid, TooMany.
func (s *Accounts) SignInByLink(ctx context.Context, secret string, c session.Client) (cookie string, person id.ID, err error) {
	defer errs.Wrap(&err, "account.SignInByLink")
	if err := s.limitLinks(ctx, c); err != nil {
		return "", 0, err
	}
	l, err := link.Peek(ctx, s.db, s.now(), link.SignIn, secret)
	if err != nil {
		return "", 0, err
	}
	cookie, err = s.begin(ctx, l.Person, c, "link", func(tx *db.Tx) error {
		_, err := link.Consume(tx, link.SignIn, secret)
		return err
	})
	return cookie, l.Person, err
}

// limitLinks slows down whoever tries links.
func (s *Accounts) limitLinks(ctx context.Context, c session.Client) error {
	return s.limits.Allow(ctx, rate.Bucket{Key: rate.Key("link-net", rate.Net(c.Address)), Burst: 30, Every: 2 * time.Second})
}
