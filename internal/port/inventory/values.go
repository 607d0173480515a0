package inventory

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// units turns a unit, in lower case without space, into a factor; 0 is a unit that does not belong here.
type units func(unit string) float64

func plain(unit string) float64 {
	if unit == "" || unit == "%" {
		return 1
	}
	return 0
}

func megabytes(unit string) float64 {
	switch unit {
	case "", "mb", "mib", "mo":
		return 1
	case "kb", "kib":
		return 1.0 / 1024
	case "gb", "gib", "go":
		return 1024
	case "tb", "tib":
		return 1024 * 1024
	}
	return 0
}

func megahertz(unit string) float64 {
	switch unit {
	case "", "mhz", "mt/s":
		return 1
	case "ghz":
		return 1000
	}
	return 0
}

func milliwattHours(unit string) float64 {
	switch unit {
	case "", "mwh":
		return 1
	case "wh":
		return 1000
	}
	return 0
}

func millivolts(unit string) float64 {
	switch unit {
	case "", "mv":
		return 1
	case "v":
		return 1000
	}
	return 0
}

func watts(unit string) float64 {
	switch unit {
	case "", "w":
		return 1
	case "mw":
		return 1.0 / 1000
	}
	return 0
}

// parseAmount reads "43.7456 Wh" in the base unit of the table. When it cannot be, why says so and the amount is 0.
func parseAmount(text string, unit units) (n int64, why string) {
	end := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != '-' && r != '+' })
	if end < 0 {
		end = len(text)
	}
	number, err := strconv.ParseFloat(text[:end], 64)
	if err != nil {
		return 0, "is not a number"
	}
	factor := unit(strings.ToLower(strings.TrimSpace(text[end:])))
	switch number *= factor; {
	case factor == 0:
		return 0, "has a unit that does not belong here"
	case number < 0:
		return 0, "is less than nothing"
	case number > 1<<53:
		return 0, "is too large"
	}
	return int64(number + 0.5), ""
}

// dateOrder says how dates with slashes are meant: firmware tables put the month first, agents the day.
type dateOrder int

const (
	dayFirst dateOrder = iota
	monthFirst
)

// The years in which something on a computer can have happened.
const (
	firstYear = 1980
	lastYear  = 2100
)

// parseWhen reads a date or a moment; the result is in UTC, a date at midnight. When it cannot be read, why says so.
func parseWhen(text string, order dateOrder, zone *time.Location) (t time.Time, why string) {
	text = strings.TrimSpace(text)
	slashes := []string{"02/01/2006", "01/02/2006"}
	if order == monthFirst {
		slashes = []string{"01/02/2006", "02/01/2006"}
	}
	for _, layout := range append([]string{"2006-01-02", "20060102"}, slashes...) {
		if len(text) == len(layout) {
			if t, err := time.Parse(layout, text); err == nil {
				return plausible(t)
			}
		}
	}
	text = strings.Replace(text, "T", " ", 1)
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05Z07:00:00", "2006-01-02 15:04", "02/01/2006 15:04:05"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return plausible(t.UTC())
		}
	}
	return time.Time{}, "is not a date with a year"
}

func plausible(t time.Time) (time.Time, string) {
	if t.Year() < firstYear || t.Year() > lastYear {
		return time.Time{}, "is not between " + strconv.Itoa(firstYear) + " and " + strconv.Itoa(lastYear)
	}
	return t, ""
}

// parseZone reads "+0200".
func parseZone(text string) (*time.Location, bool) {
	t, err := time.Parse("-0700", text)
	if err != nil {
		return time.UTC, false
	}
	return t.Location(), true
}

// parseMAC returns a hardware address in lower case with colons, empty for one of all zeros.
func parseMAC(text string) (mac, why string) {
	if len(text) == 12 && !strings.ContainsAny(text, ":-.") {
		text = text[:4] + "." + text[4:8] + "." + text[8:]
	}
	hw, err := net.ParseMAC(text)
	if err != nil {
		return "", "is not a hardware address"
	}
	for _, b := range hw {
		if b != 0 {
			return hw.String(), ""
		}
	}
	return "", ""
}

// parseIP returns an address in its shortest form, empty for an unspecified one.
func parseIP(text string) (ip, why string) {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return "", "is not an IP address"
	}
	if addr = addr.Unmap().WithZone(""); addr.IsUnspecified() {
		return "", ""
	}
	return addr.String(), ""
}
