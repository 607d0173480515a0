package money

import (
	"maps"
	"slices"
)

// Sums are totals kept apart by currency. The zero value is ready for use; a Sums must not be copied once something was added.
type Sums struct{ by map[Currency]Amount }

// Add adds an amount to the total of its currency. Errors: Invalid without a currency, or for a total out of range; the totals then
// stay as they were.
func (s *Sums) Add(a Amount) error {
	sum, err := Zero(a.Currency).Add(a)
	if before, ok := s.by[a.Currency]; ok {
		sum, err = before.Add(a)
	}
	if err != nil {
		return err
	}
	if s.by == nil {
		s.by = map[Currency]Amount{}
	}
	s.by[a.Currency] = sum
	return nil
}

// Of returns the total of one currency, nothing when none of it was added.
func (s *Sums) Of(c Currency) Amount { return Amount{s.by[c].Minor, c} }

// All returns the totals in the order of their codes, those that came to nothing too.
func (s *Sums) All() []Amount {
	var out []Amount
	for _, c := range slices.Sorted(maps.Keys(s.by)) {
		out = append(out, s.by[c])
	}
	return out
}

// Sum adds amounts that must all be of one currency; without any it is nothing. Errors as those of Add.
func Sum(c Currency, amounts ...Amount) (Amount, error) {
	total := Zero(c)
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return Amount{}, err
		}
	}
	return total, nil
}
