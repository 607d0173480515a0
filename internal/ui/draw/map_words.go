package draw

import "strings"

// MapSample is one entry of a map's legend.
type MapSample struct {
	Mark  SVG
	Label string
}

// Legend explains the signs that occur in the map, and only those.
func (m Map) Legend() []MapSample {
	var soft, stale, crit, degraded, failed, added, removed, changed bool
	for _, e := range m.Edges {
		soft = soft || e.Soft
	}
	for _, n := range m.Nodes {
		stale, crit = stale || n.Stale, crit || n.Criticality > 0
		degraded, failed = degraded || n.State == MapDegraded, failed || n.State == MapFailed
		added, removed, changed = added || n.Change == MapAdded, removed || n.Change == MapRemoved, changed || n.Change == MapChanged
	}
	var out []MapSample
	for _, s := range []struct {
		on          bool
		mark, label string
	}{
		{len(m.Edges) > 0, "needs", "needs"},
		{soft, "soft", "joined, no impact"},
		{len(m.Groups) > 0, "fit", "so many of a group must work"},
		{failed, "failed", "stops"},
		{degraded, "degraded", "works with less redundancy"},
		{added, "added", "added"},
		{removed, "removed", "removed"},
		{changed, "changed", "changed"},
		{crit, "crit", "criticality, three dots are high"},
		{stale, "stale", "not confirmed lately"},
	} {
		if s.on {
			out = append(out, MapSample{mapMark(s.mark), s.label})
		}
	}
	return out
}

// mapMark draws a sample in the manner of the map.
func mapMark(name string) SVG {
	d := &mapDrawing{}
	w := 26.0
	if name == "failed" || name == "degraded" || name == "added" || name == "removed" || name == "changed" {
		w = 14
	}
	d.open("smap", w, 16, "", true)
	switch name {
	case "needs", "soft":
		class := "edge"
		if name == "soft" {
			class = "edge soft"
		}
		d.raw(`<g class="`, class, `"><path d="M0 8H20"/><path class="tip" d="M26 8L19 4v8z"/></g>`)
	case "fit":
		d.raw(`<g class="fit"><rect x=".5" y="2.5" width="25" height="11" rx="2"/></g>`)
		d.word("", "middle", 13, 12, "k/n")
	case "failed":
		d.raw(`<g class="dl over">`)
		octagonBead(&d.pen, 7, 8, 1)
		d.raw(`</g>`)
	case "degraded":
		d.raw(`<g class="dl risk">`)
		triangleBead(&d.pen, 7, 8, 1)
		d.raw(`</g>`)
	case "crit":
		for _, x := range []float64{6, 13, 20} {
			d.circle("crit", x, 8, 2)
		}
	case "stale":
		d.raw(`<g class="node stale"><rect x="1" y="2" width="24" height="12" rx="3"/></g>`)
	default:
		c := map[string]MapChange{"added": MapAdded, "removed": MapRemoved, "changed": MapChanged}[name]
		d.raw(`<g class="`, strings.TrimSpace(changeClass(c)), `">`)
		d.sign(c, 7, 8)
		d.raw(`</g>`)
	}
	return d.done()
}

// Twin is the map as a table: every item with what it needs and what needs it.
func (m Map) Twin() Twin {
	t := Twin{Head: []string{"Item", "Kind", "Criticality", "State", "Needs", "Needed by"}}
	needs, needed := make([][]string, len(m.Nodes)), make([][]string, len(m.Nodes))
	in := func(i int) bool { return i >= 0 && i < len(m.Nodes) }
	for i, e := range m.Edges {
		if !in(e.From) || !in(e.To) {
			continue
		}
		var notes []string
		for _, g := range m.Groups {
			for _, k := range g.Edges {
				if k == i {
					notes = append(notes, g.Label)
				}
			}
		}
		if e.Soft {
			notes = append(notes, "no impact")
		}
		if c := strings.TrimSpace(changeClass(e.Change)); c != "" {
			notes = append(notes, c)
		}
		note := ""
		if len(notes) > 0 {
			note = " (" + strings.Join(notes, ", ") + ")"
		}
		needs[e.From] = append(needs[e.From], m.Nodes[e.To].Name+note)
		needed[e.To] = append(needed[e.To], m.Nodes[e.From].Name+note)
	}
	for i, n := range m.Nodes {
		state := n.Say
		if c := strings.TrimSpace(changeClass(n.Change)); state == "" {
			state = c
		}
		name := n.Name
		if n.More != "" {
			name += " (" + n.More + " not shown)"
		}
		t.Rows = append(t.Rows, []TwinCell{{name, n.Href}, {Text: n.Kind}, {Text: orDash(strings.TrimSuffix(n.criticality(), " criticality"))}, {Text: orDash(state)},
			{Text: orDash(strings.Join(needs[i], ", "))}, {Text: orDash(strings.Join(needed[i], ", "))}})
	}
	return t
}

// orDash stands in for nothing.
func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
