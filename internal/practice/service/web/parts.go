package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// change is how a relation differs between the two days.
type change int

const (
	same change = iota
	came
	went
	altered
)

func alike(a, b impact.Edge) bool { return a.From == b.From && a.To == b.To && a.Kind == b.Kind }

func (p *page) change(e impact.Edge) change {
	is := func(x impact.Edge) bool { return alike(x, e) }
	d := p.look.Changes
	switch {
	case p.with == "":
		return same
	case slices.ContainsFunc(d.AddedEdges, is):
		return came
	case slices.ContainsFunc(d.RemovedEdges, is):
		return went
	case slices.ContainsFunc(d.ChangedEdges, func(c impact.EdgeChange) bool { return is(c.After) }):
		return altered
	}
	return same
}

// turned is the change of a link: of all its relations, or some change when they differ.
func (p *page) turned(l impact.Link) change {
	out := p.change(l.Edges[0])
	for _, e := range l.Edges[1:] {
		if p.change(e) != out {
			return altered
		}
	}
	return out
}

func drawn(c change) draw.MapChange {
	return [...]draw.MapChange{same: draw.MapSame, came: draw.MapAdded, went: draw.MapRemoved, altered: draw.MapChanged}[c]
}

// nodes draws the boxes.
func (p *page) nodes() []draw.MapNode {
	out := make([]draw.MapNode, len(p.look.View.Boxes))
	for i, b := range p.look.View.Boxes {
		n := p.look.Nodes[b.Node]
		x := draw.MapNode{Icon: icon(n), Name: p.name(n.ID), Kind: kind(n), Start: n.ID == p.v.ID, Stale: n.Gone, Criticality: level(n.Criticality)}
		q := p.query
		q.open, q.each = nil, nil
		x.Href = p.to(n.Kind, n.Number, q)
		if x.Start {
			x.Href = "/" + n.Number
		}
		if len(b.Members) > 0 {
			x.Name, x.Many, x.Criticality, x.Stale = strconv.Itoa(len(b.Members))+" × "+strings.ToLower(x.Kind), true, 0, false
			x.Href = p.spread(b.Members)
		}
		p.fate(&x, b)
		p.differ(&x, i)
		if b.Hidden > 0 && len(b.Members) == 0 {
			x.More, x.MoreHref = "+"+strconv.Itoa(b.Hidden), p.opened(n.ID)
			x.MoreLabel = fmt.Sprintf("Show %d more around %s", b.Hidden, x.Name)
		}
		out[i] = x
	}
	return out
}

// fate says what becomes of a box when the start fails.
func (p *page) fate(x *draw.MapNode, b impact.Box) {
	members := b.Members
	if len(members) == 0 {
		members = []id.ID{b.Node}
	}
	failed, degraded := 0, 0
	for _, n := range members {
		switch p.outcome(n) {
		case impact.Failed:
			failed++
		case impact.Degraded:
			degraded++
		}
	}
	switch {
	case failed > 0 && x.Start:
		x.State, x.Say = draw.MapFailed, "Fails first"
	case failed > 0 && len(members) > 1:
		x.State, x.Say = draw.MapFailed, fmt.Sprintf("%d of %d stop", failed, len(members))
	case failed > 0:
		x.State, x.Say = draw.MapFailed, "Stops"
	case degraded > 0:
		x.State, x.Say = draw.MapDegraded, "Less redundancy"
		for _, d := range p.look.Outcome.Degraded {
			if d.Dependent == b.Node && len(members) == 1 {
				x.Say = fmt.Sprintf("%d of %d left", d.Alive, d.Of)
			}
		}
	}
}

// differ says whether a box is on the map of one of the two days only.
func (p *page) differ(x *draw.MapNode, box int) {
	if p.with == "" {
		return
	}
	var all []change
	for _, l := range p.look.View.Links {
		if l.Dependent == box || l.Supporter == box {
			all = append(all, p.turned(l))
		}
	}
	only := func(c change) bool {
		return len(all) > 0 && !slices.ContainsFunc(all, func(x change) bool { return x != c })
	}
	switch {
	case x.Start:
	case only(came):
		x.Change, x.Say = draw.MapAdded, "New on the map"
	case only(went):
		x.Change, x.Say = draw.MapRemoved, "No longer joined"
	case slices.ContainsFunc(all, func(c change) bool { return c != same }):
		x.Change, x.Say = draw.MapChanged, "Joined otherwise"
	}
}

// edges draws the links, from the dependent to what it needs.
func (p *page) edges() []draw.MapEdge {
	out := make([]draw.MapEdge, len(p.look.View.Links))
	for i, l := range p.look.View.Links {
		e := draw.MapEdge{From: l.Dependent, To: l.Supporter, Soft: true, Change: drawn(p.turned(l))}
		var words []string
		for _, x := range l.Edges {
			there, _ := x.Kind.Words()
			words = append(words, p.name(x.From)+" "+there+" "+p.name(x.To))
			e.Soft = e.Soft && !x.Impact
			e.Hit = e.Hit || x.Impact && p.outcome(x.Supporter()) == impact.Failed && p.outcome(x.Dependent()) != impact.Working
		}
		e.Label = strings.Join(words[:min(len(words), 3)], ", ")
		out[i] = e
	}
	return out
}

// groups draws the redundancy groups of the boxes.
func (p *page) groups() []draw.MapGroup {
	var out []draw.MapGroup
	for i, b := range p.look.View.Boxes {
		if len(b.Members) > 0 {
			continue
		}
		for _, r := range p.look.Graph.Groups(b.Node) {
			g := draw.MapGroup{Node: i, Label: fmt.Sprintf("%d of %d", r.Need, r.Of)}
			for k, l := range p.look.View.Links {
				if l.Dependent == i && slices.ContainsFunc(l.Edges, func(e impact.Edge) bool { return e.Group == r.Group && e.Impact }) {
					g.Edges = append(g.Edges, k)
				}
			}
			if len(g.Edges) == 0 {
				continue
			}
			alive := r.Alive
			if p.look.Outcome != nil {
				if lost, ok := p.look.Outcome.Lost(impact.Step{To: b.Node, Group: r.Group}); ok {
					alive = lost.Alive
				}
			}
			switch {
			case alive < r.Need:
				g.State = draw.MapFailed
			case alive < r.Of:
				g.State = draw.MapDegraded
			}
			g.Detail = fmt.Sprintf("%s: %d of %d must work, %d do", r.Group, r.Need, r.Of, alive)
			out = append(out, g)
		}
	}
	return out
}

func level(criticality string) int {
	return map[string]int{"low": 1, "medium": 2, "high": 3}[criticality]
}

// kind is what a record is, in words.
func kind(n relation.Node) string {
	switch n.Kind {
	case "service":
		return "Service"
	case "asset":
		return cmp.Or(n.Class, "Asset")
	}
	for _, o := range service.Classes() {
		if o.Value == n.Class {
			return o.Label
		}
	}
	return "Configuration item"
}

func icon(n relation.Node) string {
	if n.Kind == "asset" { // by the classes that are shipped; others have the one of all assets
		return cmp.Or(map[string]string{"Servers": "server", "Network devices": "wifi", "Printers": "print", "Phones": "phone"}[n.Class], n.Kind)
	}
	if n.Kind != "item" {
		return n.Kind
	}
	if name := map[string]string{"application": "app", "instance": "app", "database": "folder", "virtual_machine": "server", "cluster": "server", "network": "wifi",
		"site": "home", "certificate": "lock", "domain": "link", "cloud_resource": "server"}[n.Class]; name != "" {
		return name
	}
	return "ci"
}
