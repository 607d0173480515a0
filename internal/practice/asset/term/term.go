package term

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// Renewal is what happens at the end of a term when nobody does anything.
type Renewal string

// The renewals.
const (
	Auto   Renewal = "auto"   // another term begins
	Manual Renewal = "manual" // it ends; somebody may agree on another term
	Never  Renewal = "none"   // it ends
)

// longestNotice bounds a notice period: ten years in days.
const longestNotice = 3660

// State is where a contract stands on a day.
type State string

// The states.
const (
	Draft     State = "draft"     // not signed, or not begun
	Active    State = "active"    // in force
	Expiring  State = "expiring"  // in force; the notice date is near, or notice was given, or it is past and nothing renews it
	Expired   State = "expired"   // ended by itself
	Cancelled State = "cancelled" // ended by notice
)

// Terms are the dates of a contract. A date of 0 is none.
type Terms struct {
	Unsigned    bool
	Start       calendar.Date
	End         calendar.Date // last day of the first term; 0 for a contract without an end
	Notice      Notice
	Renewal     Renewal
	RenewMonths int           // length of each further term, for Auto
	Given       calendar.Date // when notice was given
	Stops       calendar.Date // last day agreed on then; 0 for what follows from the notice
}

// Period is one term of a contract: its days, both included, and the last day on which notice keeps the next one from beginning.
type Period struct {
	From, To calendar.Date
	NoticeBy calendar.Date
}

// Alert is a day on which to warn, so many days before the notice date.
type Alert struct {
	On   calendar.Date
	Days int
}

// Check tells what is wrong with the terms. Errors: Invalid with a field for each.
func (t Terms) Check() error {
	var c errs.Check
	c.Must(t.Start > 0, "start", "Give the first day of the contract.")
	c.Must(t.End == 0 || t.End >= t.Start, "end", "The contract ends before it begins; correct one of the dates.")
	c.Must(t.Renewal == Auto || t.Renewal == Manual || t.Renewal == Never, "renewal", "Choose auto, manual or none.")
	if t.Renewal == Auto {
		c.Must(t.End != 0, "end", "Give the end of the first term, after which the contract renews; without an end choose none.")
		c.Must(t.RenewMonths >= 1 && t.RenewMonths <= 1200, "renew_months", "Give the length of a further term, 1 to 1200 months.")
	}
	n := t.Notice
	c.Must(n.Count >= 0 && n.Count <= longestNotice, "notice", "Give a notice period of 0 or more, at most %d.", longestNotice)
	c.Must(n.Count == 0 || n.Unit == Days || n.Unit == Weeks || n.Unit == Months, "notice", "Count the notice period in days, weeks or months.")
	c.Must(n.To == AnyDay || n.To == MonthEnd || n.To == QuarterEnd, "notice", "Let notice take effect on any day, at month_end or at quarter_end.")
	c.Must(t.Stops == 0 || t.Given != 0, "given", "Give the day on which the end was agreed.")
	c.Must(t.Stops == 0 || t.Stops >= t.Start, "stops", "The contract stops before it begins; correct one of the dates.")
	return c.Err()
}

// Nth returns the first term (0) or a renewal (1, 2, …), counted from the first end, so that a contract to the end of February goes on to
// the end of February. Meant for contracts with an end.
func (t Terms) Nth(n int) Period {
	p := Period{From: t.Start, To: t.ends(n)}
	if n > 0 {
		p.From = t.ends(n-1) + 1
	}
	p.NoticeBy = t.Notice.By(p.To)
	return p
}

func (t Terms) ends(n int) calendar.Date { return civil.AddMonths(t.End+1, n*t.RenewMonths) - 1 }

// Due returns the term that notice given on a day would end: the first whose notice date is not past. False when there is none: the
// contract has no end, or it does not renew and its date is past.
func (t Terms) Due(on calendar.Date) (Period, bool) {
	if t.End == 0 {
		return Period{}, false
	}
	if t.Renewal != Auto {
		p := t.Nth(0)
		return p, p.NoticeBy >= on
	}
	length := max(1, t.RenewMonths)
	n := max(0, int(civil.MonthOf(on)-civil.MonthOf(t.End))/length-1) // no term that ends before the day can be it
	p := t.Nth(n)
	for range longestNotice + 3 { // a notice period may be longer than many terms
		if p.NoticeBy >= on {
			return p, true
		}
		n++
		p = t.Nth(n)
	}
	return p, false
}

// Last returns the last day of the contract as things stand, 0 when it goes on: without an end, or renewing by itself.
func (t Terms) Last() calendar.Date {
	switch {
	case t.Stops != 0:
		return t.Stops
	case t.Given != 0 && t.End == 0:
		return t.Notice.Ends(t.Given)
	case t.Given != 0 && t.Renewal == Auto:
		p, _ := t.Due(t.Given)
		return p.To
	case t.Renewal == Auto:
		return 0
	}
	return t.End
}

// StateAt returns the state of the contract on a day. From the day of notice to its last day a contract is expiring, afterwards cancelled.
func (t Terms) StateAt(on calendar.Date) State {
	last := t.Last()
	switch {
	case t.Unsigned || on < t.Start:
		return Draft
	case last != 0 && on > last && t.Given != 0:
		return Cancelled
	case last != 0 && on > last:
		return Expired
	case t.Given != 0 && on >= t.Given:
		return Expiring
	case t.End == 0:
		return Active
	}
	p, ok := t.Due(on)
	if !ok || on >= p.Alerts()[0].On {
		return Expiring
	}
	return Active
}

// Alerts returns when to warn of the notice date that is next on or after a day: 90, 60 and 30 days before it. There are none for a
// contract that is unsigned, was given notice, or has no notice date to come.
func (t Terms) Alerts(on calendar.Date) []Alert {
	p, ok := t.Due(on)
	if t.Unsigned || t.Given != 0 || !ok {
		return nil
	}
	return p.Alerts()
}

// Alerts returns when to warn of the notice date of a term, earliest first. What would lie before the term lies on its first day instead,
// once, with the days that are then left; if the notice date itself lies before the term, nothing is moved.
func (p Period) Alerts() []Alert {
	var out []Alert
	for _, days := range [...]calendar.Date{90, 60, 30} {
		on := p.NoticeBy - days
		if p.NoticeBy >= p.From {
			on = max(on, p.From)
		}
		if len(out) == 0 || out[len(out)-1].On < on {
			out = append(out, Alert{on, int(p.NoticeBy - on)})
		}
	}
	return out
}
