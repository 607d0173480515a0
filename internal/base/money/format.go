package money

import (
	"strconv"
	"strings"
)

// Marks are the signs inside a written number. The zero value stands for the English ones, "," and ".".
type Marks struct{ Group, Decimal string }

// String writes the amount plainly, as Parse reads it: "-1234.50 EUR".
func (a Amount) String() string { return strings.TrimSpace(a.Decimal() + " " + string(a.Currency)) }

// Decimal writes the number alone, with a point and no grouping: "1234.50". For cells of a table and for machines.
func (a Amount) Decimal() string { return a.number(Marks{Decimal: "."}) }

// Format writes the amount with thousands grouped, "1,234.50 EUR", with the signs given.
func (a Amount) Format(m Marks) string {
	if m == (Marks{}) {
		m = Marks{Group: ",", Decimal: "."}
	}
	return strings.TrimSpace(a.number(m) + " " + string(a.Currency))
}

// Grouped writes the amount with thousands grouped as in English: "1,234.50 EUR".
func (a Amount) Grouped() string { return a.Format(Marks{}) }

func (a Amount) number(m Marks) string {
	decimals := max(0, a.Currency.Decimals())
	digits := strconv.FormatUint(magnitude(a.Minor), 10)
	if pad := decimals + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	var b strings.Builder
	if a.Minor < 0 {
		b.WriteByte('-')
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(m.Group)
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString(m.Decimal)
		b.WriteString(fraction)
	}
	return b.String()
}
