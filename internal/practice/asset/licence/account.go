package licence

import (
	"slices"
)

// family groups the metrics that are counted alike.
type family int

// The families in the order in which they are used. Unlimited ones come first, because they take nothing from the others.
const (
	unlimited family = iota
	users
	devices
	cores
	seats
)

func familyOf(m Metric) (family, bool) {
	switch m {
	case Site, Free:
		return unlimited, true
	case PerUser, Subscription:
		return users, true
	case PerDevice, Trial:
		return devices, true
	case PerCore:
		return cores, true
	case Concurrent:
		return seats, true
	}
	return devices, false
}

func (f family) unit() Unit { return [...]Unit{Anything, Users, Devices, Cores, Seats}[f] }

// account is the work of counting one position.
type account struct {
	in          Input
	active      []int // entitlements that hold on the day
	ended       []int // entitlements that no longer do
	openInstall []bool
	openAlloc   []bool
	installRow  []Evidence
	allocRow    []Evidence
	rightRow    []Evidence
	peakRow     []Evidence
	hasInstall  map[[2]int64]bool // persons (1) and devices (2) by number
	pools       []Pool
	poolFamily  []family
}

func newAccount(in Input) *account {
	a := &account{in: in, openInstall: make([]bool, len(in.Installs)), openAlloc: make([]bool, len(in.Allocations)), hasInstall: map[[2]int64]bool{}}
	for i, e := range in.Entitlements {
		row := Evidence{Kind: RowEntitlement, ID: e.ID, Reference: e.Reference, Metric: e.Metric, Version: e.Version}
		switch {
		case within(in.Date, e.Start, e.End):
			a.active = append(a.active, i)
			row.Holds = true
		case !e.Start.IsZero() && day(in.Date) < day(e.Start):
			row.Reason = "begins only on " + date(e.Start)
		default:
			a.ended = append(a.ended, i)
			row.Reason = "ended on " + date(e.End)
		}
		a.rightRow = append(a.rightRow, row)
	}
	for i, n := range in.Installs {
		a.openInstall[i] = true
		a.hasInstall[[2]int64{1, n.Person.ID}], a.hasInstall[[2]int64{2, n.Device.ID}] = true, true
		a.installRow = append(a.installRow, Evidence{Kind: RowInstall, ID: n.ID, Person: n.Person, Device: n.Device, Version: n.Version, LastUsed: n.LastUsed, Source: n.Source, Holds: true})
	}
	for i, l := range in.Allocations {
		row := Evidence{Kind: RowAllocation, ID: l.ID, Person: l.Person, Device: l.Device, LastUsed: l.LastUsed, Holds: within(in.Date, l.Since, l.Until)}
		if a.openAlloc[i] = row.Holds; !row.Holds {
			row.Reason = "does not hold on this day"
		}
		a.allocRow = append(a.allocRow, row)
	}
	return a
}

// count goes through the families that there are entitlements of, and counts what is left in the last.
func (a *account) count() {
	families := a.families()
	for i, f := range families {
		last := i == len(families)-1
		switch f {
		case unlimited:
			a.countUnlimited()
		case seats:
			a.countSeats()
		default:
			a.countHolders(f, last)
		}
	}
	for i, open := range a.openAlloc {
		if open {
			a.allocRow[i].Reason = "takes no unit: this kind of licence is not given to " + allocatedTo(a.in.Allocations[i])
		}
	}
}

// families are those of the active entitlements. What none of them limits or covers is counted like the entitlement that ended last,
// and by device where there never was one or only one for concurrent use.
func (a *account) families() []family {
	var out []family
	for _, i := range a.active {
		f, _ := familyOf(a.in.Entitlements[i].Metric)
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	if len(out) > 0 && out[len(out)-1] != unlimited {
		return out
	}
	rest := devices
	latest := -1
	for _, i := range a.ended {
		if f, _ := familyOf(a.in.Entitlements[i].Metric); f != unlimited && f != seats && (latest < 0 || day(a.in.Entitlements[i].End) > day(a.in.Entitlements[latest].End)) {
			rest, latest = f, i
		}
	}
	if len(out) > 0 && !a.leftOver() {
		return out
	}
	return append(out, rest)
}

// leftOver tells whether an install has a version that no unlimited entitlement covers.
func (a *account) leftOver() bool {
	for _, n := range a.in.Installs {
		if a.firstUnlimited(n.Version) < 0 {
			return true
		}
	}
	return false
}

// firstUnlimited returns the first entitlement without a limit that covers a version, -1 for none.
func (a *account) firstUnlimited(version string) int {
	for _, i := range a.active {
		e := a.in.Entitlements[i]
		if f, _ := familyOf(e.Metric); f == unlimited && e.covers(version) {
			return i
		}
	}
	return -1
}

// rights are the active entitlements of a family.
func (a *account) rights(f family) []int {
	var out []int
	for _, i := range a.active {
		if g, _ := familyOf(a.in.Entitlements[i].Metric); g == f {
			out = append(out, i)
		}
	}
	return out
}

// addPool notes a pool after its rows were written.
func (a *account) addPool(f family, p Pool) {
	p.Unit = f.unit()
	p.Gap = p.Entitled - p.Used
	a.pools = append(a.pools, p)
	a.poolFamily = append(a.poolFamily, f)
}
