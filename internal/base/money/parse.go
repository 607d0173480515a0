package money

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Parse reads an amount that names its currency, by its code in either case or by a sign that only one currency uses, before or behind
// the number: "1,234.50 EUR", "EUR 1234.5", "1.234,50 €", "-1 234,50 EUR", "¥" never.
//
// Either of "." and "," may be the decimal mark, and what can be read in two ways is refused: "1.234 EUR" is not taken for a thousand
// nor for one. The plain form that String writes is always read, so "1.234 BHD" is one dinar and a bit. Decimals that the currency does
// not have must be zeros. Errors: Invalid, and the text names the cure.
func Parse(s string) (Amount, error) { return read(s, "") }

// ParseIn reads an amount whose currency is known from elsewhere: it need not be written, its sign suffices, and another one is refused.
// Errors as those of Parse.
func ParseIn(s string, c Currency) (Amount, error) {
	if !c.Valid() {
		return Amount{}, noCurrency()
	}
	return read(s, c)
}

// longest is the most runes that an amount may be written with.
const longest = 60

func read(s string, known Currency) (Amount, error) {
	if utf8.RuneCountInString(s) > longest {
		return Amount{}, errs.New(errs.Invalid, "That is too long for an amount; write it as %s.", sample(known))
	}
	// Every space is the same, and so are the typographer's minus and apostrophe.
	t := strings.TrimSpace(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ", "’", "'", "−", "-").Replace(s))
	first, last := strings.IndexAny(t, "0123456789"), strings.LastIndexAny(t, "0123456789")
	if first < 0 {
		return Amount{}, errs.New(errs.Invalid, "%s holds no number; write the amount as %s.", quote(s), sample(known))
	}
	before, number, behind := t[:first], t[first:last+1], strings.TrimSpace(t[last+1:])
	negative := strings.Contains(before, "-")
	before = strings.TrimSpace(replaceFirst(before, "+-"))
	if before != "" && behind != "" {
		return Amount{}, errs.New(errs.Invalid, "%s has something on both sides of the number; write it as %s.", quote(s), sample(known))
	}
	c, err := unit(before+behind, known)
	if err != nil {
		return Amount{}, err
	}
	minor, err := minorUnits(number, c)
	if err != nil {
		return Amount{}, err
	}
	if negative {
		minor = -minor
	}
	return Amount{minor, c}, nil
}

// replaceFirst takes the first of the characters out of s.
func replaceFirst(s, chars string) string {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i] + s[i+1:]
	}
	return s
}

// unit finds the currency that is written beside a number.
func unit(written string, known Currency) (Currency, error) {
	if written == "" {
		if known == "" {
			return "", errs.New(errs.Invalid, "The amount names no currency; add its code, as in %s.", sample(""))
		}
		return known, nil
	}
	var found []Currency
	if c := Currency(strings.ToUpper(written)); c.Valid() {
		found = []Currency{c}
	} else if found = users(written); found == nil {
		return "", errs.New(errs.Invalid, "%s is not a currency; write its ISO code of three letters, as in %s.", quote(written), sample(known))
	}
	switch {
	case known == "" && len(found) == 1:
		return found[0], nil
	case known == "":
		return "", errs.New(errs.Invalid, "The sign %s stands for several currencies; write the code, as in %s.", written, sample(found[0]))
	case slices.Contains(found, known):
		return known, nil
	}
	return "", errs.New(errs.Invalid, "This amount must be in %s, not in %s; convert it, or change the currency first.", known, written)
}

// minorUnits reads a number, which begins and ends with a digit, in the minor units of c.
func minorUnits(number string, c Currency) (int64, error) {
	whole, fraction, err := parts(number, c)
	if err != nil {
		return 0, err
	}
	digits, ok := ungroup(whole)
	if !ok || strings.Trim(fraction, "0123456789") != "" {
		return 0, errs.New(errs.Invalid, "%s is not a number that can be read; write it as %s.", quote(number), sample(c))
	}
	n := c.Decimals()
	if len(fraction) > n {
		if strings.Trim(fraction[n:], "0") != "" {
			return 0, errs.New(errs.Invalid, "%s has %d decimals, and %s has more; round it, as in %s.", c, n, quote(number), sample(c))
		}
		fraction = fraction[:n]
	}
	minor, err := strconv.ParseInt(digits+fraction+strings.Repeat("0", n-len(fraction)), 10, 64)
	if err != nil {
		return 0, tooLarge()
	}
	return minor, nil
}

// parts cuts a number at its decimal mark.
func parts(number string, c Currency) (whole, fraction string, err error) {
	points, commas := strings.Count(number, "."), strings.Count(number, ",")
	at := strings.LastIndexAny(number, ".,")
	switch {
	case points+commas == 0:
		return number, "", nil
	case points > 0 && commas > 0:
		if strings.Count(number, number[at:at+1]) > 1 {
			return "", "", errs.New(errs.Invalid, "%s is not a number that can be read; write it as %s.", quote(number), sample(c))
		}
	case points+commas > 1:
		return number, "", nil // repeated, so it groups
	case len(number)-at-1 == 3 && at <= 3 && number[0] != '0' && strings.Trim(number[:at], "0123456789") == "":
		// Three digits behind the only mark: thousands, or decimals.
		if c.Decimals() == 0 {
			return number, "", nil
		}
		if c.Decimals() != 3 || commas == 1 {
			return "", "", errs.New(errs.Invalid, "%s can be read as %s or as %s; write it without grouping, as in %s.",
				quote(number), number[:at]+number[at+1:], number[:at]+"."+number[at+1:], Amount{thousandfold(number[:at]+number[at+1:], c), c})
		}
	}
	return number[:at], number[at+1:], nil
}

// thousandfold returns the larger reading of an ambiguous number in minor units.
func thousandfold(digits string, c Currency) int64 {
	n, _ := strconv.ParseInt(digits+strings.Repeat("0", c.Decimals()), 10, 64)
	return n
}

// ungroup takes the grouping marks out of a whole number: one kind of mark, before each three digits, or as in India 12,34,567.
func ungroup(whole string) (string, bool) {
	at := strings.IndexAny(whole, ",.' ")
	if at < 0 {
		return whole, strings.Trim(whole, "0123456789") == ""
	}
	groups := strings.Split(whole, whole[at:at+1])
	western, indian := true, whole[at] == ','
	for i, g := range groups {
		if g == "" || strings.Trim(g, "0123456789") != "" {
			return "", false
		}
		switch {
		case i == 0:
			western, indian = western && len(g) <= 3, indian && len(g) <= 2
		case i == len(groups)-1:
			western, indian = western && len(g) == 3, indian && len(g) == 3
		default:
			western, indian = western && len(g) == 3, indian && len(g) == 2
		}
	}
	return strings.Join(groups, ""), western || indian
}

// sample writes an amount as it can be written, in the currency if it is known.
func sample(c Currency) string {
	n := c.Decimals()
	if n < 0 {
		c, n = "EUR", 2
	}
	return Amount{thousandfold("1234", c) + [...]int64{0, 5, 50, 500, 5000}[n], c}.String()
}

// quote shows a little of what was written.
func quote(s string) string {
	if r := []rune(s); len(r) > 20 {
		s = string(r[:20]) + "…"
	}
	return strconv.Quote(s)
}
