package demo

import (
	"testing"
	"time"
)

func TestTimesOfDayAreThoseOfThePlace(t *testing.T) {
	c := newCompany()
	c.at["marta.kowalczyk"], c.at["nuno.teixeira"] = "Gdańsk", "Porto"
	s := &show{company: c, now: time.Date(2026, 11, 18, 13, 7, 0, 0, time.UTC)}
	tests := []struct{ name, login, text, want string }{
		{"a past one is told to the minute", "marta.kowalczyk", "since {-3h23m}", "since 10:44"},
		{"elsewhere the clock shows another hour", "nuno.teixeira", "since {-3h23m}", "since 09:44"},
		{"an appointment is on the half hour", "marta.kowalczyk", "the review at {+2h}", "the review at 16:00"},
		{"other braces stay", "marta.kowalczyk", "{x} and {-h}", "{x} and {-h}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := s.told(tt.text, tt.login); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
