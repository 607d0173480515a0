package impact_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/service/impact"
)

// Short names for the items of the small worlds.
const (
	mail id.ID = iota + 1
	cluster
	one
	two
	three
	rack
	wiki
	backup
)

func at(t *testing.T, w impact.World, when time.Time) *impact.Graph {
	t.Helper()
	g, err := impact.Build(w, when)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// office is a mail service on a cluster of three machines of which need must
// live; two of them stand in one rack.
func office(need int) impact.World {
	member := func(n id.ID) impact.Edge {
		return impact.Edge{ID: 100 + n, From: n, To: cluster, Kind: impact.MemberOf, Impact: true, Group: "machines", Need: need}
	}
	return impact.World{
		Nodes: []impact.Node{
			{ID: mail, Name: "Mail", Class: "service", Service: true, Criticality: impact.High, Audiences: []id.ID{501, 502}},
			{ID: wiki, Name: "Wiki", Class: "service", Service: true, Audiences: []id.ID{502}},
			{ID: cluster, Name: "Cluster", Class: "cluster"},
			{ID: one, Name: "One", Class: "server"}, {ID: two, Name: "Two", Class: "server"}, {ID: three, Name: "Three", Class: "server"},
			{ID: rack, Name: "Rack", Class: "rack"}, {ID: backup, Name: "Backup", Class: "server"},
		},
		Edges: []impact.Edge{
			{ID: 200, From: mail, To: cluster, Kind: impact.RunsOn, Impact: true},
			{ID: 201, From: wiki, To: one, Kind: impact.RunsOn, Impact: true},
			member(one), member(two), member(three),
			{ID: 202, From: one, To: rack, Kind: impact.HostedOn, Impact: true},
			{ID: 203, From: two, To: rack, Kind: impact.HostedOn, Impact: true},
			{ID: 204, From: backup, To: mail, Kind: impact.BacksUp},
		},
		Audiences: []impact.Audience{{ID: 501, People: []id.ID{1, 2, 3}}, {ID: 502, People: []id.ID{3, 4}}},
	}
}

func TestAClusterStandsWhileEnoughOfItLives(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		need  int
		fail  []id.ID
		state impact.State
		mail  impact.State
	}{
		{"one of three needed, one lost", 1, []id.ID{two}, impact.Degraded, impact.Working},
		{"one of three needed, two lost with their rack", 1, []id.ID{rack}, impact.Degraded, impact.Working},
		{"one of three needed, all lost", 1, []id.ID{rack, three}, impact.Failed, impact.Failed},
		{"two of three needed, one lost", 2, []id.ID{three}, impact.Degraded, impact.Working},
		{"two of three needed, two lost with their rack", 2, []id.ID{rack}, impact.Failed, impact.Failed},
		{"all three needed, one lost", 3, []id.ID{three}, impact.Failed, impact.Failed},
		{"more needed than there are: all are", 9, []id.ID{three}, impact.Failed, impact.Failed},
		{"more needed than there are, none lost", 9, nil, impact.Working, impact.Working},
		{"nothing said about need: one", 0, []id.ID{one, two}, impact.Degraded, impact.Working},
		{"a backup is no reason", 2, []id.ID{backup}, impact.Working, impact.Working},
		{"failure does not go to the supporter", 2, []id.ID{mail}, impact.Working, impact.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := at(t, office(tt.need), noon()).Fail(tt.fail...)
			if got := o.State(cluster); got != tt.state {
				t.Errorf("cluster %v, want %v", got, tt.state)
			}
			if got := o.State(mail); got != tt.mail {
				t.Errorf("mail %v, want %v", got, tt.mail)
			}
		})
	}
}

