package people

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// Service holds the verbs of this room, those on places and categories included. It is safe for concurrent use.
type Service struct {
	*place.Places
	*category.Categories
	db    *db.DB
	known []actor.Permission
	cache actorCache
}

// New returns the service on a database.
func New(d *db.DB) *Service {
	s := &Service{db: d, Categories: category.New(d)}
	s.Places = place.New(d, s.forget)
	s.Know(Permissions()...)
	return s
}

// write runs fn as one write and then forgets the remembered actors.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		s.forget(tx)
		return fn(tx)
	})
}
