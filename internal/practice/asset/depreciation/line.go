package depreciation

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// A line measures the life of an asset in units, so that every convention is the same sum to the methods: how many of total units have
// gone by at the end of a day. By months a unit is a month, by days a day. By half years there are head units to a month, where head is
// the number of months in service in the first fiscal year, because these few months must bear the six of the convention.
type line struct {
	start calendar.Date
	basis ProRata
	life  int // months
	head  int // months from the in-service month to the end of the first fiscal year, 1 to 12
	once  bool
	total int64 // units of the whole life
}

// halfYear is what the first fiscal year counts for under HalfYear, in months.
const halfYear = 6

func newLine(p Plan) line {
	l := line{start: p.Start, basis: p.ProRata, life: p.Life}
	if p.method() == Immediate {
		l.once, l.total = true, 1
		return l
	}
	begin := max(p.FiscalStart, time.January)
	into := (int(civil.MonthOf(p.Start).Of()) - int(begin) + 12) % 12
	l.head = 12 - into
	l.total = l.at(l.life)
	return l
}

// at returns the unit at which the given month of the life is over.
func (l line) at(month int) int64 {
	switch l.basis {
	case Day:
		return int64(civil.AddMonths(l.start, month) - l.start)
	case HalfYear:
		return int64(month) * int64(l.head)
	}
	return int64(month)
}

// elapsed returns how many units have gone by at the end of a day.
func (l line) elapsed(d calendar.Date) int64 {
	if d < l.start {
		return 0
	}
	if l.once {
		return l.total
	}
	if l.basis == Day {
		return min(int64(d-l.start)+1, l.total)
	}
	closed := int64(civil.MonthOf(d) - civil.MonthOf(l.start))
	if civil.IsLast(d) {
		closed++
	}
	if l.basis != HalfYear {
		return min(closed, l.total)
	}
	head, first := int64(l.head), int64(min(halfYear, l.life))
	if closed <= head {
		return closed * first
	}
	return min((first+closed-head)*head, l.total)
}

// middle returns how many units have gone by in the middle of the fiscal year that a day lies in: none in the first one, which then is the
// last one too, and the whole life in the one that the life ends in.
func (l line) middle(d calendar.Date) int64 {
	if d < l.start {
		return 0
	}
	second := civil.MonthOf(l.start) + civil.Month(l.head) // the month in which the second fiscal year begins
	years := (int(civil.MonthOf(d)-second) + 12) / 12
	return min(l.at(12*years), l.total)
}

// end returns the first day at the end of which the whole life has gone by.
func (l line) end() calendar.Date {
	months := l.life
	switch {
	case l.once:
		return l.start
	case l.basis == Day:
		return civil.AddMonths(l.start, l.life) - 1
	case l.basis == HalfYear:
		months = l.head + max(0, l.life-halfYear)
	}
	return (civil.MonthOf(l.start) + civil.Month(months) - 1).Last()
}

// A stretch is one year of a method: units from and to, how many units a full such year has, and for sum of years its weight.
type stretch struct {
	from, to, full int64
	weight         int64
}

// fiscalYears cuts the life at the ends of fiscal years.
func (l line) fiscalYears() []stretch {
	var out []stretch
	first := civil.MonthOf(l.start) + civil.Month(l.head) // the month in which the second fiscal year begins
	for from, k := int64(0), 0; from < l.total; k++ {
		var s stretch
		switch l.basis {
		case Day:
			ends := (first + civil.Month(12*k)).First()
			s = stretch{from: from, to: int64(ends - l.start), full: int64(ends - (first + civil.Month(12*k-12)).First())}
		case HalfYear:
			s = stretch{from: from, to: l.at(halfYear + 12*k), full: l.at(12)}
		default:
			s = stretch{from: from, to: l.at(l.head + 12*k), full: l.at(12)}
		}
		s.to = min(s.to, l.total)
		out = append(out, s)
		from = s.to
	}
	return out
}

// assetYears cuts the life at the anniversaries of the in-service date. The weights are the digits of the years: the months that remain
// at the beginning of a year, times the months that it has, which for whole years are as n : n-1 : … : 1.
func (l line) assetYears() []stretch {
	var out []stretch
	for m := 0; m < l.life; m += 12 {
		n := min(12, l.life-m)
		s := stretch{from: l.at(m), to: l.at(m + n), weight: int64(l.life-m) * int64(n)}
		s.full = s.to - s.from
		out = append(out, s)
	}
	return out
}
