package servicenow

import (
	"database/sql"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// memory remembers which row a name became. What a write learned counts only once the write lasts.
type memory[K comparable] struct {
	kept, fresh map[K]id.ID
	since       id.ID // rows after it were made by the write under way
	made        int   // rows that lasting writes made
}

func newMemory[K comparable]() memory[K] { return memory[K]{kept: map[K]id.ID{}, fresh: map[K]id.ID{}} }

// begin forgets what a write learned that did not last.
func (m *memory[K]) begin(since id.ID) {
	clear(m.fresh)
	m.since = since
}

// of returns the row of a name, 0 for none.
func (m *memory[K]) of(k K) id.ID {
	if i, ok := m.kept[k]; ok {
		return i
	}
	return m.fresh[k]
}

func (m *memory[K]) learn(k K, find func() (id.ID, error)) error {
	if m.of(k) != 0 {
		return nil
	}
	i, err := find()
	m.fresh[k] = i
	return err
}

// keep takes over what a write learned.
func (m *memory[K]) keep() {
	for k, i := range m.fresh {
		m.kept[k] = i
		if i > m.since {
			m.made++
		}
	}
	clear(m.fresh)
}

// known are the rows that names became.
type known struct {
	root       id.ID
	people     memory[string]
	teams      memory[string]
	locations  memory[string]
	categories memory[pair]
}

func newKnown() *known {
	return &known{people: newMemory[string](), teams: newMemory[string](), locations: newMemory[string](), categories: newMemory[pair]()}
}

func (k *known) begin(since id.ID) {
	k.people.begin(since)
	k.teams.begin(since)
	k.locations.begin(since)
	k.categories.begin(since)
}

func (k *known) keep() NewNames {
	k.people.keep()
	k.teams.keep()
	k.locations.keep()
	k.categories.keep()
	return NewNames{k.people.made, k.teams.made, k.categories.made, k.locations.made}
}

// source stands before names that are keys of persons, so that two tools' persons are not mixed up.
const source = "servicenow:"

// meet finds or adds everybody and everything that a history names.
func (l *loader) meet(tx *db.Tx, h *History) error {
	if err := l.person(tx, h.OpenedBy); err != nil {
		return err
	}
	if err := l.person(tx, h.ResolvedBy); err != nil {
		return err
	}
	for i := range h.Changes {
		c := &h.Changes[i]
		if err := l.person(tx, c.By); err != nil {
			return err
		}
		if i == 0 || len(c.Fields) > 0 {
			if err := l.facts(tx, &c.After); err != nil {
				return err
			}
		}
	}
	return reserve(tx, numberOf(h))
}

func (l *loader) facts(tx *db.Tx, f *Facts) error {
	for _, name := range [...]string{f.Caller, f.Assignee} {
		if err := l.person(tx, name); err != nil {
			return err
		}
	}
	if f.Team != "" {
		if err := l.names.teams.learn(f.Team, func() (id.ID, error) {
			return l.People.EnsureTeam(tx, l.names.root, people.Team{Name: fit(f.Team)})
		}); err != nil {
			return err
		}
	}
	if f.Location != "" {
		if err := l.names.locations.learn(f.Location, func() (id.ID, error) {
			return l.People.EnsureLocation(tx, l.names.root, fit(f.Location))
		}); err != nil {
			return err
		}
	}
	return l.category(tx, f)
}

// category meets the category before the subcategory, so that each is counted.
func (l *loader) category(tx *db.Tx, f *Facts) error {
	for _, p := range [...]pair{{f.Category, ""}, {f.Category, f.Subcategory}} {
		path := categoryPath(p)
		if len(path) == 0 {
			continue
		}
		if err := l.names.categories.learn(p, func() (id.ID, error) {
			return l.People.EnsureCategory(tx, category.Category{}, path...)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) person(tx *db.Tx, name string) error {
	if name == "" {
		return nil
	}
	return l.names.people.learn(name, func() (id.ID, error) {
		p, _, err := l.People.Resolve(tx, people.Contact{Name: fit(name), External: source + name, Entity: l.names.root})
		return p, err
	})
}

// categoryPath is the category of the product: the subcategory below the category, as far as they are known.
func categoryPath(p pair) []string {
	var path []string
	for _, name := range [...]string{p.category, p.subcategory} {
		if name != "" {
			path = append(path, fit(strings.ReplaceAll(name, category.Separator, "/")))
		}
	}
	return path
}

// fit cuts a name to the length that the product allows.
func fit(name string) string {
	if r := []rune(name); len(r) > row.MaxName {
		return string(r[:row.MaxName])
	}
	return name
}

// numberOf is the number of the incident as it is stored: numbers are found whatever their letter case.
func numberOf(h *History) string { return strings.ToUpper(h.Number) }

// reserve keeps the counter from giving a number of our own form again.
func reserve(tx *db.Tx, number string) error {
	prefix := incident.Kind().Prefix
	digits, ours := strings.CutPrefix(number, prefix+"-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ours || err != nil || n <= 0 {
		return nil
	}
	return record.Reserve(tx, prefix, n)
}

func scanText(rows *sql.Rows, s *string) error { return rows.Scan(s) }
