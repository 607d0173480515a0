package licence

import (
	"cmp"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// holder is who needs units: a person, a device, or an install of which neither is known.
type holder struct {
	kind     int // persons before devices before neither
	id       int64
	installs []int
	allocs   []int
	versions []string
	units    int64
	class    int
	from     []int // entitlements that served it
	served   int64
}

// holderOf says who needs a unit for an install. Persons without a device and devices without a person stand in for each other, for an
// install must be covered even when the inventory does not know whose it is.
func holderOf(f family, n Install) (kind int, id int64) {
	first, second := n.Device, n.Person
	kinds := [...]int{2, 1}
	if f == users {
		first, second = n.Person, n.Device
		kinds = [...]int{1, 2}
	}
	switch {
	case !first.None():
		return kinds[0], first.ID
	case !second.None():
		return kinds[1], second.ID
	}
	return 3, n.ID
}

// holders gathers who still needs something, in an order of their own.
func (a *account) holders(f family) []*holder {
	var out []*holder
	index := map[[2]int64]*holder{}
	get := func(kind int, id int64) *holder {
		k := [2]int64{int64(kind), id}
		if index[k] == nil {
			index[k] = &holder{kind: kind, id: id, units: 1}
			out = append(out, index[k])
		}
		return index[k]
	}
	for i, n := range a.in.Installs {
		if a.openInstall[i] {
			h := get(holderOf(f, n))
			h.installs = append(h.installs, i)
			h.versions = append(h.versions, n.Version)
		}
	}
	for i, l := range a.in.Allocations {
		if !a.openAlloc[i] {
			continue
		}
		switch {
		case f == users && !l.Person.None():
			h := get(1, l.Person.ID)
			h.allocs = append(h.allocs, i)
		case f != users && !l.Device.None():
			h := get(2, l.Device.ID)
			h.allocs = append(h.allocs, i)
		case len(a.active) == 0 && !a.installedFor(l):
			// Nothing is owned, so no metric says who may be promised a unit: every promise counts.
			kind, id := holderOf(f, Install{ID: -l.ID, Person: l.Person, Device: l.Device})
			h := get(kind, id)
			h.allocs = append(h.allocs, i)
		}
	}
	if f == cores {
		for _, h := range out {
			h.units = max(a.in.CoreMinimum, 1)
			for _, i := range h.installs {
				h.units = max(h.units, a.in.Installs[i].Cores)
			}
		}
	}
	sorted.By(out, func(x, y *holder) int { return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.id, y.id)) })
	return out
}

// installedFor tells whether the person or the device of an allocation has an install.
func (a *account) installedFor(l Allocation) bool {
	return !l.Person.None() && a.hasInstall[[2]int64{1, l.Person.ID}] || !l.Device.None() && a.hasInstall[[2]int64{2, l.Device.ID}]
}

// countHolders serves users, devices or cores. Whom it cannot serve goes on to the next family, or is short in the last.
func (a *account) countHolders(f family, last bool) {
	rights := a.rights(f)
	holders := a.holders(f)
	var pool Pool
	capacity := make([]int64, len(rights))
	for j, i := range rights {
		capacity[j] = a.in.Entitlements[i].Quantity
		a.rightRow[i].Units = capacity[j]
		a.rightRow[i].Counted = true
		a.rightRow[i].Reason = "holds on this day"
		pool.Entitled += capacity[j]
	}
	s := a.serve(holders, rights, capacity)
	for _, h := range holders {
		from, units := s.take(h.class, h.units)
		for j := range from {
			h.from = append(h.from, rights[from[j]])
			h.served += units[j]
		}
		if h.served < h.units && !last {
			for _, n := range units {
				h.served -= n // a half-served device leaves its units to nobody else, and waits for the next family whole
			}
			h.from = nil
			continue
		}
		pool.Used += h.units
		pool.Short += h.units - h.served
		if a.idle(h) {
			pool.Unused += h.served
		}
		a.writeHolder(f, h)
	}
	pool.Spare = pool.Entitled - (pool.Used - pool.Short)
	a.addPool(f, pool)
}

// serve puts the holders into classes by the entitlements that fit them, and spreads these.
func (a *account) serve(holders []*holder, rights []int, capacity []int64) *spread {
	var demand []int64
	var fits [][]bool
	classes := map[string]int{}
	for _, h := range holders {
		fit := make([]bool, len(rights))
		key := make([]byte, len(rights))
		for j, i := range rights {
			fit[j] = a.in.Entitlements[i].coversAll(h.versions)
			key[j] = strconv.FormatBool(fit[j])[0]
		}
		class, known := classes[string(key)]
		if !known {
			class = len(demand)
			classes[string(key)] = class
			demand, fits = append(demand, 0), append(fits, fit)
		}
		h.class = class
		demand[class] += h.units
	}
	return newSpread(demand, capacity, fits)
}

// idle tells whether a holder has used none of what it holds for long. An unknown use of an install counts as use; an allocation that
// was never installed is idle once it is old enough.
func (a *account) idle(h *holder) bool {
	if len(h.installs) > 0 {
		for _, i := range h.installs {
			if !a.in.unused(a.in.Installs[i].LastUsed) {
				return false
			}
		}
		return true
	}
	for _, i := range h.allocs {
		if !a.in.unused(a.in.Allocations[i].lastSign()) {
			return false
		}
	}
	return len(h.allocs) > 0
}
