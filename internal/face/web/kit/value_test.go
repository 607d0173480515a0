package kit_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

func TestAmountsAreReadWithTheirThousandsGrouped(t *testing.T) {
	t.Parallel()
	def := field.Def{Key: "cost", Label: "Cost", Type: field.TypeMoney}
	for text, want := range map[string]string{"1234567.00 EUR": "1,234,567.00 EUR", "950 JPY": "950 JPY", "-1234.50 EUR": "-1,234.50 EUR", "0.05 EUR": "0.05 EUR", "": "", "what nobody can read": "what nobody can read"} {
		if got := kit.Text(desk.Labels{}, field.Value{Def: &def, Text: text}); got != want {
			t.Errorf("%q is read as %q, not %q", text, got, want)
		}
	}
}
