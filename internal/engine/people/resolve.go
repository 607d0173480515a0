package people

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Contact is what a channel knows of somebody: one of Email, External and Phone is enough.
type Contact struct {
	Name     string
	Email    string
	Phone    string
	External string // the person's key in another system
	Entity   id.ID  // where a new person belongs; 0 is the root
}

// key is the address that a contact is looked up by: the most telling one.
func (c Contact) key() (AddressKind, string, error) {
	switch {
	case c.Email != "":
		return Email, c.Email, CheckEmail("email", c.Email)
	case c.External != "":
		return External, c.External, nil
	case c.Phone != "":
		if n := NormalPhone(c.Phone); n != "" {
			return Phone, n, nil
		}
		return "", "", errs.Bad("phone", "A phone number has 5 to 20 digits.")
	}
	return "", "", errs.Bad("email", "Please give an e-mail address, so that we know whom to answer.")
}

// Resolve finds the person behind a contact, by one look at a primary key, or adds them. What is known already is never
// overwritten: whoever writes to a channel has proved nothing. created tells that the person is new. Kinds: Invalid.
func (s *Service) Resolve(tx *db.Tx, c Contact) (person id.ID, created bool, err error) {
	defer errs.Wrap(&err, "people.Resolve")
	c.Name, c.Email, c.External = row.Clean(c.Name), NormalEmail(c.Email), row.Clean(c.External)
	kind, value, err := c.key()
	if err != nil {
		return 0, false, err
	}
	person, err = Owner(tx.Context(), tx, kind, value)
	if err == nil || !errs.Is(err, errs.NotFound) {
		return person, false, err
	}
	return s.add(tx, c, kind, value)
}

func (s *Service) add(tx *db.Tx, c Contact, kind AddressKind, value string) (id.ID, bool, error) {
	p := Person{Entity: c.Entity, Name: c.Name, Email: c.Email, Phone: c.Phone}
	if p.Name == "" {
		p.Name = nameFrom(kind, value)
	}
	if p.Entity == 0 {
		root, err := place.Root(tx.Context(), tx)
		if err != nil {
			return 0, false, err
		}
		p.Entity = root
	}
	p.normalise()
	if err := p.check(); err != nil {
		return 0, false, err
	}
	if err := insertPerson(tx, &p); err != nil {
		return 0, false, err
	}
	n, err := tx.Exec(`INSERT INTO person_address (kind, value, person_id, verified_at) VALUES ($1, $2, $3, 0) ON CONFLICT (kind, value) DO NOTHING`,
		string(kind), value, p.ID)
	if err != nil {
		return 0, false, err
	}
	if n == 0 { // another node was faster
		if _, err := tx.Exec(`DELETE FROM person WHERE id = $1`, p.ID); err != nil {
			return 0, false, err
		}
		owner, err := Owner(tx.Context(), tx, kind, value)
		return owner, false, err
	}
	if kind != Phone {
		if err := claimPhone(tx, p.ID, p.Phone); err != nil {
			return 0, false, err
		}
	}
	if kind == Email && c.External != "" {
		if _, err := tx.Exec(`INSERT INTO person_address (kind, value, person_id, verified_at) VALUES ($1, $2, $3, 0) ON CONFLICT (kind, value) DO NOTHING`,
			string(External), c.External, p.ID); err != nil {
			return 0, false, err
		}
	}
	return p.ID, true, tx.Emit(row.Created{ID: p.ID, Object: "person", Name: p.Name})
}

// nameFrom makes a name of an address: "ana.lopez@example.org" becomes "Ana Lopez".
func nameFrom(kind AddressKind, value string) string {
	if kind != Email {
		return value
	}
	local, _, _ := strings.Cut(value, "@")
	words := strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("._-+", r) })
	for i, w := range words {
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	if len(words) == 0 {
		return value
	}
	return strings.Join(words, " ")
}
