package licence

// spread hands out the units of entitlements to classes of holders, each class being those whom the same entitlements fit. It serves as
// many units as can be served at all: when an entitlement is used up, a class that could be served by another moves over.
type spread struct {
	free []int64   // units left, per entitlement
	fits [][]bool  // per class and entitlement
	give [][]int64 // units given, per class and entitlement
}

// newSpread serves the demand of each class, in order.
func newSpread(demand, capacity []int64, fits [][]bool) *spread {
	s := &spread{free: append([]int64(nil), capacity...), fits: fits, give: make([][]int64, len(demand))}
	for class := range demand {
		s.give[class] = make([]int64, len(capacity))
	}
	for class, want := range demand {
		for want > 0 {
			got := s.push(class, want, make([]bool, len(capacity)))
			if got == 0 {
				break
			}
			want -= got
		}
	}
	return s
}

// push gives up to want units to a class and returns how many it could in this step, 0 when none are to be had.
func (s *spread) push(class int, want int64, seen []bool) int64 {
	for e, fit := range s.fits[class] {
		if !fit || seen[e] || s.free[e] == 0 {
			continue
		}
		n := min(want, s.free[e])
		s.free[e] -= n
		s.give[class][e] += n
		return n
	}
	for e, fit := range s.fits[class] {
		if !fit || seen[e] {
			continue
		}
		seen[e] = true
		for other := range s.give {
			if other == class || s.give[other][e] == 0 {
				continue
			}
			if n := s.push(other, min(want, s.give[other][e]), seen); n > 0 {
				s.give[other][e] -= n
				s.give[class][e] += n
				return n
			}
		}
	}
	return 0
}

// take hands n units of a class to one holder and returns from which entitlements they came. It may return fewer.
func (s *spread) take(class int, n int64) (from []int, units []int64) {
	for e := range s.give[class] {
		if n == 0 {
			break
		}
		if got := min(n, s.give[class][e]); got > 0 {
			s.give[class][e] -= got
			n -= got
			from, units = append(from, e), append(units, got)
		}
	}
	return from, units
}
