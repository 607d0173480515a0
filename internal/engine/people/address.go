package people

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// AddressKind is the sort of an address.
type AddressKind string

// The sorts of address.
const (
	Email    AddressKind = "email"
	Phone    AddressKind = "phone"
	External AddressKind = "external" // the key of the person in another system, such as "servicenow:Caller 12"
)

// Address leads to one person. No two persons share one.
type Address struct {
	Kind     AddressKind `json:"kind"`
	Value    string      `json:"value"`
	Verified clock.Time  `json:"verified_at"` // zero: nobody has proved it yet
}

// NormalPhone returns a phone number as it is compared: digits, with a leading + for a country; "" when it has too few digits.
func NormalPhone(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' || r == '+' && b.Len() == 0 {
			b.WriteRune(r)
		}
	}
	out := b.String()
	if rest, ok := strings.CutPrefix(out, "00"); ok {
		out = "+" + rest
	}
	if len(out) < 5 || len(out) > 20 {
		return ""
	}
	return out
}

// claim gives an address to a person. Kinds: Invalid when somebody else has it.
func claim(tx *db.Tx, person id.ID, kind AddressKind, value string, verified clock.Time) error {
	n, err := tx.Exec(`INSERT INTO person_address (kind, value, person_id, verified_at) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, value) DO NOTHING`,
		string(kind), value, person, verified)
	if err != nil || n == 1 {
		return err
	}
	owner, err := Owner(tx.Context(), tx, kind, value)
	if err == nil && owner != person {
		return errs.Bad(string(kind), "Another person has this address already.")
	}
	return err
}

// claimPhone notes a phone number unless somebody has it: people share desks.
func claimPhone(tx *db.Tx, person id.ID, phone string) error {
	value := NormalPhone(phone)
	if value == "" {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO person_address (kind, value, person_id, verified_at) VALUES ($1, $2, $3, 0) ON CONFLICT (kind, value) DO NOTHING`,
		string(Phone), value, person)
	return err
}

func release(tx *db.Tx, person id.ID, kind AddressKind, value string) error {
	_, err := tx.Exec(`DELETE FROM person_address WHERE kind = $1 AND value = $2 AND person_id = $3`, string(kind), value, person)
	return err
}

// Owner returns the person an address leads to. The value is in its normal form. Kinds: NotFound.
func Owner(ctx context.Context, q db.Querier, kind AddressKind, value string) (id.ID, error) {
	var owner id.ID
	err := q.QueryRow(ctx, `SELECT person_id FROM person_address WHERE kind = $1 AND value = $2`, string(kind), value).Scan(&owner)
	return owner, err
}

// Addresses returns all addresses of a person whom the actor may see. Kinds: Forbidden, NotFound.
func (s *Service) Addresses(ctx context.Context, q db.Querier, person id.ID) ([]Address, error) {
	if _, err := s.Person(ctx, q, person); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT kind, value, verified_at FROM person_address WHERE person_id = $1 ORDER BY kind, value`, person)
	return db.Collect(rows, err, func(rows *sql.Rows, a *Address) error { return rows.Scan(&a.Kind, &a.Value, &a.Verified) })
}

// AddAddress gives a person a further address. Kinds: NotFound, Forbidden, Invalid.
func (s *Service) AddAddress(ctx context.Context, person id.ID, kind AddressKind, value string) (err error) {
	defer errs.Wrap(&err, "people.AddAddress(%d)", person)
	switch kind {
	case Email:
		value = NormalEmail(value)
		err = CheckEmail("email", value)
	case Phone:
		if value = NormalPhone(value); value == "" {
			err = errs.Bad("phone", "A phone number has 5 to 20 digits.")
		}
	case External:
		if value = row.Clean(value); value == "" || len(value) > row.MaxName {
			err = errs.Bad("external", "The key in the other system has 1 to %d characters.", row.MaxName)
		}
	default:
		err = errs.Bad("kind", "Use email, phone or external.")
	}
	if err != nil {
		return err
	}
	return s.editAddress(ctx, person, func(tx *db.Tx) error {
		if err := claim(tx, person, kind, value, 0); err != nil {
			return err
		}
		return tx.Emit(AddressChanged{person, string(kind), "added"})
	})
}

// RemoveAddress takes a further address away; the main e-mail address is changed with UpdatePerson. Kinds: NotFound, Forbidden, Conflict.
func (s *Service) RemoveAddress(ctx context.Context, person id.ID, kind AddressKind, value string) (err error) {
	defer errs.Wrap(&err, "people.RemoveAddress(%d)", person)
	return s.editAddress(ctx, person, func(tx *db.Tx) error {
		var main string
		if err := tx.QueryRow(ctx, `SELECT email FROM person WHERE id = $1`, person).Scan(&main); err != nil {
			return err
		}
		if kind == Email && value == main {
			return errs.New(errs.Conflict, "This is the main address; change it on the person.")
		}
		n, err := tx.Exec(`DELETE FROM person_address WHERE kind = $1 AND value = $2 AND person_id = $3`, string(kind), value, person)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.Absent("address")
		}
		return tx.Emit(AddressChanged{person, string(kind), "removed"})
	})
}

// editAddress runs fn when the actor may edit the person and does not get at somebody more powerful by it.
func (s *Service) editAddress(ctx context.Context, person id.ID, fn func(tx *db.Tx) error) error {
	a, err := actor.Require(ctx, PermPeopleEdit)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := persons().Get(ctx, tx, a, PermPeopleEdit, person, true); err != nil {
			return err
		}
		if err := s.Outranks(ctx, tx, a, person); err != nil {
			return err
		}
		return fn(tx)
	})
}

// VerifyAddress notes that the owner of an address proved it, by a link or a sign-in elsewhere. Kinds: NotFound.
func VerifyAddress(tx *db.Tx, person id.ID, kind AddressKind, value string) error {
	n, err := tx.Exec(`UPDATE person_address SET verified_at = $4 WHERE kind = $1 AND value = $2 AND person_id = $3 AND verified_at = 0`,
		string(kind), value, person, tx.Now())
	if err != nil || n == 1 {
		if n == 1 {
			err = tx.Emit(AddressChanged{person, string(kind), "verified"})
		}
		return err
	}
	owner, err := Owner(tx.Context(), tx, kind, value)
	if err == nil && owner != person {
		return errs.Absent("address")
	}
	return err
}
