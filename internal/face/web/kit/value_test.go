package kit_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

func TestAValueIsReadAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	v := &kit.Visit{Site: &kit.Site{Deps: kit.Deps{Clock: clock.At(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))}}, Actor: actor.Actor{Zone: "Europe/Berlin"}}
	tests := []struct {
		name, text, want string
		typ              field.Type
		json             any
	}{
		{"an amount with its thousands grouped", "1234567.00 EUR", "1,234,567.00 EUR", field.TypeMoney, nil},
		{"an amount without a fraction", "950 JPY", "950 JPY", field.TypeMoney, nil},
		{"an amount below zero", "-1234.50 EUR", "-1,234.50 EUR", field.TypeMoney, nil},
		{"a small amount", "0.05 EUR", "0.05 EUR", field.TypeMoney, nil},
		{"amounts of several currencies", "1234.50 EUR and 2000.00 USD", "1,234.50 EUR and 2,000.00 USD", field.TypeMoney, nil},
		{"no amount", "", "", field.TypeMoney, nil},
		{"what is no amount", "what nobody can read", "what nobody can read", field.TypeMoney, nil},
		{"a date", "2026-12-01", "1 Dec 2026", field.TypeDate, "2026-12-01"},
		{"no date", "", "", field.TypeDate, nil},
		{"an instant of today in the reader's zone", "2026-11-24T09:05", "10:05", field.TypeDateTime, "2026-11-24T09:05:00Z"},
		{"an instant of another year", "2024-07-01T09:05", "1 Jul 2024 11:05", field.TypeDateTime, "2024-07-01T09:05:00Z"},
		{"no instant", "", "", field.TypeDateTime, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { // one after the other: a visit is of one request
			def := field.Def{Key: "x", Label: "X", Type: tt.typ}
			if got := v.Text(desk.Labels{}, field.Value{Def: &def, Text: tt.text, JSON: tt.json}); got != tt.want {
				t.Errorf("read as %q, not %q", got, tt.want)
			}
		})
	}
}
