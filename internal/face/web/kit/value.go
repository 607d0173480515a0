package kit

import (
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Text is a value as people read it, "" for none. names holds the names of what it may refer to.
func (v *Visit) Text(names desk.Labels, x field.Value) string {
	switch {
	case x.Def.Type.IsRef():
		i, err := id.Parse(x.Text)
		if err != nil || i == 0 {
			return ""
		}
		return names.Of(x.Def.Type, i)
	case x.Def.Type == field.TypeMoney:
		return Amounts(strings.Split(x.Text, " and "), " and ")
	case x.Def.Type == field.TypeDate:
		return calendar.Words(x.Text)
	case x.Def.Type == field.TypeDateTime:
		return v.instant(x)
	case x.Def.Type == field.TypeBoolean && x.Text != "":
		return map[string]string{"true": "Yes", "false": "No"}[x.Text]
	case x.Def.Type == field.TypeMulti:
		parts := strings.Split(x.Text, ",")
		for i, p := range parts {
			parts[i] = x.Def.Option(p)
		}
		return strings.Join(parts, ", ")
	case x.Def.Type.HasOptions():
		label, _, _ := strings.Cut(x.Def.Option(x.Text), ":")
		return label
	}
	return x.Text
}

// instant is a date and time in the visitor's zone.
func (v *Visit) instant(x field.Value) string {
	text, _ := x.JSON.(string)
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return v.Moment(t)
	}
	return x.Text
}

// Amounts writes amounts such as "1234.50 EUR" with their thousands grouped, and between them what is given.
func Amounts(list []string, between string) string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = amount(a)
	}
	return strings.Join(out, between)
}

// amount writes an amount such as "1234567.00 EUR" with its thousands grouped; what is none stays as it is.
func amount(text string) string {
	digits := strings.TrimPrefix(text, "-")
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(digits)
	}
	n, err := strconv.Atoi(digits[:end])
	if err != nil {
		return text
	}
	return text[:len(text)-len(digits)] + thousands(n) + digits[end:]
}

// Blank reports whether a value says nothing: it is empty, or the 0 or the no that a field has when nobody filled it in.
func Blank(x field.Value, text string) bool {
	return text == "" || text == "0" && x.Def.Type == field.TypeNumber || x.Text == "false" && !x.Def.Custom
}
