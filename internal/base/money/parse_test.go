package money_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		known    money.Currency
		want     string // as String writes it; or
		cure     string // part of the refusal
	}{
		{name: "the plain form", in: "1234.50 EUR", want: "1234.50 EUR"},
		{name: "English grouping", in: "1,234.50 EUR", want: "1234.50 EUR"},
		{name: "German grouping with the sign of the euro", in: "1.234,50 €", want: "1234.50 EUR"},
		{name: "French grouping with narrow spaces", in: "1\u202f234\u202f567,5 EUR", want: "1234567.50 EUR"},
		{name: "Swiss grouping with apostrophes", in: "CHF 1’234.50", want: "1234.50 CHF"},
		{name: "Indian grouping", in: "₹ 12,34,567.00", want: "1234567.00 INR"},
		{name: "the code before and in small letters", in: "usd12", want: "12.00 USD"},
		{name: "a typographer's minus before the code", in: "− 0,05 eur", want: "-0.05 EUR"},
		{name: "a minus behind the code", in: "EUR -12.3", want: "-12.30 EUR"},
		{name: "a plus", in: "+3 EUR", want: "3.00 EUR"},
		{name: "two grouping marks say that they group", in: "1.234.567 EUR", want: "1234567.00 EUR"},
		{name: "a leading nought says that the mark is decimal", in: "0,125 BHD", want: "0.125 BHD"},
		{name: "four digits before say that the mark is decimal", in: "1234,567 BHD", want: "1234.567 BHD"},
		{name: "yen have no decimals, so three digits are thousands", in: "1,234 JPY", want: "1234 JPY"},
		{name: "noughts that a currency has no decimals for", in: "12.5000 EUR", want: "12.50 EUR"},
		{name: "the plain form of a currency with three decimals", in: "1.234 BHD", want: "1.234 BHD"},
		{name: "the largest amount", in: "92233720368547758.07 EUR", want: "92233720368547758.07 EUR"},
		{name: "a known currency need not be written", in: "1,234.5", known: "GBP", want: "1234.50 GBP"},
		{name: "a sign of several currencies suffices for a known one", in: "$5", known: "CAD", want: "5.00 CAD"},
		{name: "withdrawn money of old purchases", in: "10 HRK", want: "10.00 HRK"},

		{name: "thousands or decimals", in: "1,234 EUR", cure: `"1,234" can be read as 1234 or as 1.234; write it without grouping, as in 1234.00 EUR`},
		{name: "thousands or decimals with a point", in: "1.234 EUR", cure: "can be read as 1234 or as 1.234"},
		{name: "three decimals behind a comma", in: "1,234 BHD", cure: "as in 1234.000 BHD"},
		{name: "no currency", in: "12.50", cure: "add its code, as in 1234.50 EUR"},
		{name: "a sign of many currencies", in: "$12.50", cure: "The sign $ stands for several currencies; write the code, as in 1234.50 USD"},
		{name: "an unknown word", in: "12.50 euros", cure: `"euros" is not a currency`},
		{name: "gold is no money", in: "12 XAU", cure: "is not a currency"},
		{name: "another currency than the known one", in: "5 USD", known: "EUR", cure: "must be in EUR, not in USD"},
		{name: "more decimals than the currency has", in: "12.345,678 EUR", cure: "EUR has 2 decimals"},
		{name: "decimals of yen", in: "12.5 JPY", cure: "JPY has 0 decimals"},
		{name: "groups of two", in: "12,34.50 EUR", cure: "is not a number that can be read; write it as 1234.50 EUR"},
		{name: "mixed groups", in: "1.234 567,00 EUR", cure: "is not a number"},
		{name: "two decimal marks", in: "1,234.50.10 EUR", cure: "is not a number"},
		{name: "a formula", in: "=1+1 EUR", cure: "write it as"},
		{name: "words in the number", in: "12e3 EUR", cure: "is not a number"},
		{name: "nothing", in: "  ", cure: "holds no number"},
		{name: "digits of another script", in: "١٢ EUR", cure: "holds no number"},
		{name: "beyond the range", in: "92233720368547758.08 EUR", cure: "too large"},
		{name: "a flood", in: strings.Repeat("9", 1000) + " EUR", cure: "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Parse(tt.in)
			if tt.known != "" {
				got, err = money.ParseIn(tt.in, tt.known)
			}
			if tt.cure != "" {
				if !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Safe(err), tt.cure) {
					t.Errorf("%v, %v; want a refusal with %q", got, err, tt.cure)
				}
				return
			}
			if err != nil || got.String() != tt.want {
				t.Errorf("%v, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	german := money.Marks{Group: ".", Decimal: ","}
	tests := []struct {
		name           string
		in             money.Amount
		plain, english string
		german         string
	}{
		{"thousands", money.Amount{Minor: 123456789, Currency: "EUR"}, "1234567.89 EUR", "1,234,567.89 EUR", "1.234.567,89 EUR"},
		{"cents only", money.Amount{Minor: -5, Currency: "EUR"}, "-0.05 EUR", "-0.05 EUR", "-0,05 EUR"},
		{"no decimals", money.Amount{Minor: 1234, Currency: "JPY"}, "1234 JPY", "1,234 JPY", "1.234 JPY"},
		{"three decimals", money.Amount{Minor: 999, Currency: "BHD"}, "0.999 BHD", "0.999 BHD", "0,999 BHD"},
		{"four decimals", money.Amount{Minor: 12345678, Currency: "CLF"}, "1234.5678 CLF", "1,234.5678 CLF", "1.234,5678 CLF"},
		{"the least int64", money.Amount{Minor: -1 << 63, Currency: "JPY"}, "-9223372036854775808 JPY", "-9,223,372,036,854,775,808 JPY", "-9.223.372.036.854.775.808 JPY"},
		{"no currency", money.Amount{}, "0", "0", "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.String(); got != tt.plain {
				t.Errorf("plain: %s, want %s", got, tt.plain)
			}
			if got := tt.in.Grouped(); got != tt.english {
				t.Errorf("English: %s, want %s", got, tt.english)
			}
			if got := tt.in.Format(german); got != tt.german {
				t.Errorf("German: %s, want %s", got, tt.german)
			}
		})
	}
}

func FuzzParseReadsWhatItWrites(f *testing.F) {
	for _, s := range []string{"1,234.50 EUR", "1.234,50 €", "-¥5", "12,34,567 INR", "EUR -0.05", "1'234 JPY"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := money.Parse(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if b, err := money.Parse(a.String()); err != nil || a != b {
			t.Fatalf("%q: %v is read back as %v, %v", s, a, b, err)
		}
	})
}
