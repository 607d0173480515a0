package licence

import (
	"cmp"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Candidate is a unit that could be taken back, after its holder was asked.
type Candidate struct {
	Kind     RowKind // install or allocation
	ID       int64
	Holder   Party // the person to ask; may be nobody, then ask whoever holds the device
	Device   Party
	LastUsed time.Time // the last use, or the day of an allocation that was never used
	Days     int       // since then
	Never    bool      // an allocation without any use
}

// Reclaim returns the installs and allocations that have not been used for more than the days of the input, the longest unused first.
// A row whose last use is unknown is not among them: absence of evidence frees no seat.
func Reclaim(in Input) []Candidate {
	in = in.sorted()
	var out []Candidate
	people, machines := map[int64]bool{}, map[int64]bool{}
	for _, n := range in.Installs {
		people[n.Person.ID], machines[n.Device.ID] = true, true
		if in.unused(n.LastUsed) {
			out = append(out, Candidate{Kind: RowInstall, ID: n.ID, Holder: n.Person, Device: n.Device, LastUsed: n.LastUsed, Days: days(n.LastUsed, in.Date)})
		}
	}
	for _, l := range in.Allocations {
		installed := !l.Person.None() && people[l.Person.ID] || !l.Device.None() && machines[l.Device.ID]
		if sign := l.lastSign(); within(in.Date, l.Since, l.Until) && !installed && in.unused(sign) {
			out = append(out, Candidate{Kind: RowAllocation, ID: l.ID, Holder: l.Person, Device: l.Device, LastUsed: sign, Days: days(sign, in.Date), Never: l.LastUsed.IsZero()})
		}
	}
	sorted.By(out, func(x, y Candidate) int { return cmp.Compare(y.Days, x.Days) })
	return out
}

// lastSign is when an allocation was last used, or given where it never was.
func (l Allocation) lastSign() time.Time {
	if l.LastUsed.IsZero() {
		return l.Since
	}
	return l.LastUsed
}

// days counts the days from one date to another.
func days(from, to time.Time) int {
	fy, fm, fd := from.Date()
	ty, tm, td := to.Date()
	return int(time.Date(ty, tm, td, 0, 0, 0, 0, time.UTC).Sub(time.Date(fy, fm, fd, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// SeatCost is what one unit costs that holds on the day of the input, at the lowest price in the currency bought last; none where no price is
// known.
func SeatCost(in Input) money.Amount {
	var known []Entitlement
	for _, e := range in.Entitlements {
		if within(in.Date, e.Start, e.End) && !e.UnitCost.None() && e.UnitCost.Currency.Valid() {
			known = append(known, e)
		}
	}
	if len(known) == 0 {
		return money.Amount{}
	}
	return lowest(known).UnitCost
}
