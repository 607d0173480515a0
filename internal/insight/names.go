package insight

import (
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// named is a row that work can be grouped by.
type named struct {
	id         id.ID
	name, path string
}

// names knows teams and categories, and how a question names them without doubt.
type names struct {
	teams, categories map[id.ID]named
	teamsCalled       map[string]int // by name in lower case
	under             map[string]int // how many categories a name or path means, those below it included
}

func (s *Service) names(ctx context.Context) (*names, error) {
	scan := func(rows *sql.Rows, n *named) error { return rows.Scan(&n.id, &n.name, &n.path) }
	rows, err := s.db.Query(ctx, `SELECT id, name, name FROM team`)
	teams, err := db.Collect(rows, err, scan)
	if err != nil {
		return nil, err
	}
	rows, err = s.db.Query(ctx, `SELECT id, name, path FROM category`)
	categories, err := db.Collect(rows, err, scan)
	n := &names{teams: map[id.ID]named{}, categories: map[id.ID]named{}, teamsCalled: map[string]int{}, under: map[string]int{}}
	for _, t := range teams {
		n.teams[t.id] = t
		n.teamsCalled[strings.ToLower(t.name)]++
	}
	for _, c := range categories {
		n.categories[c.id] = c
		n.count(c)
	}
	return n, err
}

// count notes under which words a category is found: its own name and path, and those of everything above it.
func (n *names) count(c named) {
	words := map[string]bool{strings.ToLower(c.name): true}
	path := ""
	for part := range strings.SplitSeq(c.path, " / ") {
		if path != "" {
			path += " / "
		}
		path += part
		words[strings.ToLower(path)], words[strings.ToLower(part)] = true, true
	}
	for w := range words {
		n.under[w]++
	}
}

// team returns a team's name and the value that a question finds exactly it by.
func (n *names) team(i id.ID) (label, value string) {
	t, ok := n.teams[i]
	switch {
	case i == 0:
		return "No team", "none"
	case !ok:
		return "Unknown team", i.String()
	case n.teamsCalled[strings.ToLower(t.name)] > 1:
		return t.name, i.String()
	}
	return t.name, short(i, t.name)
}

// category is team for categories.
func (n *names) category(i id.ID) (label, value string) {
	c, ok := n.categories[i]
	switch {
	case i == 0:
		return "No category", "none"
	case !ok:
		return "Unknown category", i.String()
	case n.under[strings.ToLower(c.path)] > 1:
		return c.path, i.String()
	}
	return c.path, short(i, c.path)
}

// short names a row in a question, by its id where the name is so long that a question could not hold a dozen.
func short(i id.ID, name string) string {
	if utf8.RuneCountInString(name) > 80 {
		return i.String()
	}
	return quote(name)
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
