package product_test

import (
	"slices"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

func TestRulesWinOverWhatWasUnderstood(t *testing.T) {
	t.Parallel()
	rules := product.Rules{
		{Match: product.Contains, Text: "acrobat", Name: "Adobe Acrobat", Publisher: "Adobe"},
		{Match: product.Prefix, Text: "Adobe Acrobat Reader", Name: "Adobe Reader"},
		{Match: product.Exact, Text: "adobe  acrobat reader dc", Name: "Adobe Reader", Edition: "DC"},
	}
	tests := []struct{ name, raw, wantName, wantEdition string }{
		{"the exact rule wins over all", "Adobe Acrobat Reader DC", "Adobe Reader", "DC"},
		{"the prefix wins over the part", "Adobe Acrobat Reader 2020", "Adobe Reader", ""},
		{"a part is enough where nothing tells more", "ACROBAT 9 Standard", "Adobe Acrobat", "Standard"},
		{"no rule leaves the name as understood", "Foxit PDF Editor 12.1", "Foxit PDF Editor", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				got := rules.Normalise(tt.raw, "", "1")
				if got.Name != tt.wantName || got.Edition != tt.wantEdition {
					t.Errorf("got %q %q, want %q %q", got.Name, got.Edition, tt.wantName, tt.wantEdition)
				}
				turned := slices.Clone(rules)
				slices.Reverse(turned)
				if other := turned.Normalise(tt.raw, "", "1"); other != got {
					t.Errorf("in another order the rules give %+v instead of %+v", other, got)
				}
			}
		})
	}
}

func TestRulesSayWhatIsWrongWithThem(t *testing.T) {
	t.Parallel()
	for _, bad := range []product.Rule{
		{Match: "like", Text: "a", Name: "b"},
		{Match: product.Exact, Text: " ", Name: "b"},
		{Match: product.Exact, Text: "a"},
	} {
		if err := (product.Rules{bad}).Check(); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%+v: got %v, want Invalid", bad, err)
		}
	}
	if err := (product.Rules{{Match: product.Prefix, Text: "a", Name: "b"}}).Check(); err != nil {
		t.Error(err)
	}
}
