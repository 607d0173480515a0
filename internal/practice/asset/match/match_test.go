package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
)

func eur(s string) money.Amount { return money.Must(money.Parse(s + " EUR")) }

func TestOrderedReceivedAndChargedAreCompared(t *testing.T) {
	two := match.Tolerance{BasisPoints: 200}
	line := func(ordered, received int64, charged ...match.Charge) match.Line {
		return match.Line{Number: 1, Ordered: ordered, Received: received, Price: eur("100"), Charged: charged}
	}
	for _, tt := range []struct {
		name     string
		lines    []match.Line
		invoices []match.Invoice
		t        match.Tolerance
		want     []string
	}{
		{"all agree", []match.Line{line(3, 3, match.Charge{"R1", 3, eur("100")})}, []match.Invoice{{"R1", eur("300")}}, two, nil},
		{"in two invoices", []match.Line{line(3, 3, match.Charge{"R1", 1, eur("100")}, match.Charge{"R2", 2, eur("100")})}, []match.Invoice{{"R1", eur("100")}, {"R2", eur("200")}}, two, nil},
		{"nothing came and nothing is charged", []match.Line{line(3, 0)}, nil, two, []string{"Line 1: 3 ordered that did not arrive yet"}},
		{"it came without an invoice", []match.Line{line(3, 3)}, nil, two, []string{"Line 1: 3 arrived that no invoice charges yet"}},
		{"it is charged before all came", []match.Line{line(3, 2, match.Charge{"R1", 3, eur("100")})}, []match.Invoice{{"R1", eur("300")}}, two, []string{"Line 1: 1 charged that did not arrive"}},
		{"more is charged than was ordered", []match.Line{line(3, 3, match.Charge{"R1", 5, eur("100")})}, []match.Invoice{{"R1", eur("500")}}, two, []string{"Line 1: 2 charged that were not ordered"}},
		{"within two percent", []match.Line{line(1, 1, match.Charge{"R1", 1, eur("102")})}, []match.Invoice{{"R1", eur("102")}}, two, nil},
		{"a cent above two percent", []match.Line{line(1, 1, match.Charge{"R1", 1, eur("102.01")})}, []match.Invoice{{"R1", eur("102.01")}}, two, []string{"Line 1, invoice R1: 102.01 EUR each instead of 100.00 EUR"}},
		{"cheaper is a difference too", []match.Line{line(1, 1, match.Charge{"R1", 1, eur("90")})}, []match.Invoice{{"R1", eur("90")}}, two, []string{"Line 1, invoice R1: 90.00 EUR each instead of 100.00 EUR"}},
		{"fifty cents of tolerance", []match.Line{line(1, 1, match.Charge{"R1", 1, eur("100.50")})}, []match.Invoice{{"R1", eur("100.50")}}, match.Tolerance{Minor: 50}, nil},
		{"without tolerance", []match.Line{line(1, 1, match.Charge{"R1", 1, eur("100.01")})}, []match.Invoice{{"R1", eur("100.01")}}, match.Tolerance{}, []string{"Line 1, invoice R1: 100.01 EUR each instead of 100.00 EUR"}},
		{"freight was added", []match.Line{line(3, 3, match.Charge{"R1", 3, eur("100")})}, []match.Invoice{{"R1", eur("312")}}, two, []string{"Invoice R1: its lines are 300.00 EUR and it charges 312.00 EUR"}},
		{"an invoice without lines", []match.Line{line(3, 3)}, []match.Invoice{{"R1", eur("300")}}, two, []string{"Line 1: 3 arrived that no invoice charges yet", "Invoice R1: its lines are 0.00 EUR and it charges 300.00 EUR"}},
		{"another currency", []match.Line{line(1, 1, match.Charge{"R1", 1, money.Must(money.Parse("100 USD"))})}, []match.Invoice{{"R1", money.Must(money.Parse("100 USD"))}}, two, []string{"Invoice R1: it is in USD and the order in EUR"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := match.Match(tt.lines, tt.invoices, tt.t)
			var got []string
			for _, d := range list {
				got = append(got, d.Words())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
	if err := (match.Tolerance{BasisPoints: -1}).Check(); err == nil {
		t.Error("a tolerance below nothing")
	}
}
