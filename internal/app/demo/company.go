package demo

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/content"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
)

const domain = "@calder.example"

// The people who stand for everybody of their kind.
const (
	administrator = "oluwaseun.adeyemi"
	lead          = "samir.haddad"
	agent         = "aroha.bell"
	requester     = "marta.kowalczyk"
)

// login makes the local part of an address of a name.
func login(name string) string {
	plain := row.Fold(strings.NewReplacer("ł", "l", "Ł", "l", "ø", "o", "ı", "i", "đ", "d", "’", "", "Þ", "th", "þ", "th", "ð", "d").Replace(name))
	return strings.ReplaceAll(plain, " ", ".")
}

// company holds the rows of the organisation by name.
type company struct {
	root       id.ID
	sites      map[string]seed.Person // entity and location by name
	people     map[string]id.ID       // by login
	at         map[string]string      // site by login
	teams      map[string]id.ID
	members    map[string][]id.ID    // by team
	categories map[string]id.ID      // by path
	services   map[string]id.ID      // by name
	made       map[string]record.Ref // services and configuration items, by name
	tags       map[string]string     // of assets, by what people call them
}

func newCompany() *company {
	return &company{sites: map[string]seed.Person{}, people: map[string]id.ID{}, at: map[string]string{}, teams: map[string]id.ID{}, members: map[string][]id.ID{},
		categories: map[string]id.ID{}, tags: map[string]string{}, services: map[string]id.ID{}, made: map[string]record.Ref{}}
}

// found makes the organisation: set-up, sites, people, teams, and an agreement around the clock for what cannot wait.
func (s *show) found(ctx context.Context) error {
	c := s.company
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		boss, err := s.Setup.First(tx, setup.Input{Organisation: "Calder Instruments", Name: "Oluwaseun Adeyemi", Email: administrator + domain, Zone: home}, "")
		if err != nil {
			return err
		}
		if c.root, err = place.Root(tx.Context(), tx); err != nil {
			return err
		}
		c.people[administrator] = boss
		for _, step := range []func(*db.Tx) error{s.makeSites, s.makePeople, s.makeTeams, s.makeAgreement, s.readCategories} {
			if err := step(tx); err != nil {
				return err
			}
		}
		return sla.NothingToRecompute(tx)
	})
}

const home = "Europe/London" // the time zone of the company

// sites returns where people work, and in which time zone.
func sites() map[string]string {
	return map[string]string{"Leeds": home, "Gdańsk": "Europe/Warsaw", "Porto": "Europe/Lisbon"}
}

// zoneOf returns the time zone in which somebody works.
func (c *company) zoneOf(login string) *time.Location {
	zone, err := time.LoadLocation(sites()[c.at[login]])
	if err != nil {
		return time.UTC
	}
	return zone
}

func (s *show) makeSites(tx *db.Tx) error {
	zones := sites()
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		at := struct{ name, zone string }{name, zones[name]}
		site, err := s.People.InsertEntity(tx, place.Entity{Parent: s.company.root, Kind: place.Site, Name: at.name, Zone: at.zone})
		if err != nil {
			return err
		}
		building, err := s.People.EnsureLocation(tx, site.ID, at.name)
		if err != nil {
			return err
		}
		s.company.sites[at.name] = seed.Person{Entity: site.ID, Location: building}
	}
	return nil
}

func (s *show) makePeople(tx *db.Tx) error {
	c := s.company
	for _, e := range employees() {
		site := c.sites[e.site]
		key := login(e.name)
		c.at[key] = e.site
		if key == administrator {
			continue
		}
		p, err := s.People.InsertPerson(tx, people.Person{Entity: site.Entity, Location: site.Location, Name: e.name, Email: key + domain, Title: e.title,
			Department: e.department, VIP: e.vip, Status: people.Active})
		if err != nil {
			return err
		}
		c.people[key] = p.ID
		if e.role == "" {
			continue
		}
		if err := s.People.GiveRole(tx, p.ID, e.role); err != nil {
			return err
		}
	}
	return nil
}

func (s *show) makeTeams(tx *db.Tx) error {
	c := s.company
	for _, t := range content.Teams() {
		team, err := s.People.EnsureTeam(tx, c.root, t)
		if err != nil {
			return err
		}
		c.teams[t.Name] = team
	}
	for _, e := range employees() {
		if e.team == "" {
			continue
		}
		person := c.people[login(e.name)]
		if err := s.People.AddMember(tx, c.teams[e.team], person, e.leads); err != nil {
			return err
		}
		c.members[e.team] = append(c.members[e.team], person)
	}
	return nil
}

// makeAgreement promises more for what cannot wait, at any hour: so that something is about to be late whenever somebody looks.
func (s *show) makeAgreement(tx *db.Tx) error {
	var always id.ID
	if err := tx.QueryRow(tx.Context(), `SELECT id FROM calendar WHERE name = $1`, content.AroundTheClock).Scan(&always); err != nil {
		return err
	}
	promise := func(m sla.Metric, priority, minutes int) sla.Promise {
		return sla.Promise{Metric: m, Priority: priority, Target: timing.InMinutes(minutes), Levels: []sla.Level{{At: 50, Do: sla.Notify}, {At: 75, Do: sla.Notify}, {At: 90, Do: sla.Notify}}}
	}
	_, err := s.SLA.InsertAgreement(tx, sla.Agreement{Kind: sla.Customer, Name: "Critical incidents, around the clock", Position: 1, Calendar: always,
		Conditions: sla.Conditions{Priorities: []int{1, 2}}, Promises: []sla.Promise{
			promise(sla.FirstResponse, 1, 15), promise(sla.NextResponse, 1, 30), promise(sla.Resolution, 1, 4*60),
			promise(sla.FirstResponse, 2, 60), promise(sla.NextResponse, 2, 4*60), promise(sla.Resolution, 2, 8*60),
		}})
	return err
}

func (s *show) readCategories(tx *db.Tx) error {
	type found struct {
		id   id.ID
		path string
	}
	rows, err := tx.Query(tx.Context(), `SELECT id, path FROM category`)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, f *found) error { return rows.Scan(&f.id, &f.path) })
	for _, f := range list {
		s.company.categories[f.path] = f.id
	}
	return err
}
