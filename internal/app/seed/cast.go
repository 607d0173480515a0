package seed

import (
	"math/rand/v2"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Person is somebody who reports incidents.
type Person struct {
	ID       id.ID
	Entity   id.ID
	Location id.ID
}

// Team is who works on them.
type Team struct {
	ID      id.ID
	Members []id.ID
}

// Category is what they are about, and which team gets them, as its place in Cast.Teams.
type Category struct {
	ID   id.ID
	Team int
}

// Cast are the rows of a desk on which made-up incidents stand.
type Cast struct {
	People     []Person
	Teams      []Team
	Categories []Category
}

// Story is what an incident says. Category and Person are places in the cast, -1 for anyone.
type Story struct {
	Title      string
	Report     string
	Reply      string
	Code       string // how it was resolved
	Resolution string
	Custom     string // JSON, "" for none
	Category   int
	Person     int
	Impact     int // 0 for any
	Urgency    int
}

// Teller makes up what incidents say. It is called for each in turn, the oldest first.
type Teller interface {
	Tell(r *rand.Rand, n int) Story
}

// chatter tells of nothing in particular, in a fixed vocabulary.
type chatter struct {
	words *vocabulary
	cast  *Cast
	every int // each so many incidents one has the rare word; 0 for none
}

func newChatter(c *Cast, incidents int) *chatter {
	return &chatter{newVocabulary(), c, (incidents + 6) / 7}
}

// Tell implements Teller.
func (c *chatter) Tell(r *rand.Rand, n int) Story {
	s := Story{Title: c.words.title(r), Report: c.words.body(r, 130), Reply: c.words.body(r, 90), Code: code(r), Category: r.IntN(len(c.cast.Categories)), Person: -1}
	if r.IntN(8) == 0 {
		s.Title += " " + Common
	}
	if c.every > 0 && n%c.every == c.every/2 {
		s.Title += " " + Rare
	}
	s.Resolution = c.words.title(r)
	if r.IntN(10) < 3 {
		s.Custom = `{"device":"LAP-` + digits(r.IntN(10_000)) + `"}`
		if r.IntN(3) == 0 {
			s.Custom = `{"shift":"` + []string{"early", "late", "night"}[r.IntN(3)] + `"}`
		}
	}
	return s
}

func digits(n int) string {
	b := [4]byte{'0', '0', '0', '0'}
	for i := 3; n > 0; i-- {
		b[i] += byte(n % 10)
		n /= 10
	}
	return string(b[:])
}

func code(r *rand.Rand) string {
	switch n := r.IntN(20); {
	case n < 10:
		return "fixed"
	case n < 14:
		return "user_guidance"
	case n < 16:
		return "workaround"
	case n < 17:
		return "no_fault_found"
	case n < 18:
		return "resolved_by_vendor"
	case n < 19:
		return "self_recovered"
	default:
		return "not_reproducible"
	}
}
