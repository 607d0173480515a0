package cost

import "github.com/fettle-itsm/fettle/internal/base/money"

// The rule. An asset that is bought for a price and then costs more to keep from year to year is cheapest a year at the age at which the
// average (price + all running costs so far) / years is least; kept longer, every further year costs more than a new one would on average. This is
// the replacement model for items that deteriorate with time, without interest and resale value, as operations research teaches it; see for instance
// http://www.universalteacherpublications.com/univ/ebooks/or/Ch13/formulas.htm. What costs the same every year, such as a contract, does not
// move that age and is left out.

// mostYears is how far ahead the rule looks.
const mostYears = 30

// Best is the age at which an asset is cheapest a year.
type Best struct {
	Years   int          // full years
	Average money.Amount // what each of them has cost then
}

// Replace returns the age, in full years, after which it is cheaper to replace an asset, from its price and what each full year so far has cost
// besides. What later years cost is taken to go on rising, or not, as it rose on average. False when nothing follows yet: there are no two full
// years, or the average keeps falling. Errors: Invalid for several currencies.
func Replace(price money.Amount, years []money.Amount) (Best, bool, error) {
	if len(years) < 2 || price.Sign() <= 0 {
		return Best{}, false, nil
	}
	first, last := years[0], years[len(years)-1]
	rise, err := last.Sub(first)
	if err == nil {
		rise, err = rise.MulRatio(1, int64(len(years)-1))
	}
	if err != nil {
		return Best{}, false, err
	}
	if rise.Sign() < 0 {
		rise = money.Zero(price.Currency)
	}
	var best Best
	sum, year := price, last
	for n := 1; n <= mostYears; n++ {
		if n <= len(years) {
			year = years[n-1]
		} else if year, err = year.Add(rise); err != nil {
			return Best{}, false, err
		}
		if sum, err = sum.Add(year); err != nil {
			return Best{}, false, err
		}
		average, err := sum.MulRatio(1, int64(n))
		if err != nil {
			return Best{}, false, err
		}
		if best.Years == 0 || average.Minor < best.Average.Minor {
			best = Best{n, average}
		}
	}
	return best, best.Years < mostYears, nil
}
