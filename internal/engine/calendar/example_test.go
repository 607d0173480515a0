package calendar_test

import (
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

func Example() {
	h, err := calendar.Parse([]byte(`{
		"zone": "Europe/Berlin",
		"weekly": {"fri": [["09:00","12:00"],["13:00","17:30"]], "mon": [["09:00","12:00"],["13:00","17:30"]]},
		"holidays": ["2026-12-25"]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	friday := time.Date(2026, 3, 27, 15, 10, 0, 0, time.UTC) // summer time begins on Sunday
	due, ok := h.Add(friday, 480*time.Minute)
	fmt.Println(due.In(h.Zone()).Format("Mon 15:04"), ok)
	for _, s := range h.Working(friday, due) {
		fmt.Println(s.From.Format("Mon 15:04"), "to", s.To.Format("15:04"), "UTC,", s.Duration())
	}
	// Output:
	// Mon 16:40 true
	// Fri 15:10 to 16:30 UTC, 1h20m0s
	// Mon 07:00 to 10:00 UTC, 3h0m0s
	// Mon 11:00 to 14:40 UTC, 3h40m0s
}
