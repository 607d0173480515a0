package draw

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

func smallMap() Map {
	return Map{
		Label: "Map of Mail", Left: "Needs it", Here: "This service", Right: "Rests on",
		Nodes: []MapNode{
			{Icon: "users", Name: "Sales", Kind: "Team", Say: "Stops", State: MapFailed, Href: "/teams/1"},
			{Icon: "map", Name: "Mail", Kind: "Service", Criticality: 3, Start: true, Say: "1 of 2 left", State: MapDegraded, Href: "/s/2"},
			{Icon: "server", Name: "One", Kind: "Server", Say: "Fails first", State: MapFailed, Href: "/s/3"},
			{Icon: "server", Name: "Two", Kind: "Server", Stale: true, Href: "/s/4", More: "+7", MoreHref: "/map?open=4", MoreLabel: "Show 7 more around Two"},
			{Icon: "nothing", Name: "3 printers", Many: true, Change: MapAdded, Say: "Since May"},
		},
		Edges:  []MapEdge{{From: 0, To: 1, Label: "Sales uses Mail"}, {From: 1, To: 2, Hit: true}, {From: 1, To: 3}, {From: 1, To: 4, Soft: true, Change: MapAdded}, {From: 3, To: 0}},
		Groups: []MapGroup{{Node: 1, Edges: []int{1, 2}, Label: "1 of 2", Detail: "1 of 2 must work, 1 does", State: MapDegraded}},
	}
}

func TestTheMapLooksAsAgreed(t *testing.T) {
	golden(t, "map", smallMap().Draw())
}

func TestAMapSaysEverythingWithoutColour(t *testing.T) {
	got := string(smallMap().Draw())
	for what, want := range map[string]string{
		"failed has an octagon":          `<g class="dl over"><path class="solid"`,
		"degraded has a triangle":        `<g class="dl risk"><path class="solid"`,
		"its words stand beside":         `>1 of 2 left</text>`,
		"a link has a name":              `href="/s/2"><title>Mail, Service, high criticality, 1 of 2 left</title>`,
		"the group is written":           `>1 of 2</text>`,
		"the group says what it means":   `<title>1 of 2 must work, 1 does</title>`,
		"no impact is dashed":            `<g class="edge soft added">`,
		"the handle opens more":          `<a class="more" href="/map?open=4"><title>Show 7 more around Two</title>`,
		"added has a plus":               `<path class="sign"`,
		"an unknown icon has a stand-in": `<use href="#i-asset"/>`,
		"the start stands out":           `class="node risk me"`,
		"no link, no anchor":             `<g class="node added"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s: no %s", what, want)
		}
	}
	if strings.Contains(got, `role="img"`) {
		t.Error("a picture with links is not an image")
	}
}

var nodeOrder = regexp.MustCompile(`data-n="(\d+)" data-near="([^"]*)"`)

func TestNodesComeInTheOrderOfReadingAndKnowTheirNeighbours(t *testing.T) {
	var order, near []string
	for _, m := range nodeOrder.FindAllStringSubmatch(string(smallMap().Draw()), -1) {
		order, near = append(order, m[1]), append(near, m[2])
	}
	if got := strings.Join(order[:2], " "); got != "0 1" {
		t.Errorf("order %v", order)
	}
	if near[1] != "0 2 3 4" {
		t.Errorf("neighbours of the start: %q", near[1])
	}
}

func TestTheTableTwinSaysWhatTheMapSays(t *testing.T) {
	twin := smallMap().Twin()
	if len(twin.Rows) != 5 {
		t.Fatalf("%d rows", len(twin.Rows))
	}
	for _, r := range twin.Rows {
		if len(r) != len(twin.Head) {
			t.Errorf("%d cells under %d heads", len(r), len(twin.Head))
		}
	}
	mail, two := twin.Rows[1], twin.Rows[3]
	if mail[4].Text != "One (1 of 2), Two (1 of 2), 3 printers (no impact, added)" || mail[5].Text != "Sales" || mail[2].Text != "high" || mail[3].Text != "1 of 2 left" || mail[0].Href != "/s/2" {
		t.Errorf("%+v", mail)
	}
	if two[0].Text != "Two (+7 not shown)" || two[3].Text != "–" {
		t.Errorf("%+v", two)
	}
}

func TestTheLegendExplainsOnlyWhatIsThere(t *testing.T) {
	var words []string
	for _, s := range smallMap().Legend() {
		wellFormed(t, s.Mark)
		words = append(words, s.Label)
	}
	got := strings.Join(words, "; ")
	for _, want := range []string{"stops", "less redundancy", "no impact", "added", "three dots", "not confirmed"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if strings.Contains(got, "removed") || len((Map{}).Legend()) != 0 {
		t.Errorf("too much: %q", got)
	}
}

func TestEmptyOddAndHostileMapsAreStillDrawings(t *testing.T) {
	bad := `<script>alert("x")</script>`
	wellFormed(t, Map{}.Draw())
	wellFormed(t, Map{Label: bad, Left: bad, Here: bad, Nodes: []MapNode{{Icon: bad, Name: bad, Kind: bad, Href: `"/x" onload=`, Start: true, More: bad, MoreHref: bad, MoreLabel: bad, Criticality: 99}},
		Edges:  []MapEdge{{From: 0, To: 0, Label: bad}, {From: -1, To: 5}, {From: 0, To: 9}},
		Groups: []MapGroup{{Node: 0, Edges: []int{0, 7, -2}, Label: bad}, {Node: 44}}}.Draw())
	for seed := range 60 {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		m := Map{Label: "random", Here: "here"}
		n := 1 + r.IntN(30)
		for range n {
			m.Nodes = append(m.Nodes, MapNode{Name: strings.Repeat("Жw漢字", r.IntN(12)), State: MapState(r.IntN(3)), Change: MapChange(r.IntN(4)), Href: "/x"})
		}
		for range r.IntN(50) {
			m.Edges = append(m.Edges, MapEdge{From: r.IntN(n), To: r.IntN(n), Soft: r.IntN(4) == 0, Hit: r.IntN(3) == 0})
		}
		for range r.IntN(6) {
			g := MapGroup{Node: r.IntN(n), Label: "2 of 3", State: MapState(r.IntN(3))}
			for e, edge := range m.Edges {
				if edge.From == g.Node && r.IntN(2) == 0 {
					g.Edges = append(g.Edges, e)
				}
			}
			m.Groups = append(m.Groups, g)
		}
		first := m.Draw()
		wellFormed(t, first)
		if first != m.Draw() {
			t.Fatal("two drawings of one map differ")
		}
	}
}

func TestLongNamesAreCutAndShortOnesAreNot(t *testing.T) {
	for s, whole := range map[string]bool{"Order desk": true, "": true, "Invoices and reminders for customers abroad": false, "漢字漢字漢字漢字漢字漢字漢字": false} {
		got := cut(s, 120, 13)
		if (got == s) != whole || textWidth(got, 13) > 126 {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func BenchmarkMap60(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	m := Map{Label: "random"}
	for range 60 {
		m.Nodes = append(m.Nodes, MapNode{Name: "server-" + strings.Repeat("x", r.IntN(9)), Kind: "Server", Href: "/x"})
	}
	for range 90 {
		m.Edges = append(m.Edges, MapEdge{From: r.IntN(30), To: 30 + r.IntN(30)})
	}
	for b.Loop() {
		b.ReportMetric(float64(len(m.Draw())), "bytes")
	}
}
