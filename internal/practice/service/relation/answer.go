package relation

import (
	"context"
	"net/url"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// The depths of a question in steps.
const (
	usualDepth = 3
	maxDepth   = 20
)

// Impact is what stands on a record, or what it rests on.
type Impact struct {
	At        string    `json:"at"`
	Direction string    `json:"direction"`
	Depth     int       `json:"depth"`
	Record    Node      `json:"record"`
	Items     []Reached `json:"items" doc:"What was reached along relations with impact, nearest first, the record itself left out."`
	// The rest answers what stops when the record fails; it is empty looking up.
	Failed   int    `json:"failed" doc:"How many of them stop when the record fails."`
	Degraded int    `json:"degraded" doc:"How many go on with less redundancy."`
	Services []End  `json:"services" doc:"The services among those that stop."`
	Critical []End  `json:"critical" doc:"Those of them whose criticality is high."`
	People   People `json:"people" doc:"Who uses the services that stop, the record itself included."`
}

// People is how many people are concerned. They differ when one person may use several services.
type People struct {
	AtLeast int `json:"at_least"`
	AtMost  int `json:"at_most"`
}

// Reached is a record that was reached.
type Reached struct {
	Node
	Distance int    `json:"distance" doc:"In steps, at least 1."`
	Outcome  string `json:"outcome" doc:"failed, degraded or working when the record fails; empty looking up."`
	Path     []Step `json:"path" doc:"From the record to this one: how the failure comes, or a shortest way."`
}

// Step is one stretch of a path.
type Step struct {
	Relation id.ID  `json:"relation"`
	From     string `json:"from"`
	Words    string `json:"words"`
	To       string `json:"to"`
	Group    string `json:"group" doc:"The redundancy group that it goes through; empty for none."`
	Need     int    `json:"need"`
	Of       int    `json:"of"`
	Alive    int    `json:"alive" doc:"How many of the group work in the end."`
}

func (d *Desk) impactOf(ctx context.Context, v desk.View, q url.Values) (Impact, error) {
	way, depth := impact.Down, usualDepth
	switch q.Get("direction") {
	case "up":
		way = impact.Up
	case "", "down":
	default:
		return Impact{}, errs.Bad("direction", "Use down or up.")
	}
	at, err := Day("at", q.Get("at"), d.Today(ctx))
	if err != nil {
		return Impact{}, err
	}
	if text := q.Get("depth"); text != "" {
		if depth, err = strconv.Atoi(text); err != nil || depth < 1 || depth > maxDepth {
			return Impact{}, errs.Bad("depth", "Ask for 1 to %d steps.", maxDepth)
		}
	}
	return d.Impact(ctx, v.ID, way, depth, at)
}

// Impact answers what stands on a record that the actor may see, or what it rests on, at a day. Kinds: NotFound.
func (d *Desk) Impact(ctx context.Context, start id.ID, way impact.Way, depth int, at string) (out Impact, err error) {
	defer errs.Wrap(&err, "relation.Impact")
	l := d.loader(ctx, at)
	follow := dependents
	if way == impact.Up {
		follow = supporters
	}
	if err := l.reach([]id.ID{start}, follow, depth); err != nil {
		return out, err
	}
	if way == impact.Down {
		if err := l.groups(); err != nil {
			return out, err
		}
	}
	if err := l.see(); err != nil {
		return out, err
	}
	node, ok := l.nodes[start]
	if !ok {
		return out, errs.Absent("record")
	}
	g, err := l.graph(at)
	if err != nil {
		return out, err
	}
	out = Impact{At: at, Direction: "down", Depth: depth, Record: node, Items: []Reached{}, Services: []End{}, Critical: []End{}}
	walk := g.Walk(start, way, depth, false)
	if way == impact.Up {
		out.Direction = "up"
		out.reached(l, walk, func(id.ID) string { return "" }, walk.Path)
		return out, nil
	}
	o := g.Fail(start)
	out.reached(l, walk, func(n id.ID) string { return outcome(o.State(n)) }, func(n id.ID) []impact.Step {
		if because := o.Because(n); because != nil {
			return because
		}
		return walk.Path(n)
	})
	out.count(l, start, o)
	return out, nil
}

func outcome(s impact.State) string {
	return [...]string{impact.Working: "working", impact.Degraded: "degraded", impact.Failed: "failed"}[s]
}

func (out *Impact) reached(l *loader, walk *impact.Reach, state func(id.ID) string, path func(id.ID) []impact.Step) {
	for distance, layer := range walk.Layers {
		for _, n := range layer {
			if distance == 0 {
				continue
			}
			r := Reached{Node: l.nodes[n], Distance: distance, Outcome: state(n)}
			for _, s := range path(n) {
				r.Path = append(r.Path, Step{s.Relation, l.nodes[s.From].Number, s.Words(), l.nodes[s.To].Number, s.Group, s.Need, s.Of, s.Alive})
			}
			out.Items = append(out.Items, r)
		}
	}
}

func (out *Impact) count(l *loader, start id.ID, o *impact.Outcome) {
	out.Failed, out.Degraded = len(o.Failed)-1, len(o.Degraded)
	out.Services, out.Critical = l.ends(o.Services, start), l.ends(o.Critical, start)
	out.People = People(o.People)
}

// ends names records, without the one that the question is about.
func (l *loader) ends(list []id.ID, start id.ID) []End {
	out := []End{}
	for _, i := range list {
		if i != start {
			n := l.nodes[i]
			out = append(out, End{n.ID, n.Kind, n.Number, n.Title})
		}
	}
	return out
}
