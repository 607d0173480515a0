package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

func drawHours(t *rapid.T) *calendar.Hours {
	def := calendar.Definition{
		Zone: rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
			"America/St_Johns", "Africa/Casablanca", "Antarctica/Troll", "Pacific/Chatham"}).Draw(t, "zone"),
		Weekly: map[string][]calendar.Interval{},
	}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		from := rapid.IntRange(0, 1439).Draw(t, day+" from")
		to := rapid.IntRange(from, 1440).Draw(t, day+" to")
		if from < to {
			def.Weekly[day] = []calendar.Interval{{From: hm(from), To: hm(to)}}
		}
	}
	return calendar.Must(def)
}

func hm(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// drawInstant draws seconds between 2010 and 2060.
func drawInstant(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(1262304000, 2840140800).Draw(t, name), 0).UTC()
}

func TestBetweenIsAdditive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		a := drawInstant(t, "a")
		b := a.Add(time.Duration(rapid.IntRange(0, 40*86400).Draw(t, "b")) * time.Second)
		c := b.Add(time.Duration(rapid.IntRange(0, 40*86400).Draw(t, "c")) * time.Second)
		if h.Between(a, b)+h.Between(b, c) != h.Between(a, c) {
			t.Fatalf("%v + %v is not %v", h.Between(a, b), h.Between(b, c), h.Between(a, c))
		}
		var sum time.Duration
		for _, s := range h.Working(a, c) {
			sum += s.Duration()
		}
		if sum != h.Between(a, c) {
			t.Fatalf("the spans add up to %v, not to %v", sum, h.Between(a, c))
		}
	})
}

func TestAddIsTheInverseOfBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, a := drawHours(t), drawInstant(t, "a")
		d := time.Duration(rapid.IntRange(1, 30*86400).Draw(t, "d")) * time.Second
		at, ok := h.Add(a, d)
		if !ok {
			if !h.Empty() && h.Between(a, a.AddDate(39, 0, 0)) >= d {
				t.Fatal("never, though there is enough time")
			}
			return
		}
		if got := h.Between(a, at); got != d {
			t.Fatalf("%v was added, %v counted", d, got)
		}
		if got := h.Between(a, at.Add(-time.Microsecond)); got >= d {
			t.Fatalf("%v is not the first instant", at)
		}
		more, ok := h.Add(a, d+time.Minute)
		if ok && !more.After(at) {
			t.Fatalf("more time gives %v, not after %v", more, at)
		}
	})
}

func TestClosesAreTheEndsOfDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, a := drawHours(t), drawInstant(t, "a")
		last, n := a, 0
		for at := range h.Closes(a) {
			if !at.After(last) {
				t.Fatalf("%v does not come after %v", at, last)
			}
			if !h.IsOpen(at.Add(-time.Microsecond)) {
				t.Fatalf("nothing counts right before the close %v", at)
			}
			date := calendar.DateOf(at.Add(-time.Microsecond), h.Zone())
			if end, ok := h.CloseOfBusiness(date); !ok || !end.Equal(at) {
				t.Fatalf("%v closes at %v, not at %v", date, end, at)
			}
			if last = at; n == 20 {
				break
			}
			n++
		}
	})
}
