package calendar_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

func date(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// event wraps lines as one event of an iCal file.
func event(lines ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
}

func file(events ...string) string {
	return "\ufeffBEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-ODD LINE\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\n" +
		strings.Join(events, "") + "END:VCALENDAR\r\n"
}

func TestImportHolidays(t *testing.T) {
	for _, c := range []struct {
		name    string
		event   string
		want    string // dates
		skipped string // part of the reason
	}{
		{"one day", event("SUMMARY:Unity", "DTSTART;VALUE=DATE:20261003", "DTEND;VALUE=DATE:20261004"), "2026-10-03", ""},
		{"no end is one day", event("DTSTART:20261003"), "2026-10-03", ""},
		{"an end on the start is one day", event("DTSTART:20261003", "DTEND:20261003"), "2026-10-03", ""},
		{"the end is not included", event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"), "2026-12-24 2026-12-25 2026-12-26", ""},
		{"a duration", event("DTSTART;VALUE=DATE:20261224", "DURATION:P2D"), "2026-12-24 2026-12-25", ""},
		{"only the days inside the window", event("DTSTART;VALUE=DATE:20251230", "DTEND;VALUE=DATE:20260103"), "2026-01-01 2026-01-02", ""},
		{"every year", event("DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEARLY"), "2026-05-01 2027-05-01", ""},
		{"every year without one", event("DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", "EXDATE;VALUE=DATE:20260501"), "2027-05-01", ""},
		{"until, included", event("DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEARLY;UNTIL=20260501T000000Z"), "2026-05-01", ""},
		{"counted", event("DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=YEARLY;COUNT=2"), "2026-05-01", ""},
		{"29 February only in leap years", event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"), "", ""},
		{"the fourth Thursday of November", event("DTSTART;VALUE=DATE:20101125", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"), "2026-11-26 2027-11-25", ""},
		{"the last Monday of May", event("DTSTART;VALUE=DATE:20100531", "RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO"), "2026-05-25 2027-05-31", ""},
		{"folded lines and other properties", event("SUMMARY:A long", "  name", "DESCRIPTION:"+strings.Repeat("x", 9000), "DTSTART;VALUE=D", " ATE:20261003", "BEGIN:VALARM", "DTSTART:20260101", "END:VALARM"), "2026-10-03", ""},
		{"listed dates", event("DTSTART;VALUE=DATE:20260501", "RDATE;VALUE=DATE:20260504,20260506"), "2026-05-01 2026-05-04 2026-05-06", ""},
		{"the first Friday of three months", event("DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=3"), "2026-01-02 2026-02-06 2026-03-06", ""},
		{"the last day of every sixth month", event("DTSTART;VALUE=DATE:20260228", "RRULE:FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1"), "2026-02-28 2026-08-31 2027-02-28 2027-08-31", ""},
		{"every second Monday and Friday, counted from before the window", event("DTSTART;VALUE=DATE:20251222", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=6"), "2026-01-05 2026-01-09 2026-01-19 2026-01-23", ""},
		{"ten days apart", event("DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;INTERVAL=10;UNTIL=20261221"), "2026-12-01 2026-12-11 2026-12-21", ""},
		{"the Tuesday after the first Monday of November", event("DTSTART;VALUE=DATE:20201103", "RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8"), "2026-11-03", ""},
		{"the hundredth day of the year is refused", event("DTSTART;VALUE=DATE:20260410", "RRULE:FREQ=YEARLY;BYYEARDAY=100"), "", "way that is not read"},
		{"a rule that the first date does not follow is refused", event("DTSTART;VALUE=DATE:20260410", "RRULE:FREQ=WEEKLY;BYDAY=MO"), "", "way that is not read"},
		{"two days of every year over New Year", event("DTSTART;VALUE=DATE:20101231", "DTEND;VALUE=DATE:20110102", "RRULE:FREQ=YEARLY"), "2026-01-01 2026-12-31 2027-01-01 2027-12-31", ""},
		{"midnight to midnight in a zone", event("DTSTART;TZID=Pacific/Auckland:20261225T000000", "DTEND;TZID=Pacific/Auckland:20261227T000000"), "2026-12-25 2026-12-26", ""},
		{"a whole day that ends at 23:59", event("DTSTART;TZID=Europe/Berlin:20261225T000000", "DTEND;TZID=Europe/Berlin:20261225T235900"), "2026-12-25", ""},
		{"midnight and a length of days", event("DTSTART:20261225T000000Z", "DURATION:P1D"), "2026-12-25", ""},
		{"midnight without an end has no length", event("DTSTART:20261225T000000Z"), "", "time of day"},
		{"midnight to morning", event("DTSTART:20261225T000000", "DTEND:20261225T080000"), "", "time of day"},
		{"one repetition is moved", event("UID:a", "DTSTART:20250501", "RRULE:FREQ=YEARLY") + event("UID:a", "RECURRENCE-ID:20260501", "DTSTART:20260504"), "2026-05-04 2027-05-01", ""},
		{"one repetition is cancelled", event("UID:a", "DTSTART:20250501", "RRULE:FREQ=YEARLY") + event("UID:a", "RECURRENCE-ID:20260501", "DTSTART:20260501", "STATUS:CANCELLED"), "2027-05-01", "cancelled"},
		{"a time of day", event("DTSTART:20261003T090000Z"), "", "time of day"},
		{"cancelled", event("DTSTART;VALUE=DATE:20261003", "STATUS:CANCELLED"), "", "cancelled"},
		{"no start", event("SUMMARY:X"), "", "no start"},
		{"ends before it starts", event("DTSTART;VALUE=DATE:20261003", "DTEND;VALUE=DATE:20261001"), "", "end"},
		{"longer than a year", event("DTSTART;VALUE=DATE:20261003", "DTEND;VALUE=DATE:20300101"), "", "longer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := calendar.ImportHolidays(strings.NewReader(file(c.event)), date(t, "2026-01-01"), date(t, "2027-12-31"))
			if err != nil {
				t.Fatal(err)
			}
			var dates []string
			for _, h := range got.Holidays {
				dates = append(dates, h.Date.String())
			}
			if diff := cmp.Diff(c.want, strings.Join(dates, " ")); diff != "" {
				t.Errorf("%s\n%+v", diff, got)
			}
			if (c.skipped != "") != (len(got.Skipped) == 1) || c.skipped != "" && !strings.Contains(got.Skipped[0].Why, c.skipped) {
				t.Errorf("skipped: %+v", got.Skipped)
			}
		})
	}
}

func TestImportHolidaysOverlapping(t *testing.T) {
	in := file(
		event("SUMMARY:Bridge", "DTSTART:20261225", "DTEND:20261227"),
		event("SUMMARY:Christmas", "DTSTART:20261225"),
	)
	got, err := calendar.ImportHolidays(strings.NewReader(in), date(t, "2026-01-01"), date(t, "2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	want := []calendar.NamedDate{{Date: date(t, "2026-12-25"), Name: "Bridge"}, {Date: date(t, "2026-12-26"), Name: "Bridge"}}
	if diff := cmp.Diff(want, got.Holidays); diff != "" {
		t.Error(diff)
	}
}

func TestNamesOfHolidaysAreTextAPageCanShow(t *testing.T) {
	in := file(event("SUMMARY:Boxing\\, Day\x00 \xff", "DTSTART:20261226"))
	got, err := calendar.ImportHolidays(strings.NewReader(in), date(t, "2026-01-01"), date(t, "2026-12-31"))
	if err != nil || len(got.Holidays) != 1 || got.Holidays[0].Name != "Boxing, Day �" {
		t.Errorf("%q %v", got.Holidays, err)
	}
}

func TestImportHolidaysRefusesWhatIsNoCalendar(t *testing.T) {
	for name, in := range map[string]string{
		"empty":                "",
		"no events":            "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:X\nEND:VTODO\nEND:VCALENDAR\n",
		"events taken back":    "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\nEND:VCALENDAR\n",
		"repeating too often":  "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\nDTSTART:20260101\nRRULE:FREQ=DAILY\nEND:VEVENT\n", 20_000) + "END:VCALENDAR\n",
		"a web page":           "<html></html>",
		"cut off in an event":  "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\n",
		"larger than allowed":  "BEGIN:VCALENDAR\n" + strings.Repeat("X:y\n", calendar.MaxHolidayFile/4),
		"a start of 5,000 KiB": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:" + strings.Repeat("1", 5000) + "\nEND:VEVENT\nEND:VCALENDAR\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := calendar.ImportHolidays(strings.NewReader(in), date(t, "2026-01-01"), date(t, "2026-12-31"))
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzImportHolidays(f *testing.F) {
	f.Add(file(event("SUMMARY:Unity", "DTSTART;VALUE=DATE:20261003", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SA")))
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;X=\"a:20261003\nEXDATE:1,2\nEND:VEVENT\nEND:VCALENDAR\nEND:VCALENDAR\n")
	f.Add("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:X\nBEGIN:VEVENT\nSUMMARY;A=\\\nEND:VEVENT")
	from, to := date(f, "2026-01-01"), date(f, "2027-12-31")
	f.Fuzz(func(t *testing.T, in string) {
		got, err := calendar.ImportHolidays(strings.NewReader(in), from, to)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("an error of kind %v: %v", errs.KindOf(err), err)
			}
			return
		}
		for i, h := range got.Holidays {
			if h.Date < from || h.Date > to || i > 0 && got.Holidays[i-1].Date >= h.Date {
				t.Fatalf("out of order or window: %v", got.Holidays)
			}
		}
	})
}