func TestAnOutcomeNamesServicesPeopleAndReason(t *testing.T) {
	t.Parallel()
	o := at(t, office(2), noon()).Fail(rack, 777)
	if diff := cmp.Diff([]id.ID{rack, one, two, cluster, wiki, mail}, o.Failed); diff != "" {
		t.Errorf("failed:\n%s", diff)
	}
	if diff := cmp.Diff([]id.ID{mail}, o.Critical); diff != "" {
		t.Errorf("critical:\n%s", diff)
	}
	if diff := cmp.Diff([]id.ID{wiki, mail}, o.Services); diff != "" {
		t.Errorf("services:\n%s", diff)
	}
	if diff := cmp.Diff([]id.ID{777}, o.Unknown); diff != "" {
		t.Errorf("unknown:\n%s", diff)
	}
	if want := (impact.People{AtLeast: 4, AtMost: 4}); o.People != want || !o.People.Exact() {
		t.Errorf("people %+v, want %+v: one person is in both", o.People, want)
	}
	want := []impact.Step{
		{From: rack, To: two, Relation: 203, Kind: impact.HostedOn},
		{From: two, To: cluster, Relation: 100 + two, Kind: impact.MemberOf, Along: true, Group: "machines", Alive: 1, Need: 2, Of: 3},
		{From: cluster, To: mail, Relation: 200, Kind: impact.RunsOn},
	}
	if diff := cmp.Diff(want, o.Because(mail)); diff != "" {
		t.Errorf("because:\n%s", diff)
	}
	if got := o.Because(mail)[0].Words() + ", " + o.Because(mail)[1].Words(); got != "hosts, is a member of" {
		t.Error(got)
	}
	lost, ok := o.Lost(want[1])
	if !ok || !cmp.Equal(lost.Fewer, []id.ID{one, two}) {
		t.Errorf("lost %+v", lost)
	}
}

