package pact

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/sla/trail"
)

const maxPromises = 100

// Normalise puts an agreement into its one form and checks it; what it refers to is checked elsewhere.
func (a *Agreement) Normalise() error {
	a.Name = row.Clean(a.Name)
	if a.Pauses.While == nil && a.Pauses.Only == nil {
		a.Pauses = a.usual()
	}
	a.Pauses.While, a.Pauses.Only = append([]string{}, a.Pauses.While...), append([]string{}, a.Pauses.Only...)
	var c errs.Check
	row.CheckName(&c, "name", a.Name)
	c.Must(slices.Contains([]Party{Customer, Internal, Supplier}, a.Kind), "kind", "Use sla, ola or uc.")
	c.Must(a.Until == 0 || a.Until > a.From, "valid_until", "This is not after the beginning.")
	c.Must(len(a.Promises) <= maxPromises, "targets", "There are %d targets; at most %d fit.", len(a.Promises), maxPromises)
	checkReasons(&c, "pauses.while", a.Pauses.While)
	checkReasons(&c, "pauses.only", a.Pauses.Only)
	for i, p := range a.Conditions.Priorities {
		c.Must(p >= 1 && p <= 4, fmt.Sprintf("conditions.priorities.%d", i), "Use 1 to 4.")
	}
	a.checkPromises(&c)
	return c.Err()
}

var reasonForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func checkReasons(c *errs.Check, key string, list []string) {
	for i, r := range list {
		c.Must(reasonForm.MatchString(r), fmt.Sprintf("%s.%d", key, i), "%q is not a hold reason; they look like awaiting_caller.", row.Shorten(r))
	}
}

func (a *Agreement) checkPromises(c *errs.Check) {
	type slot struct {
		metric   trail.Metric
		priority int
	}
	seen := map[slot]bool{}
	for i := range a.Promises {
		p, key := &a.Promises[i], fmt.Sprintf("targets.%d", i)
		c.Must(slices.Contains(Metrics(), p.Metric), key+".metric", "Use first_response, next_response or resolution.")
		c.Must(p.Priority >= 0 && p.Priority <= 4, key+".priority", "Use 1 to 4, or 0 for all.")
		c.Join(key, p.Target.Check())
		at := slot{p.Metric, p.Priority}
		c.Must(!seen[at], key+".priority", "There is a target for this already.")
		seen[at] = true
		for j, l := range p.Levels {
			l.check(c, fmt.Sprintf("%s.warnings.%d", key, j))
		}
		sorted.By(p.Levels, func(x, y Level) int { return x.At - y.At })
	}
}

func (l Level) check(c *errs.Check, key string) {
	c.Must(l.At >= 1 && l.At <= 100, key+".at", "Give a percentage from 1 to 100.")
	c.Must(slices.Contains([]string{Notify, Reassign, Raise}, l.Do), key+".do", "Use notify, reassign or raise.")
	c.Must((l.Do == Reassign) == (l.Team != 0), key+".team", "A team is needed to reassign, and only then.")
}
