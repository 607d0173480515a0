package seed

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// crowd is a number of persons in the form of rows.
type crowd struct {
	size   int
	people *people.Bulk
	events *event.Bulk
}

const crowdSize = 2_000

// persons makes sure that there are enough people who report, and notes them in the cast.
func (s *seeder) persons(ctx context.Context) error {
	sites, err := s.sites(ctx)
	if err != nil {
		return err
	}
	have, err := s.known(ctx)
	if err != nil {
		return err
	}
	s.cast.People = have
	missing := s.o.People - len(have)
	if missing <= 0 {
		return nil
	}
	n := (missing + crowdSize - 1) / crowdSize
	made := make([][]Person, n)
	produce := func(i int) (crowd, error) {
		from := len(have) + i*crowdSize
		c, list, err := s.crowd(sites, from, min(crowdSize, s.o.People-from))
		made[i] = list
		return c, err
	}
	err = pump(ctx, s.DB, n, produce, func(tx *db.Tx, c crowd) error {
		if err := c.people.Insert(tx); err != nil {
			return err
		}
		return c.events.Insert(tx)
	}, func(c crowd) int { return c.size }, func(done int64) { s.o.Progress("people", done, int64(missing)) })
	for _, list := range made {
		s.cast.People = append(s.cast.People, list...)
	}
	return err
}

// sites makes the sites with a location each.
func (s *seeder) sites(ctx context.Context) (out []Person, err error) {
	err = s.write(ctx, func(tx *db.Tx) error {
		out = nil
		for _, name := range []string{"Bremen", "Turin", "Lyon", "Brno", "Malmö", "Cork", "Vigo", "Graz"} {
			site, err := s.site(tx, name)
			if err != nil {
				return err
			}
			building, err := s.People.EnsureLocation(tx, site, name+" main building")
			if err != nil {
				return err
			}
			out = append(out, Person{Entity: site, Location: building})
		}
		return nil
	})
	return out, err
}

func (s *seeder) site(tx *db.Tx, name string) (id.ID, error) {
	rows, err := tx.Query(tx.Context(), `SELECT id FROM entity WHERE parent_id = $1 AND name = $2`, s.root, name)
	found, err := db.Collect(rows, err, func(rows *sql.Rows, v *id.ID) error { return rows.Scan(v) })
	if err != nil || len(found) > 0 {
		return append(found, 0)[0], err
	}
	e, err := s.People.InsertEntity(tx, place.Entity{Parent: s.root, Kind: place.Site, Name: name})
	return e.ID, err
}

// known returns the made-up people of an earlier run, in the order in which they were made.
func (s *seeder) known(ctx context.Context) ([]Person, error) {
	rows, err := s.DB.Query(ctx, `SELECT id, entity_id, location_id FROM person WHERE email LIKE 'person%@example.com' ORDER BY id`)
	return db.Collect(rows, err, func(rows *sql.Rows, p *Person) error { return rows.Scan(&p.ID, &p.Entity, &p.Location) })
}

func (s *seeder) crowd(sites []Person, from, size int) (crowd, []Person, error) {
	c := crowd{size: size, people: people.NewBulk(), events: event.NewBulk(s.DB.NewID)}
	r := rand.New(rand.NewPCG(s.o.Seed, uint64(1<<50+from))) //nolint:gosec // made-up names
	at := s.now().Add(-Span)
	list := make([]Person, size)
	for i := range size {
		site := sites[r.IntN(len(sites))]
		p := person(site.Entity, nameOf(r), fmt.Sprintf("person%d@example.com", from+i), "")
		// Their ids lie before those of all incidents, one millisecond for each.
		p.ID, p.Location, p.Created, p.Updated = id.At(at.Time())+id.ID(from+i), site.Location, at, at
		p.Department = []string{"Production", "Sales", "Engineering", "Finance", "Logistics", "Quality", "People"}[r.IntN(7)]
		p.VIP = r.IntN(100) == 0
		if err := c.people.Add(p); err != nil {
			return c, nil, err
		}
		if err := c.events.Add([]event.Envelope{{At: at, ActorKind: actor.System, Channel: "job", Event: row.Created{ID: p.ID, Object: "person", Name: p.Name}}}); err != nil {
			return c, nil, err
		}
		list[i] = Person{p.ID, p.Entity, p.Location}
	}
	return c, list, nil
}

// nameOf makes up a name.
func nameOf(r *rand.Rand) string {
	first := []string{"Ada", "Amir", "Beatriz", "Bram", "Chiara", "Daan", "Elif", "Emeka", "Freya", "Giulia", "Hana", "Henrik", "Ines", "Ivan", "Jana", "Jonas", "Kaja",
		"Karim", "Lena", "Lucas", "Maja", "Marek", "Nadia", "Noor", "Olga", "Oskar", "Paula", "Pedro", "Quentin", "Rania", "Rui", "Sara", "Stefan", "Tara", "Tomas", "Uma",
		"Viktor", "Wanda", "Xenia", "Yara", "Zofia"}
	last := []string{"Alvarez", "Bakker", "Berg", "Conti", "Costa", "Dahl", "Dubois", "Eriksen", "Farkas", "Fischer", "Garcia", "Haddad", "Horak", "Ibsen", "Ivanova",
		"Jansen", "Kaya", "Keller", "Kowalski", "Lang", "Lindqvist", "Marini", "Moreau", "Novak", "Okafor", "Olsen", "Pereira", "Popescu", "Quist", "Rossi", "Sato",
		"Schmid", "Silva", "Tanaka", "Urban", "Vidal", "Weber", "Xavier", "Yilmaz", "Zeman"}
	return first[r.IntN(len(first))] + " " + last[r.IntN(len(last))]
}
