package people

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// CreatePerson adds a person. Kinds: Forbidden, Invalid (also for an address that somebody else has).
func (s *Service) CreatePerson(ctx context.Context, p Person) (out Person, err error) {
	defer errs.Wrap(&err, "people.CreatePerson")
	a, err := actor.Require(ctx, PermPeopleEdit)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		if p.Entity == 0 {
			p.Entity = a.Entity
		}
		if p.Entity != 0 && !row.Within(a, PermPeopleEdit, p.Entity) {
			return errs.Bad("entity", "There is no such entity, or you may not add people to it.")
		}
		out, err = s.InsertPerson(tx, p)
		return err
	})
	return out, err
}

// InsertPerson adds a person without asking for a permission; the entity is the root when none is given. Kinds: Invalid.
func (s *Service) InsertPerson(tx *db.Tx, p Person) (Person, error) {
	if p.Entity == 0 {
		root, err := place.Root(tx.Context(), tx)
		if err != nil {
			return p, err
		}
		p.Entity = root
	}
	p.normalise()
	if err := p.check(); err != nil {
		return p, err
	}
	if err := checkPersonLinks(tx, p); err != nil {
		return p, err
	}
	if err := insertPerson(tx, &p); err != nil {
		return p, err
	}
	if p.Email != "" {
		if err := claim(tx, p.ID, Email, p.Email, 0); err != nil {
			return p, err
		}
	}
	if err := claimPhone(tx, p.ID, p.Phone); err != nil {
		return p, err
	}
	return p, tx.Emit(row.Created{ID: p.ID, Object: "person", Name: p.Name})
}

func insertPerson(tx *db.Tx, p *Person) error {
	p.ID, p.Version, p.Created, p.Updated = tx.NewID(), 1, tx.Now(), tx.Now()
	_, err := tx.Exec(`INSERT INTO person (id, entity_id, name, name_key, email, phone, title, department, location_id, manager_id, language,
		zone, vip, status, preferences, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		p.ID, p.Entity, p.Name, p.nameKey, p.Email, p.Phone, p.Title, p.Department, p.Location, p.Manager, p.Language,
		p.Zone, p.VIP, string(p.Status), p.Preferences, p.Version, p.Created, p.Updated)
	return err
}

// checkPersonLinks refuses ids that lead nowhere.
func checkPersonLinks(tx *db.Tx, p Person) error {
	var c errs.Check
	for _, l := range []struct {
		key, sql string
		id       id.ID
	}{
		{"entity", `SELECT count(*) FROM entity WHERE id = $1 AND NOT archived`, p.Entity},
		{"location", `SELECT count(*) FROM location WHERE id = $1`, p.Location},
		{"manager", `SELECT count(*) FROM person WHERE id = $1`, p.Manager},
	} {
		if l.id == 0 {
			continue
		}
		var n int
		if err := tx.QueryRow(tx.Context(), l.sql, l.id).Scan(&n); err != nil {
			return err
		}
		c.Must(n == 1, l.key, "There is no such %s.", l.key)
	}
	return c.Err()
}

// UpdatePerson saves every value of p except preferences, if p.Version is still the newest. Kinds: NotFound, Forbidden (the person
// holds permissions that the actor does not), Invalid, Conflict (stale, or the last administrator would leave).
func (s *Service) UpdatePerson(ctx context.Context, p Person) (out Person, err error) {
	defer errs.Wrap(&err, "people.UpdatePerson(%d)", p.ID)
	a, err := actor.Require(ctx, PermPeopleEdit)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := persons().Get(ctx, tx, a, PermPeopleEdit, p.ID, true)
		if err != nil {
			return err
		}
		if err := row.Fresh("person", old.Version, p.Version); err != nil {
			return err
		}
		out, err = s.savePerson(tx, a, old, p)
		return err
	})
	return out, err
}

func (s *Service) savePerson(tx *db.Tx, a actor.Actor, old, p Person) (Person, error) {
	p.Preferences = old.Preferences
	p.normalise()
	if err := p.check(); err != nil {
		return p, err
	}
	if p.Entity != old.Entity && !row.Within(a, PermPeopleEdit, p.Entity) {
		return p, errs.Bad("entity", "There is no such entity, or you may not move people there.")
	}
	if err := checkPersonLinks(tx, p); err != nil {
		return p, err
	}
	if p.Email != old.Email || p.Phone != old.Phone || p.Status != old.Status || p.Entity != old.Entity {
		if err := s.Outranks(tx.Context(), tx, a, p.ID); err != nil { // an address is a way to a new password
			return p, err
		}
	}
	changed, err := row.EmitChanged(tx, p.ID, "person", old.pairs(), p.pairs())
	if err != nil || !changed {
		return old, err
	}
	if err := moveAddresses(tx, old, p); err != nil {
		return p, err
	}
	p.Version, p.Updated, p.Created = old.Version+1, tx.Now(), old.Created
	if err := updatePerson(tx, p); err != nil {
		return p, err
	}
	if p.Status == Leaver && old.Status != Leaver {
		return p, keepAdministrator(tx)
	}
	return p, nil
}

func updatePerson(tx *db.Tx, p Person) error {
	_, err := tx.Exec(`UPDATE person SET entity_id = $2, name = $3, name_key = $4, email = $5, phone = $6, title = $7, department = $8,
		location_id = $9, manager_id = $10, language = $11, zone = $12, vip = $13, status = $14, preferences = $15, version = $16, updated_at = $17
		WHERE id = $1`, p.ID, p.Entity, p.Name, p.nameKey, p.Email, p.Phone, p.Title, p.Department, p.Location, p.Manager, p.Language,
		p.Zone, p.VIP, string(p.Status), p.Preferences, p.Version, p.Updated)
	return err
}

// moveAddresses lets the addresses follow the main e-mail and phone.
func moveAddresses(tx *db.Tx, old, p Person) error {
	if old.Email != p.Email {
		if err := release(tx, p.ID, Email, old.Email); err != nil {
			return err
		}
		if p.Email != "" {
			if err := claim(tx, p.ID, Email, p.Email, 0); err != nil {
				return err
			}
		}
	}
	if old.Phone == p.Phone {
		return nil
	}
	if err := release(tx, p.ID, Phone, NormalPhone(old.Phone)); err != nil {
		return err
	}
	return claimPhone(tx, p.ID, p.Phone)
}

// SetPreferences stores how the acting person likes the pages: language, time zone and a JSON object. Everybody may do so for
// themselves. Kinds: Unauthenticated, Invalid.
func (s *Service) SetPreferences(ctx context.Context, language, zone, preferences string) (err error) {
	defer errs.Wrap(&err, "people.SetPreferences")
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	if a.Kind != actor.Person || a.ID == 0 {
		return errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return s.write(ctx, func(tx *db.Tx) error {
		old, err := persons().Get(ctx, tx, row.Product(), PermPeopleEdit, a.ID, true)
		if err != nil {
			return err
		}
		p := old
		p.Language, p.Zone, p.Preferences = language, zone, preferences
		p.normalise()
		if err := p.check(); err != nil {
			return err
		}
		if _, err := row.EmitChanged(tx, p.ID, "person", old.pairs(), p.pairs()); err != nil {
			return err
		}
		p.Version, p.Updated = old.Version+1, tx.Now()
		return updatePerson(tx, p)
	})
}
