package servicenow

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// unknown is how the log writes a value that nobody gave.
const unknown = "?"

const timeLayout = "2/1/2006 15:04"

// name returns a value with its blanks made single, or "" for unknown.
func name(s string) string {
	s = strings.TrimSpace(s)
	if s == unknown {
		return ""
	}
	if strings.Contains(s, "  ") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}

// instant reads a time of the log in zone and returns it in UTC; unknown gives the zero time.
func instant(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if s == unknown || s == "" {
		return time.Time{}, true
	}
	t, err := time.ParseInLocation(timeLayout, s, zone)
	if err != nil || t.Year() < 1970 || t.Year() > 9000 {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// level reads "2 - Medium" as 2. The scale ends at most.
func level(s string, most int) (int, bool) {
	digits, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	n, err := strconv.Atoi(digits)
	return n, err == nil && len(digits) == 1 && n >= 1 && n <= most
}

// counter reads a whole number that cannot be negative.
func counter(s string) (int, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	return int(n), err == nil && n >= 0
}

// flag reads true or false; unknown counts as false.
func flag(s string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true":
		return true, true
	case "false", unknown, "":
		return false, true
	}
	return false, false
}

// readable reports whether a line is UTF-8 without control characters other than the tab.
func readable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\t' {
			return false
		}
	}
	return true
}
