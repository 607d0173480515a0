package money

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Currency is an ISO 4217 alphabetic code, such as "EUR". The zero value is none.
type Currency string

// The codes of ISO 4217 list one that have a minor unit, by their number of decimals. Codes without one (metals, units of account, test
// codes) are no money that anything is paid in. The numbers are ISO's, which differ from what is usual in shops: IQD has 3.
const (
	codes0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
	codes2 = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC " +
		"CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR " +
		"KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN " +
		"PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS " +
		"UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
	codes3 = "BHD IQD JOD KWD LYD OMR TND"
	codes4 = "CLF UYW"
	// Withdrawn since 2021; what was bought with them is still in the books.
	withdrawn2 = "ANG BGN CUC HRK SLL ZWL"
)

// CurrencyOf reads a code in either case. Errors: Invalid.
func CurrencyOf(code string) (Currency, error) {
	c := Currency(strings.ToUpper(strings.TrimSpace(code)))
	if !c.Valid() {
		return "", errs.New(errs.Invalid, "%s is not a currency; write its ISO code of three letters, such as EUR.", quote(code))
	}
	return c, nil
}

// Valid reports whether c is a code, in capitals, that amounts can be in.
func (c Currency) Valid() bool { return c.Decimals() >= 0 }

// Decimals returns how many decimals the currency has: 2 for EUR, 0 for JPY, 3 for BHD; -1 when it is no currency.
func (c Currency) Decimals() int {
	for n, list := range [...]string{codes0, "", codes2, codes3, codes4} {
		if listed(list, string(c)) {
			return n
		}
	}
	if listed(withdrawn2, string(c)) {
		return 2
	}
	return -1
}

func listed(list, code string) bool {
	if len(code) != 3 {
		return false
	}
	i := strings.Index(list, code)
	return i >= 0 && i%4 == 0
}

// Currencies returns the codes in use today in the order of the alphabet. Withdrawn codes that are still accepted are left out.
func Currencies() []Currency {
	var out []Currency
	for _, code := range strings.Fields(codes0 + " " + codes2 + " " + codes3 + " " + codes4) {
		out = append(out, Currency(code))
	}
	slices.Sort(out)
	return out
}

// users returns the currencies that are written with a sign, nil for an unknown sign. Only a sign of one currency can be read alone.
func users(sign string) []Currency {
	switch sign {
	case "€":
		return []Currency{"EUR"}
	case "$":
		return []Currency{"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD"}
	case "£":
		return []Currency{"GBP", "FKP", "GIP", "SHP", "EGP"}
	case "¥":
		return []Currency{"JPY", "CNY"}
	case "kr", "kr.":
		return []Currency{"SEK", "NOK", "DKK", "ISK"}
	case "₩":
		return []Currency{"KRW", "KPW"}
	case "₹":
		return []Currency{"INR"}
	case "zł":
		return []Currency{"PLN"}
	case "Kč":
		return []Currency{"CZK"}
	case "Ft":
		return []Currency{"HUF"}
	case "₺":
		return []Currency{"TRY"}
	case "₴":
		return []Currency{"UAH"}
	case "₪":
		return []Currency{"ILS"}
	}
	return nil
}
