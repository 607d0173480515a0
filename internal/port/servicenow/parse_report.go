package servicenow

import (
	"cmp"
	"slices"
)

// Report says what was found in a log. Every row is either used or odd.
type Report struct {
	Rows      int   `json:"rows"`
	Used      int   `json:"used"`
	OddRows   int   `json:"odd_rows"`
	Odd       []Odd `json:"odd"` // in order of line; at most the first 10,000 found
	Incidents int   `json:"incidents"`

	People        int `json:"people"` // different names in any of the roles below
	Callers       int `json:"callers"`
	Openers       int `json:"openers"`
	Assignees     int `json:"assignees"`
	Resolvers     int `json:"resolvers"`
	Updaters      int `json:"updaters"`
	Groups        int `json:"groups"`
	Categories    int `json:"categories"`
	Subcategories int `json:"subcategories"` // different pairs of category and subcategory
	Locations     int `json:"locations"`
}

type names map[string]struct{}

func (n names) put(s string) {
	if s != "" {
		n[s] = struct{}{}
	}
}

type pair struct{ category, subcategory string }

// tally gathers the figures of a report.
type tally struct {
	Report
	people, callers, openers, assignees, resolvers, updaters names
	groups, categories, locations                            names
	subcategories                                            map[pair]struct{}
}

func newTally() *tally {
	return &tally{
		people: names{}, callers: names{}, openers: names{}, assignees: names{}, resolvers: names{}, updaters: names{},
		groups: names{}, categories: names{}, locations: names{}, subcategories: map[pair]struct{}{},
	}
}

func (t *tally) leaveOut(o Odd) {
	t.OddRows++
	if len(t.Odd) < maxListed {
		t.Odd = append(t.Odd, o)
	}
}

// add counts the rows of one incident.
func (t *tally) add(rows []Row) {
	t.Incidents++
	t.Used += len(rows)
	for i := range rows {
		r := &rows[i]
		for _, n := range []string{r.Caller, r.OpenedBy, r.Assignee, r.ResolvedBy, r.UpdatedBy} {
			t.people.put(n)
		}
		t.callers.put(r.Caller)
		t.openers.put(r.OpenedBy)
		t.assignees.put(r.Assignee)
		t.resolvers.put(r.ResolvedBy)
		t.updaters.put(r.UpdatedBy)
		t.groups.put(r.Group)
		t.categories.put(r.Category)
		t.locations.put(r.Location)
		if r.Category != "" && r.Subcategory != "" {
			t.subcategories[pair{r.Category, r.Subcategory}] = struct{}{}
		}
	}
}

func (t *tally) report() Report {
	r := t.Report
	r.People, r.Callers, r.Openers, r.Assignees = len(t.people), len(t.callers), len(t.openers), len(t.assignees)
	r.Resolvers, r.Updaters, r.Groups = len(t.resolvers), len(t.updaters), len(t.groups)
	r.Categories, r.Subcategories, r.Locations = len(t.categories), len(t.subcategories), len(t.locations)
	r.Odd = slices.Clone(t.Odd)
	slices.SortStableFunc(r.Odd, func(a, b Odd) int { return cmp.Compare(a.Line, b.Line) })
	return r
}
