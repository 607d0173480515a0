package search

import (
	"regexp"
	"strings"
)

var numberText = regexp.MustCompile(`^#?(?:([A-Za-z]{2,6})-?)?(\d{1,12})$`)

// Jump reports whether text is a number of a record, such as "INC-1042", "inc1042", "#1042" or "1042", and returns it in the form of
// record.number. Without a prefix only the digits are returned; the caller tries the prefixes that it knows.
func Jump(text string) (number string, ok bool) {
	m := numberText.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", false
	}
	if m[1] == "" {
		return m[2], true
	}
	return strings.ToUpper(m[1]) + "-" + m[2], true
}
