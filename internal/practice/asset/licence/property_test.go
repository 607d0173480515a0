package licence_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

var allMetrics = [...]licence.Metric{licence.PerUser, licence.Subscription, licence.PerDevice, licence.Trial, licence.PerCore, licence.Concurrent, licence.Site, licence.Free}

// alike are the metrics that are counted in one unit.
var alike = [...][]licence.Metric{{licence.PerUser, licence.Subscription}, {licence.PerDevice, licence.Trial}, {licence.PerCore}, {licence.Concurrent}}

func randomRight(r *rand.Rand, id int64, of []licence.Metric) licence.Entitlement {
	e := licence.Entitlement{ID: id, Metric: of[r.IntN(len(of))], Quantity: int64(r.IntN(6)), Downgrade: r.IntN(2) == 0, UnitCost: eur(int64(r.IntN(500)))}
	e.Start = on("2026-01-01").AddDate(0, r.IntN(9), 0)
	e.End = e.Start.AddDate(0, r.IntN(9), 0)
	versions := [...]string{"", "10", "12", "14"}
	e.Version, e.UpgradeTo = versions[r.IntN(4)], versions[r.IntN(4)]
	return e
}

func randomInput(r *rand.Rand, of []licence.Metric) licence.Input {
	in := licence.Input{Date: on("2026-07-01"), CoreMinimum: int64(r.IntN(3) * 4)}
	party := func(many int) licence.Party { return licence.Party{ID: int64(r.IntN(many))} }
	for i := range r.IntN(4) {
		in.Entitlements = append(in.Entitlements, randomRight(r, int64(i+1), of))
	}
	versions := [...]string{"", "9", "10.2", "12", "13.1", "14"}
	for i := range r.IntN(9) {
		n := licence.Install{ID: int64(i + 1), Device: party(6), Person: party(5), Version: versions[r.IntN(6)], Cores: int64(r.IntN(9))}
		if r.IntN(2) == 0 {
			n.LastUsed = in.Date.AddDate(0, 0, -r.IntN(200))
		}
		in.Installs = append(in.Installs, n)
	}
	for i := range r.IntN(4) {
		in.Allocations = append(in.Allocations, licence.Allocation{ID: int64(i + 1), Person: party(7), Device: party(7), Since: in.Date.AddDate(0, 0, -r.IntN(200))})
	}
	for range min(len(in.Installs), r.IntN(4)) {
		from := in.Date.Add(-time.Duration(r.IntN(100)) * time.Hour)
		in.Sessions = append(in.Sessions, licence.Session{Device: in.Installs[r.IntN(len(in.Installs))].Device, From: from, To: from.Add(time.Duration(r.IntN(50)) * time.Hour)})
	}
	return in
}

func position(t *testing.T, in licence.Input) licence.Position {
	t.Helper()
	p, err := licence.At(in)
	if err != nil {
		t.Fatalf("%+v: %v", in, err)
	}
	return p
}

func TestFiguresAlwaysFollowFromTheEvidence(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		in := randomInput(r, allMetrics[:])
		p := position(t, in)
		checkSums(t, p)
		if t.Failed() {
			t.Fatalf("%+v", in)
		}
	}
}

func TestTheOrderOfTheRowsDoesNotMatter(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 1))
	for range 2000 {
		in := randomInput(r, allMetrics[:])
		before := position(t, in)
		r.Shuffle(len(in.Entitlements), func(i, j int) { in.Entitlements[i], in.Entitlements[j] = in.Entitlements[j], in.Entitlements[i] })
		r.Shuffle(len(in.Installs), func(i, j int) { in.Installs[i], in.Installs[j] = in.Installs[j], in.Installs[i] })
		r.Shuffle(len(in.Allocations), func(i, j int) { in.Allocations[i], in.Allocations[j] = in.Allocations[j], in.Allocations[i] })
		r.Shuffle(len(in.Sessions), func(i, j int) { in.Sessions[i], in.Sessions[j] = in.Sessions[j], in.Sessions[i] })
		if d := cmp.Diff(before, position(t, in)); d != "" {
			t.Fatalf("%+v\n%s", in, d)
		}
	}
}

// rank orders the states from good to bad; to own too much is no offence.
func rank(s licence.State) int {
	return map[licence.State]int{licence.OverLicensed: 0, licence.Compliant: 0, licence.Short: 1, licence.Expired: 2, licence.Unlicensed: 3}[s]
}

func TestAFurtherEntitlementNeverMakesThePositionWorse(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 1))
	for range 5000 {
		of := alike[r.IntN(len(alike))]
		in := randomInput(r, of)
		before := position(t, in)
		more := randomRight(r, 99, of)
		in.Entitlements = append(in.Entitlements, more)
		after := position(t, in)
		worse := rank(after.State) > rank(before.State)
		if len(before.Pools) == 1 && before.Unit == after.Unit {
			worse = worse || after.Short > before.Short || after.Gap < before.Gap
		}
		if worse {
			t.Fatalf("with %+v\n%+v became\n%+v\ninput %+v", more, figuresOf(before), figuresOf(after), in)
		}
	}
}

func TestAFurtherEntitlementOfAnyKindNeverMakesTheStateWorse(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 1))
	for range 10000 {
		in := randomInput(r, allMetrics[:])
		in.Allocations = nil // a promise to a device counts only once something is owned that devices are promised
		before := position(t, in)
		in.Entitlements = append(in.Entitlements, randomRight(r, 99, allMetrics[:]))
		after := position(t, in)
		if rank(after.State) > rank(before.State) {
			t.Fatalf("%+v became\n%+v\ninput %+v", figuresOf(before), figuresOf(after), in)
		}
	}
}
