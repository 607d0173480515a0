package civil_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAddMonths(t *testing.T) {
	tests := []struct {
		name, from string
		n          int
		want       string
	}{
		{"a plain month", "2026-01-15", 1, "2026-02-15"},
		{"the 31st in February", "2026-01-31", 1, "2026-02-28"},
		{"the 31st in February of a leap year", "2028-01-31", 1, "2028-02-29"},
		{"the 31st in April", "2026-03-31", 1, "2026-04-30"},
		{"over the year", "2026-12-31", 2, "2027-02-28"},
		{"back over the year", "2026-01-31", -2, "2025-11-30"},
		{"the leap day a year later", "2028-02-29", 12, "2029-02-28"},
		{"the leap day four years later", "2028-02-29", 48, "2032-02-29"},
		{"the last of February keeps its number", "2026-02-28", 1, "2026-03-28"},
		{"not at all", "2026-02-28", 0, "2026-02-28"},
		{"before 1970", "1970-01-31", -2, "1969-11-30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := civil.AddMonths(day(t, tt.from), tt.n).String(); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestMonthsFollowEachOtherWithoutGap(t *testing.T) {
	from, to := day(t, "1970-01-01"), day(t, "2199-12-31")
	for d := from; d <= to; d++ {
		m := civil.MonthOf(d)
		if d < m.First() || d > m.Last() || civil.IsLast(d) != (d == m.Last()) || (m+1).First() != m.Last()+1 {
			t.Fatalf("%v lies in %v to %v", d, m.First(), m.Last())
		}
		if m.First().Year()*12+int(m.Of())-1 != int(m) {
			t.Fatalf("%v is month %d, %v", d, m, m.Of())
		}
	}
}