func TestPeopleAreCountedOnceAndWithinHonestBounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		audiences []impact.Audience
		want      impact.People
	}{
		{"nobody", nil, impact.People{}},
		{"lists that share a person", []impact.Audience{{People: []id.ID{1, 2}}, {People: []id.ID{2, 3}}}, impact.People{AtLeast: 3, AtMost: 3}},
		{"a person twice in one list", []impact.Audience{{People: []id.ID{1, 1}}}, impact.People{AtLeast: 1, AtMost: 1}},
		{"one size alone is exact", []impact.Audience{{Count: 40}}, impact.People{AtLeast: 40, AtMost: 40}},
		{"two sizes may overlap wholly", []impact.Audience{{Count: 40}, {Count: 30}}, impact.People{AtLeast: 40, AtMost: 70}},
		{"a list and a size", []impact.Audience{{People: []id.ID{1, 2, 3}}, {Count: 2}}, impact.People{AtLeast: 3, AtMost: 5}},
		{"a list wins over a size", []impact.Audience{{People: []id.ID{1}, Count: 99}}, impact.People{AtLeast: 1, AtMost: 1}},
		{"less than nobody is nobody", []impact.Audience{{Count: -4}}, impact.People{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := impact.World{Nodes: []impact.Node{{ID: 1, Audiences: []id.ID{99}}, {ID: 2}}}
			for i, a := range tt.audiences {
				a.ID = id.ID(10 + i)
				w.Audiences = append(w.Audiences, a)
				w.Nodes[0].Audiences = append(w.Nodes[0].Audiences, a.ID)
				w.Nodes[1].Audiences = append(w.Nodes[1].Audiences, a.ID)
			}
			if got := at(t, w, noon()).People(1, 2, 3); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestOneSupporterIsNotRedundantWithItself(t *testing.T) {
	t.Parallel()
	w := impact.World{Nodes: []impact.Node{{ID: 1}, {ID: 2}, {ID: 3}}}
	for i, sup := range []id.ID{2, 2, 3} {
		w.Edges = append(w.Edges, impact.Edge{ID: id.ID(10 + i), From: 1, To: sup, Kind: impact.Kinds()[i], Impact: true, Group: "g", Need: 2})
	}
	w.Edges[2].Kind = impact.Uses
	g := at(t, w, noon())
	if r := g.Groups(1); len(r) != 1 || r[0].Of != 2 || r[0].Alive != 2 {
		t.Errorf("%+v", r)
	}
	if o := g.Fail(2); o.State(1) != impact.Failed {
		t.Error("the group has one left and needs two")
	}
}

func TestAGroupThatLostMembersByDateSaysWhatItWants(t *testing.T) {
	t.Parallel()
	w := office(3)
	w.Edges[4].Valid.To = noon()
	r := at(t, w, noon()).Groups(cluster)
	if len(r) != 1 || r[0].Need != 2 || r[0].Of != 2 || r[0].Asked != 3 {
		t.Errorf("%+v", r)
	}
	if g := at(t, w, noon()).Groups(999); g != nil {
		t.Errorf("%+v", g)
	}
}

func TestACircleFailsWholeAndEnds(t *testing.T) {
	t.Parallel()
	w := impact.World{}
	for i := range 5 {
		w.Nodes = append(w.Nodes, impact.Node{ID: id.ID(i + 1)})
		w.Edges = append(w.Edges, impact.Edge{From: id.ID(i + 1), To: id.ID((i+1)%5 + 1), Kind: impact.DependsOn, Impact: true})
	}
	w.Edges = append(w.Edges, impact.Edge{From: 1, To: 1, Kind: impact.DependsOn, Impact: true}, impact.Edge{From: 1, To: 88, Kind: impact.Uses})
	g := at(t, w, noon())
	if n := len(g.Fail(3).Failed); n != 5 {
		t.Errorf("%d fail", n)
	}
	if n := len(g.Fail().Failed); n != 0 {
		t.Errorf("%d fail of nothing", n)
	}
	if r := g.Walk(3, impact.Up, 99, false); r.Len() != 5 || len(r.Layers) != 5 {
		t.Errorf("%v", r.Layers)
	}
	if g.Dropped() != 2 {
		t.Errorf("%d dropped, want the relation to itself and the one to nowhere", g.Dropped())
	}
}

func TestAWalkGoesOneWayAndTellsItsPath(t *testing.T) {
	t.Parallel()
	g := at(t, office(2), noon())
	tests := []struct {
		name  string
		start id.ID
		way   impact.Way
		depth int
		all   bool
		want  [][]id.ID
	}{
		{"down from the rack, two steps", rack, impact.Down, 2, false, [][]id.ID{{rack}, {one, two}, {cluster, wiki}}},
		{"down from the rack, all the way", rack, impact.Down, 9, false, [][]id.ID{{rack}, {one, two}, {cluster, wiki}, {mail}}},
		{"up from mail", mail, impact.Up, 9, false, [][]id.ID{{mail}, {cluster}, {one, two, three}, {rack}}},
		{"up from mail, also without impact", mail, impact.Up, 1, true, [][]id.ID{{mail}, {cluster, backup}}},
		{"no step", mail, impact.Up, 0, true, [][]id.ID{{mail}}},
		{"from nowhere", 999, impact.Up, 3, true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, g.Walk(tt.start, tt.way, tt.depth, tt.all).Layers); diff != "" {
				t.Error(diff)
			}
		})
	}
	steps := g.Walk(mail, impact.Up, 9, false).Path(rack)
	if len(steps) != 3 || steps[0].Words() != "runs on" || steps[1].Words() != "has the member" || steps[1].Need != 2 || steps[2].Words() != "is hosted on" {
		t.Errorf("%+v", steps)
	}
	if p := g.Walk(999, impact.Up, 9, false).Path(rack); p != nil {
		t.Errorf("%+v", p)
	}
}

func TestTwoVersionsOfAnItemAtOneTimeAreRefused(t *testing.T) {
	t.Parallel()
	w := impact.World{Nodes: []impact.Node{{ID: 1, Valid: impact.Span{To: noon()}}, {ID: 1, Name: "x", Valid: impact.Span{From: noon()}}}}
	if g := at(t, w, noon()); g == nil {
		t.Error("versions that follow each other are fine")
	}
	w.Nodes[0].Valid.To = noon().Add(time.Second)
	if _, err := impact.Build(w, noon()); !errs.Is(err, errs.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestKindsReadTheirOwnNames(t *testing.T) {
	t.Parallel()
	for _, k := range impact.Kinds() {
		got, err := impact.ParseKind(k.String())
		there, back := k.Words()
		if err != nil || got != k || there == "" || back == "" {
			t.Errorf("%v: %v, %v, %q, %q", k, got, err, there, back)
		}
	}
	for _, bad := range []string{"", "DEPENDS_ON", "loves"} {
		if _, err := impact.ParseKind(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if impact.Kind(200).String() != "" {
		t.Error("an unknown kind has a name")
	}
}
