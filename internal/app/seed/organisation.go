package seed

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/identity/account"
	"github.com/fettle-itsm/fettle/internal/identity/password"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
)

// organisation sets the desk up as far as that was not done, and gives it sites, teams, agents and custom fields.
func (s *seeder) organisation(ctx context.Context) error {
	hash, err := s.hash(ctx)
	if err != nil {
		return err
	}
	needed, err := s.Setup.Needed(ctx)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		if needed { // a desk that somebody set up gets no second administrator
			in := setup.Input{Organisation: "Example Works", Name: "Ada Admin", Email: AdminEmail, Zone: "Europe/Berlin"}
			if s.admin, err = s.Setup.First(tx, in, hash); err != nil {
				return err
			}
			if err := sla.NothingToRecompute(tx); err != nil {
				return err
			}
		}
		if s.root, err = place.Root(tx.Context(), tx); err != nil {
			return err
		}
		return s.staff(tx, hash)
	})
	if err != nil {
		return err
	}
	if err := s.fields(ctx); err != nil {
		return err
	}
	s.cast.Categories, err = categories(ctx, s.DB, &s.cast)
	return err
}

// hash computes the hash of the password, outside of the write.
func (s *seeder) hash(ctx context.Context) (string, error) {
	if s.o.Password == "" {
		return "", nil
	}
	if err := password.Strong(s.o.Password, "Example Works", "Ada Admin", AdminEmail); err != nil {
		return "", err
	}
	return password.New(password.Default(), 1).Hash(ctx, s.o.Password)
}

// staff makes the teams and the agents, those that are not there yet.
func (s *seeder) staff(tx *db.Tx, hash string) error {
	n := min(agents, max(4, s.o.Scale/50))
	teamCount := min(teams, max(5, n/6))
	for i := range teamCount {
		team, err := s.People.EnsureTeam(tx, s.root, people.Team{Name: teamName(i), Assignment: people.Manual})
		if err != nil {
			return err
		}
		s.cast.Teams = append(s.cast.Teams, Team{ID: team})
	}
	for i := range n {
		agent, err := s.agent(tx, i, hash)
		if err != nil {
			return err
		}
		t := &s.cast.Teams[i%teamCount]
		if err := s.People.AddMember(tx, t.ID, agent, len(t.Members) == 0); err != nil {
			return err
		}
		t.Members = append(t.Members, agent)
	}
	return nil
}

// agent returns the agent of a number; the first one is the known account.
func (s *seeder) agent(tx *db.Tx, i int, hash string) (id.ID, error) {
	name, email := nameOf(rand.New(rand.NewPCG(s.o.Seed, uint64(1<<40+i)))), fmt.Sprintf("agent%d@example.com", i) //nolint:gosec // made-up names
	if i == 0 {
		name, email = "Agnes Agent", AgentEmail
	}
	owner, err := people.Owner(tx.Context(), tx, people.Email, email)
	if err == nil || !errs.Is(err, errs.NotFound) {
		return owner, err
	}
	p, err := s.People.InsertPerson(tx, person(s.root, name, email, "Service desk agent"))
	if err != nil {
		return 0, err
	}
	if err := s.People.GiveRole(tx, p.ID, "service_desk_agent"); err != nil {
		return 0, err
	}
	if i == 0 && hash != "" {
		return p.ID, account.Store(tx, p.ID, hash, "setup")
	}
	return p.ID, nil
}

// teamName gives the shipped teams first.
func teamName(i int) string {
	known := []string{"Service Desk", "Infrastructure", "Applications", "Security", "Procurement & Assets", "Network", "Databases", "Workplace", "Print and Scan",
		"Telephony", "Identity", "Cloud", "Storage and Backup", "ERP", "CAD and PLM", "Warehouse Systems", "Web", "Mail", "Meeting Rooms", "Field Service North",
		"Field Service South", "Quality Systems", "Laboratory IT", "Shop Floor IT", "Finance Systems", "HR Systems", "Licences", "Monitoring", "Mobile Devices", "Second Shift"}
	if i < len(known) {
		return known[i]
	}
	return fmt.Sprintf("Team %d", i+1)
}

// fields defines the custom fields that some of the incidents carry.
func (s *seeder) fields(ctx context.Context) error {
	for _, d := range []field.Define{
		{Kind: "incident", Key: "device", Type: field.TypeText, Label: "Device", Position: 1},
		{Kind: "incident", Key: "shift", Type: field.TypeChoice, Label: "Shift", Position: 2,
			Options: []field.Option{{Value: "early", Label: "Early"}, {Value: "late", Label: "Late"}, {Value: "night", Label: "Night"}}},
	} {
		if _, err := s.Custom.Define(ctx, d); err != nil && !errs.Is(err, errs.Conflict) {
			return err
		}
	}
	return nil
}

// categories reads the categories of the desk and spreads them over the teams of the cast, their own where they have one.
func categories(ctx context.Context, q db.Querier, c *Cast) ([]Category, error) {
	at := map[id.ID]int{}
	for i, t := range c.Teams {
		at[t.ID] = i
	}
	type found struct{ id, team id.ID }
	rows, err := q.Query(ctx, `SELECT c.id, CASE WHEN c.team_id <> 0 THEN c.team_id ELSE coalesce(p.team_id, 0) END
		FROM category c LEFT JOIN category p ON p.id = c.parent_id WHERE NOT c.archived ORDER BY c.path, c.id`)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, f *found) error { return rows.Scan(&f.id, &f.team) })
	var out []Category
	for i, f := range list {
		team, ok := at[f.team]
		if !ok || i%2 == 0 { // more teams than those that have categories
			team = i * 7 % len(c.Teams)
		}
		out = append(out, Category{f.id, team})
	}
	return out, err
}
