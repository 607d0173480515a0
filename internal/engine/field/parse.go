package field

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

const (
	maxText = 1000
	maxLong = 100_000
	// instant is the canonical form of a custom date and time: it sorts as text.
	instant = "2006-01-02T15:04:05Z"
)

// Parse reads a JSON value and returns its canonical form: nil for none, string for texts, choices, dates (2026-11-22), instants
// (RFC 3339 in UTC) and ids (decimal), int64 or float64 for numbers, int64 minutes for durations, bool, or []string for multi.
// Kinds: Invalid, under the field's key.
func (d Def) Parse(raw json.RawMessage) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, d.bad("This is not valid JSON.")
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		if d.Type != TypeBoolean {
			return nil, d.bad("Enter %s, not true or false.", d.wanted())
		}
		return v, nil
	case json.Number:
		return d.fromNumber(v)
	case string:
		if d.Type == TypeBoolean || d.Type == TypeNumber {
			return nil, d.bad("Enter %s, not a text.", d.wanted())
		}
		if d.Type == TypeMulti {
			return nil, d.bad("Enter a list of choices.")
		}
		return d.ParseText(v, time.UTC)
	case []any:
		return d.fromList(v)
	}
	return nil, d.bad("Enter %s.", d.wanted())
}

func (d Def) fromNumber(n json.Number) (any, error) {
	switch {
	case d.Type == TypeNumber:
		return d.ParseText(n.String(), time.UTC)
	case d.Type == TypeDuration:
		if m, err := n.Int64(); err == nil && m >= 0 {
			return m, nil
		}
	case d.Type.IsRef():
		if i, err := n.Int64(); err == nil && i >= 0 {
			return refOf(id.ID(i)), nil
		}
	}
	return nil, d.bad("Enter %s, not a number.", d.wanted())
}

func (d Def) fromList(list []any) (any, error) {
	if d.Type != TypeMulti {
		return nil, d.bad("Enter %s, not a list.", d.wanted())
	}
	var out []string
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			return nil, d.bad("Enter a list of choices.")
		}
		out = append(out, s)
	}
	return d.chosen(out)
}

// ParseText reads what a form holds and returns the canonical form, as Parse does; "" is none. A local date and time is read in
// zone. Kinds: Invalid, under the field's key.
func (d Def) ParseText(s string, zone *time.Location) (any, error) {
	if d.Type != TypeLong {
		s = text.Line(s, 0)
	}
	if s == "" {
		return nil, nil
	}
	switch d.Type {
	case TypeText, TypeLong:
		return d.words(s)
	case TypeNumber:
		return d.number(s)
	case TypeBoolean:
		return d.truth(s)
	case TypeChoice:
		if !d.has(s) {
			return nil, d.bad("%q is not one of the choices: %s.", text.Truncate(s, 60), d.choices())
		}
		return s, nil
	case TypeMulti:
		return d.chosen(strings.Split(s, ","))
	case TypeDate:
		t, err := time.Parse(time.DateOnly, s)
		if err != nil || !sane(t) {
			return nil, d.bad("Enter a date such as 2026-11-22.")
		}
		return s, nil
	case TypeDateTime:
		return d.moment(s, zone)
	case TypeDuration:
		if m, ok := Minutes(s); ok {
			return m, nil
		}
		return nil, d.bad("Enter a duration such as 90, 1h30m or 45m.")
	case TypeMoney:
		return d.sum(s)
	}
	if i, err := id.Parse(s); err == nil && d.Type.IsRef() {
		return refOf(i), nil
	}
	return nil, d.bad("Choose %s.", d.wanted())
}

func (d Def) words(s string) (any, error) {
	limit := d.Max
	if d.Type == TypeLong {
		s = text.Clean(s)
		if limit == 0 {
			limit = maxLong
		}
	} else if limit == 0 {
		limit = maxText
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return nil, d.bad("At most %d characters; this has %d.", limit, n)
	}
	if s == "" {
		return nil, nil
	}
	return s, nil
}

func (d Def) number(s string) (any, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || strings.ContainsAny(s, "xX_") {
		return nil, d.bad("Enter a number such as 12 or 3.5.")
	}
	if d.Whole {
		return nil, d.bad("Enter a whole number.")
	}
	return f, nil
}

func (d Def) truth(s string) (any, error) {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return nil, d.bad("Enter yes or no.")
}

func (d Def) moment(s string, zone *time.Location) (any, error) {
	zone = cmp.Or(zone, time.UTC)
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && sane(t) {
			if d.Custom {
				return t.UTC().Format(instant), nil
			}
			return clock.Of(t).String(), nil
		}
	}
	return nil, d.bad("Enter a date and time such as 2026-11-22T14:30:00Z.")
}

// sane keeps out years that four digits do not hold and that no desk means.
func sane(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

func (d Def) chosen(list []string) (any, error) {
	var out []string
	for _, s := range list {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		if !d.has(s) {
			return nil, d.bad("%q is not one of the choices: %s.", text.Truncate(s, 60), d.choices())
		}
		out = append(out, s)
	}
	if out == nil {
		return nil, nil
	}
	return d.ordered(out), nil
}

// ordered returns the chosen values once each, in the order of the choices.
func (d Def) ordered(chosen []string) []string {
	var out []string
	for _, o := range d.Options {
		for _, s := range chosen {
			if s == o.Value {
				out = append(out, s)
				break
			}
		}
	}
	return out
}

func (d Def) has(value string) bool {
	for _, o := range d.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}

func (d Def) choices() string {
	var b strings.Builder
	for i, o := range d.Options {
		if i == 12 {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(o.Value)
	}
	return b.String()
}

func (d Def) bad(format string, args ...any) error {
	key := d.Key
	if d.Custom {
		key = "custom." + key
	}
	return errs.Bad(key, format, args...)
}

// wanted names what a value of the type is, for messages.
func (d Def) wanted() string {
	switch d.Type {
	case TypeText, TypeLong:
		return "a text"
	case TypeNumber:
		return "a number"
	case TypeBoolean:
		return "true or false"
	case TypeChoice:
		return "one of the choices"
	case TypeMulti:
		return "a list of choices"
	case TypeDate:
		return "a date"
	case TypeDateTime:
		return "a date and time"
	case TypeDuration:
		return "a duration in minutes"
	case TypeMoney:
		return "an amount such as 1,234.50 EUR"
	case TypeEntity:
		return "an entity"
	}
	return fmt.Sprintf("a %s", d.Type)
}

// refOf is the canonical form of an id.
func refOf(i id.ID) any {
	if i == 0 {
		return nil
	}
	return i.String()
}

// Minutes reads a duration such as "90", "45m", "1h30m" or "2h" and reports whether it is one of at most ten years.
func Minutes(s string) (int64, bool) {
	const most = 10 * 366 * 24 * 60
	s = strings.ReplaceAll(strings.ToLower(s), " ", "")
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, n >= 0 && n <= most
	}
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 || v%time.Minute != 0 || v > most*time.Minute {
		return 0, false
	}
	return int64(v / time.Minute), true
}

// Text returns the canonical value v as a form shows it; instants are shown in zone.
func (d Def) Text(v any, zone *time.Location) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if d.Type == TypeDateTime {
			if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
				return t.In(cmp.Or(zone, time.UTC)).Format("2006-01-02T15:04")
			}
		}
		return v
	case []string:
		return strings.Join(v, ",")
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
