package inventory

import (
	"cmp"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Change is one program that was replaced by another version of itself.
type Change struct {
	Before, After Software
}

// program is what stays the same when software is updated. The GUID is not part of it, since an installer often brings a new one.
type program struct {
	name, arch, source, user string
}

func (s Software) program() program { return program{s.Name, s.Arch, s.Source, s.User} }

// edition tells versions of a program that are installed side by side.
type edition struct {
	program
	version string
}

// Compare tells what changed between two lists of software of one machine. The order of the lists does not matter, and neither do
// facts that say nothing about what is installed: size, date, category, publisher.
//
// A program whose one version gave way to one other version is changed. Of programs that are installed side by side in several
// versions, kernels for example, nobody can say which replaced which: their versions are removed and added. So every entry of before
// that is not in after appears exactly once, as removed or as the Before of a change, and likewise every new entry of after.
func Compare(before, after []Software) (added, removed []Software, changed []Change) {
	gone, came := without(before, after), without(after, before)
	ups := map[program][]Software{}
	for _, s := range came {
		ups[s.program()] = append(ups[s.program()], s)
	}
	downs := map[program]int{}
	for _, s := range gone {
		downs[s.program()]++
	}
	for _, s := range gone {
		p := s.program()
		if downs[p] == 1 && len(ups[p]) == 1 {
			changed = append(changed, Change{Before: s, After: ups[p][0]})
			continue
		}
		removed = append(removed, s)
	}
	for _, s := range came {
		if p := s.program(); downs[p] != 1 || len(ups[p]) != 1 {
			added = append(added, s)
		}
	}
	return added, removed, changed
}

// without returns the entries of list that other does not have, in a stable order. An entry listed twice counts twice.
func without(list, other []Software) []Software {
	left := map[edition]int{}
	for _, s := range other {
		left[edition{s.program(), s.Version}]++
	}
	var rest []Software
	for _, s := range list {
		e := edition{s.program(), s.Version}
		if left[e] > 0 {
			left[e]--
			continue
		}
		rest = append(rest, s)
	}
	sorted.By(rest, bySoftware)
	return rest
}

// bySoftware orders by name, then version, then architecture.
func bySoftware(a, b Software) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Arch, b.Arch))
}
