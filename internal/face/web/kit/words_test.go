package kit_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func TestMomentSaysAsMuchAsItNeeds(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, zone) // a Sunday
	tests := []struct {
		name string
		at   time.Time
		want string
	}{
		{"nothing for no time", time.Time{}, ""},
		{"the time for today", now.Add(-time.Hour), "14:00"},
		{"the day for this week", now.AddDate(0, 0, 1), "Mon 15:00"},
		{"the day for last week", now.AddDate(0, 0, -6), "Mon 15:00"},
		{"the date for the same day of next week", now.AddDate(0, 0, 7), "29 Nov 15:00"},
		{"the year for another year", now.AddDate(-1, 0, 0), "22 Nov 2025 15:00"},
		{"the day of the zone, not of the instant", time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC), "00:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := kit.Moment(tt.at, now, zone); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLengthsOfTimeInWords(t *testing.T) {
	work := map[time.Duration]string{0: "0 m", 43 * time.Minute: "43 m", time.Hour: "1 h", 65 * time.Minute: "1 h 05 m", -197 * time.Minute: "3 h 17 m", 48*time.Hour - time.Minute: "47 h 59 m",
		48 * time.Hour: "2 d", -(272*time.Hour + 59*time.Minute): "11 d 8 h", 2399 * time.Hour: "99 d 23 h", 2405 * time.Hour: "100 d", 1200 * 24 * time.Hour: "1,200 d"}
	for d, want := range work {
		if got := kit.Work(d); got != want {
			t.Errorf("Work(%v) = %q, want %q", d, got, want)
		}
	}
	span := map[time.Duration]string{time.Second: "under 1 m", 26 * time.Hour: "26 h", 50 * time.Hour: "2 d 2 h"}
	for d, want := range span {
		if got := kit.Span(d); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
	hours := map[time.Duration]string{80 * time.Hour: "80 h", 160*time.Hour + time.Minute: "160 h", 65 * time.Minute: "1 h 05 m"}
	for d, want := range hours {
		if got := kit.Hours(d); got != want {
			t.Errorf("Hours(%v) = %q, want %q", d, got, want)
		}
	}
	if got := []string{kit.Promised(1, 16*time.Hour), kit.Promised(3, 0), kit.Promised(0, 80*time.Hour)}; !slices.Equal(got, []string{"1 day", "3 days", "80 h"}) {
		t.Errorf("promises: %q", got)
	}
	for n, want := range map[int]string{7: "7", 999: "999", 1000: "1,000", 1001: "1,000+"} {
		if got := kit.Count(n, 1000); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestAnAddressFromAParameterStaysWithinTheDesk(t *testing.T) {
	for in, want := range map[string]string{
		"/incidents?view=mine#x": "/incidents?view=mine#x", "": "/f", "incidents": "/f", "//evil.example": "/f", "/\\evil.example": "/f",
		"https://evil.example/": "/f", "javascript:alert(1)": "/f", "/a\r\nSet-Cookie: x": "/f", "/%0d%0a": "/%0d%0a",
	} {
		if got := kit.Local(in, "/f"); got != want {
			t.Errorf("Local(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAFormThatIsRefusedComesBackWithItsTexts(t *testing.T) {
	f := ui.Form{Fields: []ui.Field{{Name: "name"}, {Name: "password", Kind: ui.FieldPassword}, {Name: "vip", Kind: ui.FieldCheckbox, Checked: true}},
		Groups: []ui.FieldGroup{{Fields: []ui.Field{{Name: "tags", Kind: ui.FieldMulti}}}}}
	var c errs.Check
	c.Add("name", "Too short.")
	c.Add("name", "Not a name.")
	c.Add("elsewhere", "This is not on the form.")
	kit.RefillForm(&f, url.Values{"name": {"x"}, "password": {"secret"}, "tags": {"a", "b"}}, c.Err())
	if f.Fields[0].Value != "x" || f.Fields[0].Error != "Too short. Not a name." {
		t.Errorf("name: %+v", f.Fields[0])
	}
	if f.Fields[1].Value != "" {
		t.Error("the password came back")
	}
	if f.Fields[2].Checked {
		t.Error("a tick that was taken away came back")
	}
	if len(f.Groups[0].Fields[0].Values) != 2 {
		t.Errorf("tags: %+v", f.Groups[0].Fields[0])
	}
	if f.Error != "This is not on the form." || f.Kept == "" {
		t.Errorf("above the form: %q, %q", f.Error, f.Kept)
	}
}
