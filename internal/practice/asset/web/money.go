package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/cost"
	"github.com/fettle-itsm/fettle/internal/practice/asset/upkeep"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// The sizes of the drawing, and how long a life it shows.
const (
	chartWide = 640
	maxMonths = 180
)

// moneyBox is what the asset has cost and what it is worth.
type moneyBox struct {
	Shown         bool
	Month, Class  string // a month of it, and in its class
	Sum           string
	From, Replace string
	Course        *draw.Course
	Href          string
}

// forecast reads what the first book says of every month of its life.
func (s *sheet) forecast() error {
	if len(s.worth) == 0 || s.worth[0].Months == 0 || s.worth[0].Since == "" {
		return nil
	}
	return all(s, "forecast", url.Values{"at": {s.worth[0].Since}, "months": {strconv.Itoa(min(s.worth[0].Months, maxMonths))}}, &s.months)
}

func (s *sheet) money() moneyBox {
	b := moneyBox{Href: s.tab("expenses")}
	if s.bill == nil {
		return b
	}
	totals := slices.DeleteFunc(slices.Clone(s.bill.Items), func(e cost.Expense) bool { return e.For != cost.Total })
	if len(totals) == 0 {
		return b
	}
	own := 0 // the total in the currency in which it was bought
	if len(s.worth) > 0 {
		own = max(slices.IndexFunc(totals, func(e cost.Expense) bool { return e.Amount.Currency == s.worth[0].Cost.Currency }), 0)
	}
	total := totals[own]
	sums := []string{total.Amount.Grouped()}
	for i, e := range totals {
		if i != own {
			sums = append(sums, e.Amount.Grouped())
		}
	}
	b.Shown, b.Month, b.Sum = true, total.Monthly.Grouped(), strings.Join(sums, " and ")
	if total.Class != nil {
		b.Class = total.Class.Grouped()
	}
	var sorts []string
	for _, e := range s.bill.Items {
		if word := map[string]string{cost.Purchase: "its price", cost.Maintenance: "maintenance", cost.Contracts: "contracts", cost.Work: "work on tickets"}[e.For]; word != "" && !slices.Contains(sorts, word) {
			sorts = append(sorts, word)
		}
	}
	b.From = strings.Join(sorts, ", ")
	if s.bill.Replace != nil {
		b.Replace = "Cheaper to replace after " + shortDate(s.bill.Replace.After)
	}
	b.Course = s.course()
	return b
}

// course draws what was paid for it and its value in the first book. What is shared with others, contracts and work, has no day of its own.
func (s *sheet) course() *draw.Course {
	if len(s.worth) == 0 || s.worth[0].Cost.None() {
		return nil
	}
	price := s.worth[0].Cost
	start, ok := s.date("purchased")
	if !ok {
		if start, ok = s.date("in_service"); !ok {
			return nil
		}
	}
	c := &draw.Course{Now: int(s.Today), Head: []string{"Day", "What", "Amount"}}
	sum := price
	c.Spent = []draw.CoursePoint{{Day: int(start), Sum: major(sum.Decimal()), Date: start.String(), Words: "Bought, spent to date", Text: sum.String()}}
	for _, m := range s.done {
		next, err := sum.Add(m.Cost)
		day, e := calendar.ParseDate(m.Start)
		if m.Cost.None() || err != nil || e != nil || day > s.Today {
			continue
		}
		sum = next
		c.Spent = append(c.Spent, draw.CoursePoint{Day: int(day), Sum: major(sum.Decimal()), Date: m.Start, Words: workWord(m) + ", spent to date", Text: sum.String()})
	}
	c.Worth, c.Marks = s.falls(start), years(start, s.end(start))
	c.Label = "Bought and repaired for " + sum.String() + " to date"
	if len(s.worth) > 0 {
		c.Label += ", worth " + s.worth[0].Value.String() + " now"
	}
	return c
}

func (s *sheet) end(start calendar.Date) calendar.Date {
	end := s.Today
	if n := len(s.months); n > 0 {
		if t, err := time.Parse("2006-01", s.months[n-1].Month); err == nil {
			end = max(end, calendar.DateOf(t.AddDate(0, 1, 0), time.UTC))
		}
	}
	return max(end, start+30)
}

// falls is the value at the end of each month.
func (s *sheet) falls(start calendar.Date) []draw.CoursePoint {
	if len(s.months) == 0 {
		return nil
	}
	first := s.months[0].Opening
	if first.IsZero() {
		first = s.worth[0].Cost
	}
	out := []draw.CoursePoint{{Day: int(start), Sum: major(first.Decimal()), Date: start.String(), Words: "Book value", Text: first.String()}}
	for _, m := range s.months {
		t, err := time.Parse("2006-01", m.Month)
		if err != nil {
			continue
		}
		day := calendar.DateOf(t.AddDate(0, 1, -1), time.UTC)
		out = append(out, draw.CoursePoint{Day: int(day), Sum: major(m.Closing.Decimal()), Date: day.String(), Words: "Book value", Text: m.Closing.String()})
	}
	return out
}

func workWord(m upkeep.Maintenance) string {
	for _, o := range upkeep.Works() {
		if o.Value == m.Type {
			return o.Label
		}
	}
	return m.Type
}

// years are the marks of the axis: every year since it was bought, or every second where there are many.
func years(from, to calendar.Date) []draw.CourseMark {
	t, err := time.Parse(time.DateOnly, from.String())
	if err != nil {
		return nil
	}
	step := 1 + int(to-from)/(365*6)
	var out []draw.CourseMark
	for {
		day := calendar.DateOf(t, time.UTC)
		if day > to {
			return out
		}
		out = append(out, draw.CourseMark{Day: int(day), Label: t.Format("Jan 06")})
		t = t.AddDate(step, 0, 0)
	}
}

// major is an amount as the axis counts it; a drawing needs no minor units.
func major(decimal string) float64 {
	f, err := strconv.ParseFloat(decimal, 64)
	if err != nil {
		return 0
	}
	return f
}

func shortDate(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("Jan 2006")
}
