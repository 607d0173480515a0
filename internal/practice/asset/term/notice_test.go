package term_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// day reads a date of a test; "" is none.
func day(s string) calendar.Date {
	if s == "" {
		return 0
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestNoticeDate follows the counting of periods in the German Civil Code, sections 187 (1) and 188: the day of the notice is not counted,
// a period of days or weeks ends with its last day, one of months with the day of the same number, or the last of a month without one.
func TestNoticeDate(t *testing.T) {
	tests := []struct {
		name   string
		notice term.Notice
		end    string
		want   string
	}{
		{"30 days before the end of the year", term.Notice{Count: 30, Unit: term.Days}, "2026-12-31", "2026-12-01"},
		{"two weeks", term.Notice{Count: 2, Unit: term.Weeks}, "2026-03-10", "2026-02-24"},
		{"three months before the end of the year", term.Notice{Count: 3, Unit: term.Months}, "2026-12-31", "2026-09-30"},
		{"a month before the end of February: any day from the 28th to the 31st of January is in time", term.Notice{Count: 1, Unit: term.Months}, "2027-02-28", "2027-01-31"},
		{"the same in a leap year", term.Notice{Count: 1, Unit: term.Months}, "2028-02-29", "2028-01-31"},
		{"a month before the 28th of a leap February", term.Notice{Count: 1, Unit: term.Months}, "2028-02-28", "2028-01-28"},
		{"a month before the 30th of March", term.Notice{Count: 1, Unit: term.Months}, "2027-03-30", "2027-02-28"},
		{"a month before the end of March", term.Notice{Count: 1, Unit: term.Months}, "2027-03-31", "2027-02-28"},
		{"a year before the leap day", term.Notice{Count: 12, Unit: term.Months}, "2028-02-29", "2027-02-28"},
		{"in the middle of a month", term.Notice{Count: 6, Unit: term.Months}, "2026-07-15", "2026-01-15"},
		{"no notice at all", term.Notice{}, "2026-07-15", "2026-07-15"},
		{"three months to the end of a quarter that it is", term.Notice{Count: 3, Unit: term.Months, To: term.QuarterEnd}, "2026-12-31", "2026-09-30"},
		{"three months to the end of a quarter that it is not", term.Notice{Count: 3, Unit: term.Months, To: term.QuarterEnd}, "2026-12-30", "2026-06-30"},
		{"six weeks to the end of a quarter", term.Notice{Count: 6, Unit: term.Weeks, To: term.QuarterEnd}, "2026-03-31", "2026-02-17"},
		{"14 days to the end of a month that it is not", term.Notice{Count: 14, Unit: term.Days, To: term.MonthEnd}, "2028-03-15", "2028-02-15"},
		{"no period, but to the end of a month", term.Notice{To: term.MonthEnd}, "2026-07-15", "2026-06-30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.notice.By(day(tt.end)).String(); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestWhenNoticeEndsAContractWithoutEnd(t *testing.T) {
	quarter := term.Notice{Count: 3, Unit: term.Months, To: term.QuarterEnd}
	tests := []struct {
		name   string
		notice term.Notice
		given  string
		want   string
	}{
		{"in time for the quarter", quarter, "2026-06-30", "2026-09-30"},
		{"a day late for it", quarter, "2026-07-01", "2026-12-31"},
		{"from the last of January by a month", term.Notice{Count: 1, Unit: term.Months}, "2027-01-31", "2027-02-28"},
		{"to the end of a month", term.Notice{Count: 4, Unit: term.Weeks, To: term.MonthEnd}, "2026-02-03", "2026-03-31"},
		{"at once", term.Notice{}, "2026-02-03", "2026-02-03"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.notice.Ends(day(tt.given)).String(); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func drawNotice(t *rapid.T) term.Notice {
	return term.Notice{
		Count: rapid.IntRange(0, 40).Draw(t, "count"),
		Unit:  rapid.SampledFrom([]term.Unit{term.Days, term.Weeks, term.Months}).Draw(t, "unit"),
		To:    rapid.SampledFrom([]term.Align{term.AnyDay, term.MonthEnd, term.QuarterEnd}).Draw(t, "to"),
	}
}

func drawDay(t *rapid.T, name string) calendar.Date {
	return day("2023-01-01") + calendar.Date(rapid.IntRange(0, 3000).Draw(t, name))
}

// TestTheNoticeDateIsTheLastDayInTime is what the notice date means.
func TestTheNoticeDateIsTheLastDayInTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, end := drawNotice(t), drawDay(t, "end")
		by := n.By(end)
		if n.Ends(by) > end {
			t.Fatalf("given on %v it ends %v, after %v", by, n.Ends(by), end)
		}
		if n.Ends(by+1) <= end {
			t.Fatalf("given a day after %v it still ends %v, by %v", by, n.Ends(by+1), end)
		}
	})
}
