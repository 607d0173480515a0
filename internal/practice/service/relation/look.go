package relation

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// Ask says which part of the world a map shows.
type Ask struct {
	At       string  // the day
	Before   string  // the day that it is compared with, "" for none
	Down, Up int     // steps in each direction
	Open     []id.ID // whose neighbours are shown as well
	Each     []id.ID // that are not gathered with their like
	Most     int     // boxes, before like ones are gathered; 0 for any number
	Fails    bool    // work out what stops when the start does, over any depth
}

// Look is what a map shows. What it names is visible to the actor.
type Look struct {
	View    *impact.View
	Nodes   map[id.ID]Node
	Graph   *impact.Graph // as of At
	Outcome *impact.Outcome
	Changes impact.Difference // from Before to At, of the whole part that was read
}

// Look reads the surroundings of a record that the actor may see. Kinds: NotFound.
func (d *Desk) Look(ctx context.Context, start id.ID, ask Ask) (out Look, err error) {
	defer errs.Wrap(&err, "relation.Look")
	days := []string{ask.At}
	if ask.Before != "" {
		days = append(days, ask.Before)
	}
	l := d.loader(ctx, days...)
	if err := l.surroundings(start, ask); err != nil {
		return out, err
	}
	if _, ok := l.nodes[start]; !ok {
		return out, errs.Absent("record")
	}
	if out.Graph, err = l.graph(ask.At); err != nil {
		return out, err
	}
	shown := out.Graph
	if ask.Before != "" {
		before, err := l.graph(ask.Before)
		if err != nil {
			return out, err
		}
		out.Changes = impact.Compare(before, out.Graph)
		if shown, err = l.graph(""); err != nil {
			return out, err
		}
	}
	if ask.Fails {
		out.Outcome = out.Graph.Fail(start)
	}
	out.Nodes = l.nodes
	out.View = shown.View(impact.Ask{Start: start, Down: ask.Down, Up: ask.Up, Open: ask.Open, Each: ask.Each, Most: ask.Most})
	return out, nil
}

// surroundings reads what a map shows, one step further so that it can tell what it does not show, and everything that fails.
func (l *loader) surroundings(start id.ID, ask Ask) error {
	if err := l.reach([]id.ID{start}, dependents, ask.Down); err != nil {
		return err
	}
	if err := l.reach([]id.ID{start}, supporters, ask.Up); err != nil {
		return err
	}
	if len(ask.Open) > 0 {
		if err := l.reach(ask.Open, both, 1); err != nil {
			return err
		}
	}
	var shown []id.ID
	for i := range l.met {
		shown = append(shown, i)
	}
	if err := l.reach(shown, both, 1); err != nil {
		return err
	}
	if ask.Fails {
		if err := l.reach([]id.ID{start}, dependents, farthest); err != nil {
			return err
		}
	}
	if err := l.groups(); err != nil {
		return err
	}
	return l.see()
}

// farthest is more steps than any failure takes.
const farthest = 1000
