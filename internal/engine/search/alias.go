package search

import (
	"slices"

	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// aliases are names that people also write for a field, with the one that counts. A parsed query holds and prints only the latter.
func aliases() map[string]string {
	return map[string]string{
		"state": "status", // what the API calls it beside status
		"sla":   "due",    // the time left on the next promise: sla<2h
	}
}

// canonical returns the name of a field that a word stands for.
func canonical(name string) string {
	if of, ok := aliases()[name]; ok {
		return of
	}
	return name
}

// names returns what fields may be called in a query, in order; with aliases those that stand for one of the fields, too.
func names(defs map[string]field.Def, withAliases bool) []string {
	var out []string
	for k, d := range defs {
		if d.Filter != "" {
			out = append(out, k)
		}
	}
	if withAliases {
		for alias, of := range aliases() {
			if defs[of].Filter != "" {
				out = append(out, alias)
			}
		}
	}
	slices.Sort(out)
	return out
}
