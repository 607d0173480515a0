package cost

import (
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// Span is when something was there: from a day on, 0 for always, until the day before Gone, 0 for never.
type Span struct{ From, Gone calendar.Date }

// Months returns how many calendar months a span touches up to a day, both the first and the last counted; 0 when it does not say from when,
// or has not begun.
func (s Span) Months(on calendar.Date) int64 {
	if s.From == 0 || s.From > on {
		return 0
	}
	if s.Gone != 0 {
		on = max(s.From, min(on, s.Gone))
	}
	return int64(civil.MonthOf(on)-civil.MonthOf(s.From)) + 1
}

// fine is the part of a minor unit in which shares are reckoned before they are rounded, as long as the whole stays within int64.
func fine(whole money.Amount) int64 {
	if whole.Minor > 9e12 || whole.Minor < -9e12 {
		return 1
	}
	return 1e6
}

// Shares divides what a contract cost up to the end of a day among what it covers: the cost of every day evenly among those that were there.
// What was paid while nothing was there is borne by nobody. The shares sum to what was borne, to the minor unit. Errors: Invalid.
func Shares(t term.Terms, c term.Cost, covered []Span, on calendar.Date) ([]money.Amount, error) {
	whole, err := c.UpTo(t, on)
	if err != nil {
		return nil, err
	}
	unit := fine(whole)
	cuts := cuts(t, covered, on)
	level := map[calendar.Date]int64{} // what one that was always there bears, up to the day before
	var sum, rest, there, borne int64
	var before money.Amount
	for i, cut := range cuts {
		now, err := c.UpTo(t, cut.day-1)
		if err != nil {
			return nil, err
		}
		if i > 0 && there > 0 {
			part := (now.Minor-before.Minor)*unit + rest // what did not come out even is borne with the next days
			sum, rest = sum+part/there, part%there
			borne += now.Minor - before.Minor
		}
		level[cut.day], before = sum, now
		there += cut.come
	}
	out := make([]money.Amount, len(covered))
	var run, told int64
	last := -1
	for i, s := range covered {
		from, gone := s.within(t, on)
		if from < gone {
			run += level[gone] - level[from]
			last = i
		}
		upTo := (run + unit/2) / unit
		out[i] = money.Amount{Minor: upTo - told, Currency: whole.Currency}
		told = upTo
	}
	if last >= 0 { // what did not come out even at all, of sums too large to be reckoned finely
		out[last].Minor += borne - told
	}
	return out, nil
}

// within is the span inside the time of a contract up to a day, both as the first day and the day after the last.
func (s Span) within(t term.Terms, on calendar.Date) (from, gone calendar.Date) {
	from, gone = max(s.From, t.Start), on+1
	if s.Gone != 0 {
		gone = min(gone, s.Gone)
	}
	return from, max(from, gone)
}

// cut is a day on which the number of those that are there changes.
type cut struct {
	day  calendar.Date
	come int64
}

// cuts are those days, in order, each once.
func cuts(t term.Terms, covered []Span, on calendar.Date) []cut {
	come := map[calendar.Date]int64{}
	for _, s := range covered {
		if from, gone := s.within(t, on); from < gone {
			come[from]++
			come[gone]--
		}
	}
	out := make([]cut, 0, len(come))
	for day, n := range come {
		out = append(out, cut{day, n})
	}
	sorted.By(out, func(a, b cut) int { return int(a.day - b.day) })
	return out
}
