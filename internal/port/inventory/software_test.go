package inventory_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

func TestCompare(t *testing.T) {
	sw := func(name, version string) inventory.Software {
		return inventory.Software{Name: name, Version: version, Arch: "x86_64", Source: "rpm"}
	}
	i686 := inventory.Software{Name: "lib", Version: "1", Arch: "i686", Source: "rpm"}
	late := sw("a", "1")
	late.Installed, late.Category, late.Publisher = day(2024, 1, 1), "System", "Somebody"
	type list = []inventory.Software
	tests := []struct {
		name           string
		before, after  list
		added, removed list
		changed        []inventory.Change
	}{
		{"the same is no difference", list{sw("a", "1"), sw("b", "2")}, list{sw("b", "2"), sw("a", "1")}, nil, nil, nil},
		{"a date, a category and a publisher are no difference", list{sw("a", "1")}, list{late}, nil, nil, nil},
		{"a first inventory adds everything", nil, list{sw("b", "1"), sw("a", "1")}, list{sw("a", "1"), sw("b", "1")}, nil, nil},
		{"one version gives way to another", list{sw("a", "1")}, list{sw("a", "2")}, nil, nil, []inventory.Change{{Before: sw("a", "1"), After: sw("a", "2")}}},
		{"another architecture is another program", list{sw("lib", "1")}, list{sw("lib", "1"), i686}, list{i686}, nil, nil},
		{"a further version beside the old one is added", list{sw("k", "1")}, list{sw("k", "1"), sw("k", "2")}, list{sw("k", "2")}, nil, nil},
		{"the newest of several replaces the oldest", list{sw("k", "1"), sw("k", "2")}, list{sw("k", "2"), sw("k", "3")}, nil, nil,
			[]inventory.Change{{Before: sw("k", "1"), After: sw("k", "3")}}},
		{"of several replaced by several nobody knows which", list{sw("k", "1"), sw("k", "2")}, list{sw("k", "3"), sw("k", "4")},
			list{sw("k", "3"), sw("k", "4")}, list{sw("k", "1"), sw("k", "2")}, nil},
		{"two replaced by one are removed", list{sw("k", "1"), sw("k", "2")}, list{sw("k", "3")}, list{sw("k", "3")}, list{sw("k", "1"), sw("k", "2")}, nil},
		{"an entry listed twice counts twice", list{sw("a", "1"), sw("a", "1")}, list{sw("a", "1")}, nil, list{sw("a", "1")}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			added, removed, changed := inventory.Compare(tt.before, tt.after)
			if diff := cmp.Diff([]any{tt.added, tt.removed, tt.changed}, []any{added, removed, changed}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompareAccountsForEveryEntry(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	list := func() []inventory.Software {
		all := make([]inventory.Software, random.IntN(30))
		for i := range all {
			all[i] = inventory.Software{Name: string(rune('a' + random.IntN(5))), Version: string(rune('1' + random.IntN(4)))}
		}
		return all
	}
	for range 500 {
		before, after := list(), list()
		added, removed, changed := inventory.Compare(before, after)
		count := map[inventory.Software]int{}
		for _, s := range before {
			count[s]++
		}
		for _, s := range removed {
			count[s]--
		}
		for _, c := range changed {
			count[c.Before]--
			count[c.After]++
		}
		for _, s := range added {
			count[s]++
		}
		for _, s := range after {
			count[s]--
		}
		for s, n := range count {
			if n != 0 {
				t.Fatalf("%v is off by %d\nbefore %v\nafter %v", s, n, before, after)
			}
		}
	}
}
