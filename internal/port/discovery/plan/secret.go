package plan

import (
	"context"
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// maxSecret bounds each part of a secret, in bytes.
const maxSecret = 1000

// secret is what is sealed for a plan.
type secret struct {
	Community string `json:"community,omitempty"`
	AuthKey   string `json:"auth_key,omitempty"`
	PrivKey   string `json:"priv_key,omitempty"`
	Password  string `json:"password,omitempty"`
}

// SweepSecret is what a sweep is let in with.
type SweepSecret struct {
	action.On
	Community string `json:"community,omitempty" doc:"The community of versions 1 and 2c."`
	AuthKey   string `json:"auth_password,omitempty" doc:"The password with which the user of version 3 proves who they are."`
	PrivKey   string `json:"privacy_password,omitempty" doc:"The password with which version 3 encrypts."`
}

// DirectorySecret is what a directory is read with.
type DirectorySecret struct {
	action.On
	Password string `json:"password" doc:"The password of the name to sign in with."`
}

// SetSweepSecret keeps the secret of a sweep in the place of the one before; it is never shown again. Kinds: NotFound, Forbidden, Invalid,
// Conflict for a stale version, Unavailable without a secret key.
func (d *Desk) SetSweepSecret(ctx context.Context, in SweepSecret) (record.Result, error) {
	return setSecret(ctx, d, d.sweeps, in.On, func(s *Sweep) (secret, error) {
		var c errs.Check
		if s.Protocol != "3" {
			c.Must(in.Community != "", "community", "Give the community.")
			c.Must(in.AuthKey+in.PrivKey == "", "auth_password", "Passwords are of version 3 only.")
		} else {
			c.Must(in.Community == "", "community", "A community is of versions 1 and 2c only.")
			c.Must(s.Auth != "" || in.AuthKey == "", "auth_password", "This sweep has no authentication.")
			c.Must(s.Auth == "" || len(in.AuthKey) >= 8, "auth_password", "Give at least 8 characters.")
			c.Must(s.Privacy == "" || len(in.PrivKey) >= 8, "privacy_password", "Give at least 8 characters.")
			c.Must(s.Privacy != "" || in.PrivKey == "", "privacy_password", "This sweep has no encryption.")
		}
		return secret{Community: in.Community, AuthKey: in.AuthKey, PrivKey: in.PrivKey}, c.Err()
	})
}

// SetDirectorySecret keeps the password of a directory in the place of the one before; it is never shown again. Kinds: NotFound, Forbidden,
// Invalid, Conflict for a stale version, Unavailable without a secret key.
func (d *Desk) SetDirectorySecret(ctx context.Context, in DirectorySecret) (record.Result, error) {
	return setSecret(ctx, d, d.directories, in.On, func(v *Directory) (secret, error) {
		var c errs.Check
		c.Must(v.Bind != "", "password", "This directory is asked without a name.")
		c.Must(in.Password != "", "password", "Give the password: an empty one is nobody's.")
		return secret{Password: in.Password}, c.Err()
	})
}

func setSecret[T any](ctx context.Context, d *Desk, p *planned[T], on action.On, fn func(*T) (secret, error)) (record.Result, error) {
	return p.Change(ctx, on, p.Edit, func(tx *db.Tx, v *T) ([]field.Change, error) {
		s, err := fn(v)
		if err != nil {
			return nil, err
		}
		var c errs.Check
		for key, text := range map[string]string{"community": s.Community, "auth_password": s.AuthKey, "privacy_password": s.PrivKey, "password": s.Password} {
			c.Must(len(text) <= maxSecret, key, "This is too long.")
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		plain, err := json.Marshal(s)
		if err != nil {
			return nil, err
		}
		h := p.Head(v)
		sealed, err := d.box.Seal(p.key(h.ID), plain)
		if err != nil {
			return nil, err
		}
		if err := tx.Put(`INSERT INTO sealed_secret (owner_id, sealed, at) VALUES ($1, $2, $3)
			ON CONFLICT (owner_id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at`, h.ID, sealed, tx.Now()); err != nil {
			return nil, err
		}
		return []field.Change{{Key: "secret", To: "set"}}, p.arrange(tx, v, true) // whoever sets it wants to know whether it is right
	})
}

// secretOf opens the secret of a plan; without one it is empty. Kinds: Unavailable.
func (d *Desk) secretOf(ctx context.Context, owner id.ID, key string) (s secret, err error) {
	var sealed []byte
	err = d.db.QueryRow(ctx, "SELECT sealed FROM sealed_secret WHERE owner_id = $1", owner).Scan(&sealed)
	if errs.Is(err, errs.NotFound) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	plain, err := d.box.Open(key, sealed)
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(plain, &s)
}

func hasSecret(tx *db.Tx, owner id.ID) (bool, error) {
	var n int
	err := tx.QueryRow(tx.Context(), "SELECT count(*) FROM sealed_secret WHERE owner_id = $1", owner).Scan(&n)
	return n > 0, err
}

func forget(tx *db.Tx, owner id.ID) error {
	return tx.Put("DELETE FROM sealed_secret WHERE owner_id = $1", owner)
}
