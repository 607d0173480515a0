package field_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

type priced struct {
	Name string
	Cost money.Amount
}

func pricedFields() field.Set[priced] {
	return append(field.Set[priced]{field.Text("name", "Name", "name", func(p *priced) *string { return &p.Name })},
		field.Money("cost", "Cost", "cost", func(p *priced) *money.Amount { return &p.Cost })...)
}

func TestMoneyIsOneFieldInTwoColumns(t *testing.T) {
	s := pricedFields()
	var p priced
	if err := s.SetAll(&p, map[string]json.RawMessage{"cost": json.RawMessage(`"1,234.5 EUR"`)}); err != nil {
		t.Fatal(err)
	}
	if p.Cost != (money.Amount{Minor: 123450, Currency: "EUR"}) {
		t.Errorf("%+v", p.Cost)
	}
	if got := s.Columns("t."); got != "t.name, t.cost, t.cost_currency" {
		t.Error(got)
	}
	if diff := cmp.Diff([]any{"", int64(123450), "EUR"}, s.Args(&p)); diff != "" {
		t.Error(diff)
	}
	if defs, values := s.Defs(), s.Values(&p); len(defs) != 2 || len(values) != 2 || values[1].Text != "1234.50 EUR" {
		t.Errorf("%v %v", defs, values)
	}
	if diff := cmp.Diff([]field.Change{{Key: "cost", From: nil, To: "1234.50 EUR"}}, s.Diff(nil, &p)); diff != "" {
		t.Error(diff)
	}
	if err := s.SetText(&p, "cost", ""); err != nil || !p.Cost.None() {
		t.Errorf("%+v, %v", p.Cost, err)
	}
	for _, bad := range []string{`"12"`, `"12 XXY"`, `12`, `"1.2.3 EUR"`} {
		if err := s.Set(&p, "cost", json.RawMessage(bad)); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Key != "cost" {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
