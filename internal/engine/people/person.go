package people

import (
	"encoding/json"
	"net/mail"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Status says whether a person takes part.
type Status string

// The statuses.
const (
	Active Status = "active"
	Leaver Status = "leaver" // has left: cannot sign in and gets no work, but stays named in the history
)

// Valid reports whether the status is one of the known.
func (s Status) Valid() bool { return s == Active || s == Leaver }

// Person is somebody who asks, works or is named. Zero ids and empty texts mean "not known".
type Person struct {
	ID          id.ID      `json:"id"`
	Entity      id.ID      `json:"entity"`
	Name        string     `json:"name"`
	Email       string     `json:"email"` // the main address; further ones are Addresses
	Phone       string     `json:"phone"`
	Title       string     `json:"title"`
	Department  string     `json:"department"`
	Location    id.ID      `json:"location"`
	Manager     id.ID      `json:"manager"`
	Language    string     `json:"language"`
	Zone        string     `json:"zone"` // IANA name; "" takes the location's or the entity's
	VIP         bool       `json:"vip"`
	Status      Status     `json:"status"`
	Preferences string     `json:"-"` // a JSON object that belongs to the pages
	Version     int64      `json:"version"`
	Created     clock.Time `json:"created_at"`
	Updated     clock.Time `json:"updated_at"`

	nameKey string
}

func persons() row.Table[Person] {
	return row.Table[Person]{
		What: "person", From: "person p", Key: "p.id",
		Columns: `p.id, p.entity_id, p.name, p.email, p.phone, p.title, p.department, p.location_id, p.manager_id, p.language, p.zone, p.vip,
			p.status, p.preferences, p.version, p.created_at, p.updated_at, p.name_key`,
		Scope: actor.Columns{ID: "p.id", Entity: "p.entity_id", Owners: []string{"p.id"}},
		Dest: func(p *Person) []any {
			return []any{&p.ID, &p.Entity, &p.Name, &p.Email, &p.Phone, &p.Title, &p.Department, &p.Location, &p.Manager, &p.Language, &p.Zone,
				&p.VIP, &p.Status, &p.Preferences, &p.Version, &p.Created, &p.Updated, &p.nameKey}
		},
	}
}

// pairs are the audited values.
func (p Person) pairs() []row.Pair {
	return row.Pairs("entity", p.Entity.String(), "name", p.Name, "email", p.Email, "phone", p.Phone, "title", p.Title,
		"department", p.Department, "location", p.Location.String(), "manager", p.Manager.String(), "language", p.Language,
		"zone", p.Zone, "vip", row.Yes(p.VIP), "status", string(p.Status))
}

// normalise brings the texts into their stored form.
func (p *Person) normalise() {
	p.Name, p.Title, p.Department, p.Phone = row.Clean(p.Name), row.Clean(p.Title), row.Clean(p.Department), row.Clean(p.Phone)
	p.Email, p.Language, p.Zone = NormalEmail(p.Email), strings.TrimSpace(p.Language), strings.TrimSpace(p.Zone)
	if p.Status == "" {
		p.Status = Active
	}
	if p.Preferences == "" {
		p.Preferences = "{}"
	}
	p.nameKey = row.Fold(p.Name)
}

const maxPreferences = 16 << 10

// check returns what is wrong with the person's own values. Kinds: Invalid.
func (p Person) check() error {
	var c errs.Check
	row.CheckName(&c, "name", p.Name)
	if p.Email != "" {
		c.Join("", CheckEmail("email", p.Email))
	}
	row.CheckText(&c, "phone", p.Phone, 50)
	row.CheckText(&c, "title", p.Title, row.MaxName)
	row.CheckText(&c, "department", p.Department, row.MaxName)
	row.CheckText(&c, "language", p.Language, 35)
	row.CheckZone(&c, "zone", p.Zone)
	c.Must(p.Status.Valid(), "status", "Use active or leaver.")
	c.Must(p.Entity != 0, "entity", "Please choose where the person belongs.")
	c.Must(p.Manager == 0 || p.Manager != p.ID, "manager", "Nobody is their own manager.")
	c.Must(len(p.Preferences) <= maxPreferences && json.Valid([]byte(p.Preferences)), "preferences", "The preferences are not a JSON object of at most 16 kB.")
	return c.Err()
}

// NormalEmail returns an e-mail address as it is stored and compared: trimmed, lower case.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CheckEmail refuses what is not a plain e-mail address. Kinds: Invalid.
func CheckEmail(key, s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return errs.Bad(key, "%q is not an e-mail address; write it like name@example.org.", row.Shorten(s))
	}
	return nil
}
