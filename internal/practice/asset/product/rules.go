package product

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Match says how the text of a rule is compared with a raw name. Case and surplus spaces never matter.
type Match string

// The ways to match, from the most to the least telling.
const (
	Exact    Match = "exact"
	Prefix   Match = "prefix"
	Contains Match = "contains"
)

// Rule says what a raw name is, where a person knows better than Normalise.
type Rule struct {
	Match     Match
	Text      string
	Publisher string // "" leaves the publisher that was understood
	Name      string // the product
	Edition   string // "" leaves the edition that was understood
}

// Rules are a person's corrections. They win over what Normalise understands.
type Rules []Rule

// Check says what is wrong with the rules, as Invalid with a field for each.
func (rs Rules) Check() error {
	for i, r := range rs {
		at := strconv.Itoa(i)
		switch {
		case r.weight() == 0:
			return errs.Bad(at+".match", "Choose exact, prefix or contains.")
		case fold(r.Text) == "":
			return errs.Bad(at+".text", "Say which names the rule is for.")
		case strings.TrimSpace(r.Name) == "":
			return errs.Bad(at+".name", "Say which product these names are.")
		}
	}
	return nil
}

// Normalise understands a row as the function Normalise does, and then lets the most telling rule have the last word: exact before
// prefix before contains, and among equals the longer text. The order in which the rules are kept does not matter.
func (rs Rules) Normalise(name, publisher, version string) Product {
	p := Normalise(name, publisher, version)
	r, found := rs.find(name)
	if !found {
		return p
	}
	p.Name = tidy(r.Name)
	if r.Publisher != "" {
		p.Publisher = tidy(r.Publisher)
	}
	if r.Edition != "" {
		p.Edition = tidy(r.Edition)
	}
	return p
}

func (rs Rules) find(name string) (Rule, bool) {
	name = fold(name)
	var fit []Rule
	for _, r := range rs {
		if r.fits(name) {
			fit = append(fit, r)
		}
	}
	if len(fit) == 0 {
		return Rule{}, false
	}
	return slices.MinFunc(fit, func(a, b Rule) int {
		return cmp.Or(
			cmp.Compare(b.weight(), a.weight()),
			cmp.Compare(len(fold(b.Text)), len(fold(a.Text))),
			strings.Compare(a.Name, b.Name),
			strings.Compare(a.Publisher, b.Publisher),
			strings.Compare(a.Edition, b.Edition),
		)
	}), true
}

func (r Rule) fits(folded string) bool {
	text := fold(r.Text)
	if text == "" || strings.TrimSpace(r.Name) == "" {
		return false
	}
	switch r.Match {
	case Exact:
		return folded == text
	case Prefix:
		return strings.HasPrefix(folded, text)
	case Contains:
		return strings.Contains(folded, text)
	}
	return false
}

func (r Rule) weight() int {
	switch r.Match {
	case Exact:
		return 3
	case Prefix:
		return 2
	case Contains:
		return 1
	}
	return 0
}

func fold(s string) string { return strings.ToLower(tidy(s)) }
