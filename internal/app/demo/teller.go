package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
)

// teller tells of the older months.
type teller struct {
	topics     []topic
	vault      topic
	categories map[string]int // places in the cast, by path
	gdansk     []int          // places of the people there
}

// cast gives package seed the company to play with.
func (s *show) cast() (seed.Cast, *teller) {
	c := s.company
	cast := seed.Cast{}
	t := &teller{topics: topics(), vault: vault(), categories: map[string]int{}}
	for _, e := range employees() {
		if e.department == "IT" {
			continue // they work on incidents
		}
		key := login(e.name)
		site := c.sites[c.at[key]]
		if c.at[key] == "Gdańsk" {
			t.gdansk = append(t.gdansk, len(cast.People))
		}
		cast.People = append(cast.People, seed.Person{ID: c.people[key], Entity: site.Entity, Location: site.Location})
	}
	at := map[string]int{}
	for _, name := range []string{desk, infra, apps, safe, buy} {
		at[name] = len(cast.Teams)
		cast.Teams = append(cast.Teams, seed.Team{ID: c.teams[name], Members: c.members[name]})
	}
	for _, top := range append(t.topics, t.vault) {
		if _, ok := t.categories[top.category]; ok {
			continue
		}
		t.categories[top.category] = len(cast.Categories)
		cast.Categories = append(cast.Categories, seed.Category{ID: c.categories[top.category], Team: at[teamOf(top.category)]})
	}
	return cast, t
}

// teamOf returns the team that a category goes to.
func teamOf(path string) string {
	top, _, _ := strings.Cut(path, category.Separator)
	switch top {
	case "Network", "Backup and data", "Telephony":
		return infra
	case "Software":
		return apps
	case "Security":
		return safe
	default:
		return desk
	}
}

// vaultEvery is how many incidents lie between two outbreaks of the fault that comes back: about six weeks.
const (
	vaultEvery = 190
	vaultSize  = 5
)

// Tell implements seed.Teller.
func (t *teller) Tell(r *rand.Rand, n int) seed.Story {
	top := t.topics[r.IntN(len(t.topics))]
	person := -1
	if n%vaultEvery < vaultSize {
		top, person = t.vault, t.gdansk[r.IntN(len(t.gdansk))]
	}
	return t.story(r, top, person)
}

func (t *teller) story(r *rand.Rand, top topic, person int) seed.Story {
	code, end, _ := strings.Cut(one(r, top.ends), " ")
	s := seed.Story{Title: device(r, one(r, top.titles)), Report: device(r, one(r, top.reports)), Reply: one(r, top.replies), Code: code, Resolution: end,
		Category: t.categories[top.category], Person: person, Impact: top.impact, Urgency: top.urgency}
	if r.IntN(6) == 0 {
		s.Urgency = max(1, s.Urgency-1)
	}
	return s
}

func one(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// device fills in the name of a device.
func device(r *rand.Rand, text string) string {
	if !strings.Contains(text, "%s") {
		return text
	}
	return fmt.Sprintf(text, fmt.Sprintf("LAP-%04d", 100+r.IntN(320)))
}
