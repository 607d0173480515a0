package stocktake

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Classify puts every expected asset, and everything else that was scanned, into a row. Neither the order of scans nor their repetition
// matters. Rows are ordered by result as in Results, then by tag.
func Classify(c Count) []Row {
	seen := sightings(c.Scans)
	twice := map[string]int{} // how many assets of the list have a tag
	for _, e := range c.Expected {
		twice[key(e.Tag)]++
	}
	var rows []Row
	listed := map[string]bool{}
	for _, e := range c.Expected {
		k := key(e.Tag)
		rows = append(rows, c.row(e, seen[k], false, twice[k] > 1))
		listed[k] = true
	}
	for _, e := range c.Others {
		if k := key(e.Tag); !listed[k] && len(seen[k]) > 0 {
			rows = append(rows, c.row(e, seen[k], true, false))
			listed[k] = true
		}
	}
	for k, at := range seen {
		if !listed[k] {
			rows = append(rows, Row{
				Key: "code:" + k, Expected: Expected{Tag: k}, Result: Unknown, Beyond: true, Seen: at, Corrections: []Correction{Create},
			})
		}
	}
	order := Results()
	sorted.By(rows, func(a, b Row) int {
		return cmp.Or(slices.Index(order, a.Result)-slices.Index(order, b.Result), strings.Compare(a.Tag, b.Tag), strings.Compare(a.Key, b.Key))
	})
	return rows
}

// key is what makes two codes the same: the tag, or the code as it is where it is no tag.
func key(code string) string {
	if tag, ok := Tag(code); ok {
		return tag
	}
	return Clean(code)
}

func (c Count) row(e Expected, seen []Sighting, beyond, shared bool) Row {
	r := Row{Key: "asset:" + e.Asset.String(), Expected: e, Beyond: beyond, Seen: seen}
	switch {
	case len(seen) == 0:
		r.Result, r.Corrections = Missing, []Correction{MarkMissing, MarkFound}
		if e.Lost {
			r.Corrections = []Correction{MarkFound}
		}
		return r
	case shared || c.apart(seen):
		r.Result, r.Corrections = Duplicate, []Correction{DropDouble, Move}
	case c.right(e.Place.ID, seen) && !beyond:
		r.Result = Found
	default:
		r.Result, r.Corrections = Misplaced, []Correction{Move}
	}
	if e.Lost {
		r.Corrections = append(r.Corrections, MarkFound)
	}
	return r
}

// apart reports whether something was seen in two places of which neither contains the other.
func (c Count) apart(seen []Sighting) bool {
	for i, a := range seen {
		for _, b := range seen[i+1:] {
			if !c.same(a.Place.ID, b.Place.ID) {
				return true
			}
		}
	}
	return false
}

// right reports whether something was seen where it belongs.
func (c Count) right(place id.ID, seen []Sighting) bool {
	return slices.ContainsFunc(seen, func(s Sighting) bool { return c.same(place, s.Place.ID) })
}

// same reports whether two places are one, one contains the other, or one is not known.
func (c Count) same(a, b id.ID) bool {
	return a == 0 || b == 0 || c.within(a, b) || c.within(b, a)
}

func (c Count) within(place, in id.ID) bool {
	for range len(c.Inside) + 1 { // a circle in the tree must not hang a count
		if place == in {
			return true
		}
		up, ok := c.Inside[place]
		if !ok {
			return false
		}
		place = up
	}
	return false
}

// sightings gathers the scans that stand, by what was scanned.
func sightings(scans []Scan) map[string][]Sighting {
	undone := map[string]bool{}
	byID := map[string]Scan{}
	for _, s := range scans {
		if s.Undoes != "" {
			undone[s.Undoes] = true
			continue
		}
		// A device never uses an id twice; were it to, the same scan is kept whichever came first.
		if old, ok := byID[s.ID]; !ok || older(s, old) < 0 {
			byID[s.ID] = s
		}
	}
	standing := make([]Scan, 0, len(byID))
	for scan, s := range byID {
		if !undone[scan] && Clean(s.Code) != "" {
			standing = append(standing, s)
		}
	}
	sorted.By(standing, older)
	out := map[string][]Sighting{}
	for _, s := range standing {
		k := key(s.Code)
		i := slices.IndexFunc(out[k], func(at Sighting) bool { return at.Place.ID == s.Place.ID })
		if i < 0 {
			out[k] = append(out[k], Sighting{Place: s.Place, Times: 1, First: s.At, By: s.By})
			continue
		}
		out[k][i].Times++
	}
	return out
}

// older orders scans by time; what follows the time only makes the order complete.
func older(a, b Scan) int {
	return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Device, b.Device), cmp.Compare(a.Seq, b.Seq), strings.Compare(a.ID, b.ID),
		strings.Compare(a.Code, b.Code), cmp.Compare(a.Place.ID, b.Place.ID), strings.Compare(a.Place.Name, b.Place.Name),
		cmp.Compare(a.By.ID, b.By.ID), strings.Compare(a.By.Name, b.By.Name))
}
