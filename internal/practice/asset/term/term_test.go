package term_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// yearly runs for calendar years and renews by itself; notice is three months.
func yearly() term.Terms {
	return term.Terms{Start: day("2026-01-01"), End: day("2026-12-31"), Notice: term.Notice{Count: 3, Unit: term.Months}, Renewal: term.Auto, RenewMonths: 12}
}

func TestRenewals(t *testing.T) {
	february := yearly()
	february.Start, february.End, february.Notice.Count = day("2026-03-01"), day("2027-02-28"), 1
	short := yearly() // the notice is longer than the term
	short.RenewMonths = 1
	tests := []struct {
		name  string
		terms term.Terms
		n     int
		want  [3]string
	}{
		{"the first term", yearly(), 0, [3]string{"2026-01-01", "2026-12-31", "2026-09-30"}},
		{"the first renewal", yearly(), 1, [3]string{"2027-01-01", "2027-12-31", "2027-09-30"}},
		{"the end of February stays one in a leap year", february, 1, [3]string{"2027-03-01", "2028-02-29", "2028-01-31"}},
		{"and comes back", february, 2, [3]string{"2028-03-01", "2029-02-28", "2029-01-31"}},
		{"by months through short ones", short, 2, [3]string{"2027-02-01", "2027-02-28", "2026-11-30"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := tt.terms.Nth(tt.n)
			if diff := cmp.Diff(tt.want, [3]string{p.From.String(), p.To.String(), p.NoticeBy.String()}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDueAndStateAtADay(t *testing.T) {
	with := func(change func(*term.Terms)) term.Terms {
		terms := yearly()
		change(&terms)
		return terms
	}
	manual := with(func(x *term.Terms) { x.Renewal, x.RenewMonths = term.Manual, 0 })
	forever := with(func(x *term.Terms) { x.End, x.Renewal, x.RenewMonths = 0, term.Never, 0 })
	given := with(func(x *term.Terms) { x.Given = day("2027-09-30") })
	late := with(func(x *term.Terms) { x.Given = day("2027-10-01") })
	agreed := with(func(x *term.Terms) { x.Given, x.Stops = day("2026-05-05"), day("2026-05-31") })
	open := forever
	open.Given = day("2026-05-05")
	early := forever
	early.Given = day("2025-12-01")
	tests := []struct {
		name  string
		terms term.Terms
		on    string
		due   string // notice date, "" for none
		state term.State
		last  string
	}{
		{"before it begins", yearly(), "2025-12-31", "2026-09-30", term.Draft, ""},
		{"unsigned", with(func(x *term.Terms) { x.Unsigned = true }), "2026-05-05", "2026-09-30", term.Draft, ""},
		{"in force", yearly(), "2026-07-01", "2026-09-30", term.Active, ""},
		{"90 days before the notice date", yearly(), "2026-07-02", "2026-09-30", term.Expiring, ""},
		{"on the notice date", yearly(), "2026-09-30", "2026-09-30", term.Expiring, ""},
		{"after it, when the renewal is certain", yearly(), "2026-10-01", "2027-09-30", term.Active, ""},
		{"years later", yearly(), "2031-08-01", "2031-09-30", term.Expiring, ""},
		{"nothing renews it and the notice date is past", manual, "2026-12-31", "", term.Expiring, "2026-12-31"},
		{"nothing renewed it", manual, "2027-01-01", "", term.Expired, "2026-12-31"},
		{"without an end", forever, "2099-01-01", "", term.Active, ""},
		{"before notice was given", given, "2026-10-01", "2027-09-30", term.Active, "2027-12-31"},
		{"notice was given in time for its second year", given, "2027-10-01", "2028-09-30", term.Expiring, "2027-12-31"},
		{"ended by it", given, "2028-01-01", "2028-09-30", term.Cancelled, "2027-12-31"},
		{"notice was given a day late", late, "2028-01-01", "2028-09-30", term.Expiring, "2028-12-31"},
		{"ended by agreement", agreed, "2026-06-01", "2026-09-30", term.Cancelled, "2026-05-31"},
		{"without an end, notice was given", open, "2026-08-05", "", term.Expiring, "2026-08-05"},
		{"without an end, notice was given before it began", early, "2026-03-01", "", term.Expiring, "2026-03-01"},
		{"without an end, ended by it", open, "2026-08-06", "", term.Cancelled, "2026-08-05"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.terms.Check(); err != nil {
				t.Fatal(err)
			}
			var due, last string
			if p, ok := tt.terms.Due(day(tt.on)); ok {
				due = p.NoticeBy.String()
			}
			if d := tt.terms.Last(); d != 0 {
				last = d.String()
			}
			if state := tt.terms.StateAt(day(tt.on)); due != tt.due || state != tt.state || last != tt.last {
				t.Errorf("due %q, %s, last %q; want %q, %s, %q", due, state, last, tt.due, tt.state, tt.last)
			}
		})
	}
}

func TestAlerts(t *testing.T) {
	rolling := yearly() // by the month, 14 days of notice
	rolling.End, rolling.RenewMonths, rolling.Notice = day("2026-01-31"), 1, term.Notice{Count: 14, Unit: term.Days}
	slow := rolling // notice longer than the terms
	slow.Notice = term.Notice{Count: 6, Unit: term.Months}
	given := yearly()
	given.Given = day("2026-05-05")
	tests := []struct {
		name  string
		terms term.Terms
		on    string
		want  []term.Alert
	}{
		{"before the notice date", yearly(), "2026-05-05", []term.Alert{{On: day("2026-07-02"), Days: 90}, {On: day("2026-08-01"), Days: 60}, {On: day("2026-08-31"), Days: 30}}},
		{"after it they are those of the next year", yearly(), "2026-10-01", []term.Alert{{On: day("2027-07-02"), Days: 90}, {On: day("2027-08-01"), Days: 60}, {On: day("2027-08-31"), Days: 30}}},
		{"a short term warns once, on its first day", rolling, "2026-02-05", []term.Alert{{On: day("2026-02-01"), Days: 13}}},
		{"a notice date before its term moves nothing", slow, "2026-02-05", []term.Alert{{On: day("2025-11-30"), Days: 90}, {On: day("2025-12-30"), Days: 60}, {On: day("2026-01-29"), Days: 30}}},
		{"notice was given", given, "2026-05-05", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.terms.Alerts(day(tt.on))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTermsThatAreRefused(t *testing.T) {
	tests := []struct {
		name, key, cure string
		change          func(*term.Terms)
	}{
		{"no start", "start", "first day", func(x *term.Terms) { x.Start = 0 }},
		{"an end before it", "end", "correct one", func(x *term.Terms) { x.End = x.Start - 1 }},
		{"an unknown renewal", "renewal", "auto, manual or none", func(x *term.Terms) { x.Renewal = "" }},
		{"renewal without an end", "end", "choose none", func(x *term.Terms) { x.End = 0 }},
		{"renewal without a length", "renew_months", "1 to 1200", func(x *term.Terms) { x.RenewMonths = 0 }},
		{"a negative notice period", "notice", "0 or more, at most 3660", func(x *term.Terms) { x.Notice.Count = -1 }},
		{"a notice period in years", "notice", "days, weeks or months", func(x *term.Terms) { x.Notice.Unit = "years" }},
		{"an unknown alignment", "notice", "quarter_end", func(x *term.Terms) { x.Notice.To = "year_end" }},
		{"an agreed end without its day", "given", "was agreed", func(x *term.Terms) { x.Stops = x.End }},
		{"an agreed end before the start", "stops", "correct one", func(x *term.Terms) { x.Given, x.Stops = x.Start, x.Start-1 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			terms := yearly()
			tt.change(&terms)
			err := terms.Check()
			fields := errs.Fields(err)
			if !errs.Is(err, errs.Invalid) || len(fields) != 1 || fields[0].Key != tt.key || !strings.Contains(fields[0].Text, tt.cure) {
				t.Errorf("%v; want %s with %q", err, tt.key, tt.cure)
			}
		})
	}
}

func drawTerms(t *rapid.T) term.Terms {
	x := term.Terms{Start: drawDay(t, "start"), Notice: drawNotice(t), Renewal: rapid.SampledFrom([]term.Renewal{term.Auto, term.Manual, term.Never}).Draw(t, "renewal")}
	x.End = x.Start + drawDay(t, "length") - day("2023-01-01")
	if x.Renewal == term.Auto {
		x.RenewMonths = rapid.IntRange(1, 40).Draw(t, "renewal months")
	} else if rapid.Bool().Draw(t, "without end") {
		x.End = 0
	}
	if rapid.Bool().Draw(t, "notice was given") {
		x.Given = x.Start + drawDay(t, "given") - day("2023-01-01")
	}
	return x
}

// TestTermsJoinAndDueIsTheFirst: renewals follow each other without a gap, and Due finds the first notice date that is not past.
func TestTermsJoinAndDueIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, on := drawTerms(t), drawDay(t, "on")
		if x.Renewal != term.Auto {
			return
		}
		due, ok := x.Due(on)
		if !ok || due.NoticeBy < on {
			t.Fatalf("due %v (%v) on %v", due.NoticeBy, ok, on)
		}
		for n := 0; ; n++ {
			p := x.Nth(n)
			if p.From > p.To || (n > 0 && p.From != x.Nth(n-1).To+1) {
				t.Fatalf("term %d is %v to %v", n, p.From, p.To)
			}
			if p == due {
				return
			}
			if p.NoticeBy >= on {
				t.Fatalf("the notice date %v of %v to %v was passed over for %v", p.NoticeBy, p.From, p.To, due.NoticeBy)
			}
		}
	})
}

// TestStatesFollowEachOther: a contract never comes back from an end, is a draft only before it begins, and is over after its last day.
func TestStatesFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, last := drawTerms(t), term.Draft
		for d, stop := x.Start-2, x.Start+1500; d < stop; d++ {
			s := x.StateAt(d)
			over := s == term.Expired || s == term.Cancelled
			if (last == term.Expired || last == term.Cancelled) && s != last || (s == term.Draft) != (d < x.Start) {
				t.Fatalf("%v: %s after %s", d, s, last)
			}
			if end := x.Last(); d >= x.Start && over != (end != 0 && d > end) {
				t.Fatalf("%v: %s, the last day is %v", d, s, end)
			}
			last = s
		}
	})
}
