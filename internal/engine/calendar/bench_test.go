package calendar_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

func BenchmarkAddFiveDays(b *testing.B) {
	h := calendar.Must(office("Europe/Berlin"))
	from := time.Date(2026, 3, 27, 15, 10, 0, 0, time.UTC)
	for b.Loop() {
		h.Add(from, 40*time.Hour)
	}
}

func BenchmarkNeverOnASparseCalendar(b *testing.B) {
	h := calendar.Must(calendar.Definition{Zone: "UTC", Weekly: map[string][]calendar.Interval{"mon": {{From: "09:00", To: "09:01"}}}})
	from := time.Date(2026, 3, 27, 15, 10, 0, 0, time.UTC)
	for b.Loop() {
		h.Add(from, 1000*time.Hour)
	}
}

func BenchmarkNew(b *testing.B) {
	def := office("Europe/Berlin")
	for b.Loop() {
		calendar.Must(def)
	}
}
