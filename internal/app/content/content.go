package content

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
)

// Applied remembers what was put into a database, by name, and the row it became.
type Applied map[string]id.ID

func applied() *setting.Value[Applied] { return setting.New("content.applied", Applied{}, nil) }

// Apply puts roles, teams and categories below the root entity, as far as they were not there before. The actor of tx must be the
// product itself.
func Apply(tx *db.Tx, p *people.Service, root id.ID) (err error) {
	defer errs.Wrap(&err, "content.Apply")
	memory := applied()
	seen, err := memory.Get(tx.Context(), tx, tx.Now())
	if err != nil {
		return err
	}
	for _, r := range Roles() {
		if err := p.RefreshRole(tx, r); err != nil {
			return err
		}
	}
	before := len(seen)
	if err := applyTeams(tx, p, root, seen); err != nil {
		return err
	}
	if err := applyCategories(tx, p, seen); err != nil {
		return err
	}
	if len(seen) == before {
		return nil
	}
	return memory.Set(tx, seen)
}

func applyTeams(tx *db.Tx, p *people.Service, root id.ID, seen Applied) error {
	for _, t := range Teams() {
		if _, ok := seen["team:"+t.Name]; ok {
			continue
		}
		made, err := p.EnsureTeam(tx, root, t)
		if err != nil {
			return err
		}
		seen["team:"+t.Name] = made
	}
	return nil
}

func applyCategories(tx *db.Tx, p *people.Service, seen Applied) error {
	for _, c := range Categories() {
		key := "category:" + strings.Join(c.Path, category.Separator)
		if _, ok := seen[key]; ok {
			continue
		}
		hints := category.Category{Team: seen["team:"+c.Team], Impact: c.Impact, Urgency: c.Urgency, Shipped: true}
		made, err := p.EnsureCategory(tx, hints, c.Path...)
		if err != nil {
			return err
		}
		seen[key] = made
	}
	return nil
}
