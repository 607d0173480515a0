package people

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Bulk collects new persons and writes them with few statements: for generators, which give the ids and write the events of their
// making themselves. Addresses must be new; phones are not claimed.
type Bulk struct{ persons, addresses db.Sheet }

// NewBulk returns an empty collection.
func NewBulk() *Bulk {
	return &Bulk{
		persons: db.Sheet{Table: "person", Width: 18, Columns: `id, entity_id, name, name_key, email, phone, title, department, location_id, manager_id, language,
			zone, vip, status, preferences, version, created_at, updated_at`},
		addresses: db.Sheet{Table: "person_address", Width: 4, Columns: `kind, value, person_id, verified_at`},
	}
}

// Add adds a person with an id, an entity and instants. Kinds: Invalid.
func (b *Bulk) Add(p Person) (err error) {
	defer errs.Wrap(&err, "people.Bulk")
	p.normalise()
	if err := p.check(); err != nil {
		return err
	}
	p.Version = 1
	b.persons.Add(int64(p.ID), int64(p.Entity), p.Name, p.nameKey, p.Email, p.Phone, p.Title, p.Department, int64(p.Location), int64(p.Manager), p.Language,
		p.Zone, p.VIP, string(p.Status), p.Preferences, p.Version, int64(p.Created), int64(p.Updated))
	if p.Email != "" {
		b.addresses.Add(string(Email), p.Email, int64(p.ID), int64(0))
	}
	return nil
}

// Insert writes what was collected.
func (b *Bulk) Insert(tx *db.Tx) error {
	if err := b.persons.Insert(tx); err != nil {
		return err
	}
	return b.addresses.Insert(tx)
}
