package account

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/password"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

// ChangePassword sets the acting person's password after checking the old one, and ends their other sessions; cookie is the secret
// of the session to keep. Kinds: Unauthenticated, Invalid (the old one is wrong, the new one too weak), TooMany.
func (s *Accounts) ChangePassword(ctx context.Context, old, fresh, cookie string) (err error) {
	defer errs.Wrap(&err, "account.ChangePassword")
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	if a.Kind != actor.Person || a.ID == 0 || a.Channel == "api" {
		return errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	if err := s.limits.Allow(ctx, rate.Bucket{Key: rate.Key("password", a.ID.String()), Burst: pairBurst, Every: pairEvery}); err != nil {
		return err
	}
	cred := credential{person: a.ID, active: true}
	if err := s.db.QueryRow(ctx, `SELECT password FROM credential WHERE person_id = $1`, a.ID).Scan(&cred.hash); err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	fits, _, err := s.judge(ctx, cred, old)
	if err != nil {
		return err
	}
	if !fits || cred.hash == "" {
		return errs.Bad("old", "The present password is not right.")
	}
	hash, err := s.hash(ctx, a.ID, fresh)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := session.EndAll(tx, a.ID, cookie, session.NewPassword); err != nil {
			return err
		}
		address, err := session.Address(tx, cookie)
		if err != nil {
			return err
		}
		return store(tx, PasswordSet{a.ID, "self", address}, hash)
	})
}

// hash refuses a weak password of a person and hashes any other.
func (s *Accounts) hash(ctx context.Context, person id.ID, fresh string) (string, error) {
	about, err := s.about(ctx, s.db, person)
	if err != nil {
		return "", err
	}
	if err := password.Strong(fresh, about...); err != nil {
		return "", err
	}
	return s.hasher.Hash(ctx, fresh)
}

// Invite makes a link with which a person sets a password, and ends earlier ones. Nobody can do so for somebody who may do more than
// themselves. The link must be shown to nobody but the person. Kinds: Forbidden, NotFound.
func (s *Accounts) Invite(ctx context.Context, person id.ID) (secret string, err error) {
	defer errs.Wrap(&err, "account.Invite(%d)", person)
	a, err := actor.Require(ctx, PermPassword)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := reach(tx, a, person); err != nil {
			return err
		}
		if err := s.people.Outranks(ctx, tx, a, person); err != nil {
			return err
		}
		if err := link.Revoke(tx, link.Invite, 0, person); err != nil {
			return err
		}
		if secret, err = link.Create(tx, link.Invite, 0, person); err != nil {
			return err
		}
		return tx.Emit(Invited{person})
	})
	return secret, err
}

// reach refuses when the permission does not reach the active person. Kinds: NotFound.
func reach(tx *db.Tx, a actor.Actor, person id.ID) error {
	var args db.Args
	var n int
	text := "SELECT count(*) FROM person p WHERE p.status = 'active' AND p.id = " + args.Add(person) + " AND " +
		a.Predicate(PermPassword, &args, actor.Columns{Entity: "p.entity_id", Owners: []string{"p.id"}})
	if err := tx.QueryRow(tx.Context(), text, args.Values()...).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return errs.Absent("person")
	}
	return nil
}

// Forgot makes a reset link for the account of an address and hands it to send, inside the write: send queues the message to the
// address on record. For an unknown address nothing is sent and the answer is the same. Kinds: TooMany.
func (s *Accounts) Forgot(ctx context.Context, email string, c session.Client, send func(tx *db.Tx, person id.ID, secret string) error) (err error) {
	defer errs.Wrap(&err, "account.Forgot")
	email = people.NormalEmail(email)
	if err := s.limits.Allow(ctx,
		rate.Bucket{Key: rate.Key("forgot", email), Burst: 3, Every: 10 * time.Minute},
		rate.Bucket{Key: rate.Key("forgot-net", rate.Net(c.Address)), Burst: 20, Every: 30 * time.Second}); err != nil {
		return err
	}
	cred, err := s.find(ctx, email)
	if err != nil {
		return err
	}
	return s.db.Write(actor.With(ctx, actor.OfSystem("forgotten password")), func(tx *db.Tx) error {
		if cred.person == 0 || !cred.active {
			return nil
		}
		if err := link.Revoke(tx, link.Reset, 0, cred.person); err != nil {
			return err
		}
		secret, err := link.Create(tx, link.Reset, 0, cred.person)
		if err != nil {
			return err
		}
		return send(tx, cred.person, secret)
	})
}

// SetByLink sets a password with an invitation or a reset link, uses the link up and ends all sessions. The link was sent to the person's
// main address, which is proved by that. Kinds: NotFound for a link
// that is not valid, Invalid for a weak password (the link stays good), TooMany, Unauthenticated for a leaver.
func (s *Accounts) SetByLink(ctx context.Context, p link.Purpose, secret, fresh string, c session.Client) (person id.ID, err error) {
	defer errs.Wrap(&err, "account.SetByLink")
	if p != link.Invite && p != link.Reset {
		return 0, errs.New(errs.Internal, "a %s link sets no password", p)
	}
	if err := s.limitLinks(ctx, c); err != nil {
		return 0, err
	}
	l, err := link.Peek(ctx, s.db, s.now(), p, secret)
	if err != nil {
		return 0, err
	}
	a, err := s.people.Actor(ctx, s.db, l.Person, "web")
	if err != nil {
		return 0, err
	}
	hash, err := s.hash(ctx, l.Person, fresh)
	if err != nil {
		return 0, err
	}
	return l.Person, s.db.Write(actor.With(ctx, a), func(tx *db.Tx) error {
		if _, err := link.Consume(tx, p, secret); err != nil {
			return err
		}
		if err := session.EndAll(tx, l.Person, "", session.NewPassword); err != nil {
			return err
		}
		if err := prove(tx, l.Person); err != nil {
			return err
		}
		return store(tx, PasswordSet{l.Person, "link", c.Address}, hash)
	})
}
