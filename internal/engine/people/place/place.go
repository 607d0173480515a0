package place

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// The permissions of this room; they cover locations too.
const (
	PermEntityView actor.Permission = "entity.view"
	PermEntityEdit actor.Permission = "entity.edit"
)

// Places holds the verbs on entities and locations. It is safe for concurrent use.
type Places struct {
	db     *db.DB
	forget func(tx *db.Tx)
}

// New returns the verbs on a database; forget is called in each write that moves a row scope.
func New(d *db.DB, forget func(tx *db.Tx)) *Places { return &Places{d, forget} }

func (s *Places) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		s.forget(tx)
		return fn(tx)
	})
}
