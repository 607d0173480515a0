package term

import (
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// Unit is what a notice period is counted in.
type Unit string

// The units.
const (
	Days   Unit = "days"
	Weeks  Unit = "weeks"
	Months Unit = "months"
)

// Align says on which days notice may take effect.
type Align string

// The alignments. A quarter is one of the calendar year.
const (
	AnyDay     Align = ""
	MonthEnd   Align = "month_end"
	QuarterEnd Align = "quarter_end"
)

// Notice is a notice period: "3 months to the end of a quarter" is {3, Months, QuarterEnd}. The zero value needs no notice at all.
type Notice struct {
	Count int
	Unit  Unit
	To    Align
}

// Ends returns the last day of a contract to which notice is given on a day: that day plus the period, and then the end of the month or
// quarter where the notice asks for it.
func (n Notice) Ends(given calendar.Date) calendar.Date { return n.To.up(n.after(given)) }

// By returns the last day on which notice can be given for a contract to end by the given last day. When the end is no end of a month
// or quarter and the notice asks for one, that is the one before.
func (n Notice) By(end calendar.Date) calendar.Date {
	end = n.To.down(end)
	if n.Unit != Months {
		return end - (n.after(end) - end)
	}
	d := civil.AddMonths(end, -n.Count)
	for n.after(d+1) <= end { // several days may reach the last of a short month
		d++
	}
	return d
}

// after returns a day plus the period.
func (n Notice) after(d calendar.Date) calendar.Date {
	switch n.Unit {
	case Weeks:
		return d + calendar.Date(7*n.Count)
	case Months:
		return civil.AddMonths(d, n.Count)
	}
	return d + calendar.Date(n.Count)
}

// up returns the first day on or after d that the alignment allows.
func (a Align) up(d calendar.Date) calendar.Date {
	m := civil.MonthOf(d)
	switch a {
	case MonthEnd:
		return m.Last()
	case QuarterEnd:
		return (m + 2 - m%3).Last()
	}
	return d
}

// down returns the last day on or before d that the alignment allows.
func (a Align) down(d calendar.Date) calendar.Date {
	if a.up(d) == d {
		return d
	}
	m := civil.MonthOf(d)
	if a == QuarterEnd {
		m -= m % 3
	}
	return m.First() - 1
}
