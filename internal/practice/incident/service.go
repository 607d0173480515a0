package incident

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Hours answers by which calendar an entity works.
type Hours interface {
	EntityHours(ctx context.Context, q db.Querier, entity id.ID) (*calendar.Hours, error)
}

// Others finds records of any kind that the actor may see. Kinds: NotFound.
type Others interface {
	RefByNumber(ctx context.Context, q db.Querier, number string) (record.Ref, error)
	RefByID(ctx context.Context, q db.Querier, row id.ID) (record.Ref, error)
}

// Deps are the rooms that incidents use.
type Deps struct {
	DB     *db.DB
	Desk   *ticket.Desk
	People *people.Service
	Custom *field.Custom
	Hours  Hours
	Others Others
}

// Service holds the verbs of incidents.
type Service struct {
	Deps
	kind   record.Kind
	matrix *setting.Value[Matrix]
}

// NewService returns the service.
func NewService(d Deps) *Service { return &Service{Deps: d, kind: Kind(), matrix: MatrixSetting()} }

// Result is what every verb answers with.
type Result = record.Result

func (i *Incident) result() Result {
	return Result{Ref: i.Ref(), Version: i.Version, Warnings: i.warnings}
}

// Get returns an incident that the actor may see. Kinds: NotFound.
func (s *Service) Get(ctx context.Context, number string) (i Incident, err error) {
	defer errs.Wrap(&err, "incident.Get(%s)", number)
	return load(ctx, s.DB, number, PermView)
}

// load returns an incident if the actor may do perm to it.
func load(ctx context.Context, q db.Querier, number string, perm actor.Permission) (i Incident, err error) {
	if i.Head, err = ticket.Load(ctx, q, "incident", number, perm); err != nil {
		return i, err
	}
	return i, readBody(ctx, q, &i)
}

func loadID(ctx context.Context, q db.Querier, row id.ID, perm actor.Permission) (i Incident, err error) {
	if i.Head, err = ticket.LoadID(ctx, q, "incident", row, perm); err != nil {
		return i, err
	}
	return i, readBody(ctx, q, &i)
}

// change loads an incident, lets fn change it, and saves it: the shape of nearly every verb. version is what the caller edited, 0 if
// they do not mind.
func (s *Service) change(ctx context.Context, number string, version int64, perm actor.Permission, fn func(tx *db.Tx, i *Incident) error) (r Result, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err := load(tx.Context(), tx, number, perm)
		if err != nil {
			return err
		}
		if err := i.Check(version); err != nil {
			return err
		}
		old := i
		if err := fn(tx, &i); err != nil {
			return err
		}
		if !i.plain || i.differs(&old) {
			if err := s.save(tx, &old, &i); err != nil {
				return err
			}
		}
		r = i.result()
		return nil
	})
	return r, err
}

func (s *Service) save(tx *db.Tx, old, i *Incident) error {
	if err := s.refer(tx, old, i); err != nil {
		return err
	}
	if err := saveBody(tx, i); err != nil {
		return err
	}
	return s.Desk.Save(tx, old.Head, &i.Head, i.own(old)...)
}

// step moves i along verb after the guard's inputs were checked, and logs it. It changes what every move changes; the rest is the verb's.
func (s *Service) step(tx *db.Tx, i *Incident, verb string, inputs map[string]string, with ticket.Stepped) error {
	to, err := s.kind.Flow.Step(i.State, verb, inputs)
	if err != nil {
		return err
	}
	old := i.Head
	i.State, i.Phase = to.Key, to.Phase
	if to.Key != OnHold {
		i.HoldReason, i.HoldUntil = "", 0
	}
	return ticket.Step(tx, old, &i.Head, verb, with)
}

// MatrixVersion returns the priority matrix as it is stored now with its version: what a form is made from.
func (s *Service) MatrixVersion(ctx context.Context) (Matrix, int64, error) {
	return s.matrix.Read(ctx, s.DB)
}

// EditMatrix changes the priority matrix of a version. Open incidents keep their priority until they are edited. Kinds: Forbidden,
// Invalid, Conflict when somebody else changed it since.
func (s *Service) EditMatrix(ctx context.Context, m Matrix, version int64) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error { return s.matrix.Replace(tx, m, version) })
}

// Matrix returns the priority matrix in force.
func (s *Service) Matrix(ctx context.Context, q db.Querier) (Matrix, error) {
	return s.matrix.Get(ctx, q, clock.Of(s.DB.Clock().Now()))
}
