package ticket

import (
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// MaxBody is the longest text of an entry in bytes.
const MaxBody = 256 << 10

// MaxReason is the longest reason, note on booked time and the like in runes.
const MaxReason = 1000

// Title checks and cleans a title: one line of 1 to record.MaxTitle runes.
func Title(c *errs.Check, s string) string {
	s = text.Line(s, 0)
	n := utf8.RuneCountInString(s)
	c.Must(n > 0, "title", "Say in a few words what it is about.")
	c.Must(n <= record.MaxTitle, "title", "Shorten it to %d characters; it has %d. The details belong in the description.", record.MaxTitle, n)
	return s
}

// Body checks and cleans the text of an entry.
func Body(c *errs.Check, key, s string) string {
	s = text.Clean(s)
	c.Must(s != "", key, "Write something first.")
	c.Must(len(s) <= MaxBody, key, "This is too long: %d of at most %d characters. Attach it as a file instead.", utf8.RuneCountInString(s), MaxBody)
	return s
}

// Reason checks and cleans a short text that may be left out: of at most MaxReason runes. What is blank is none.
func Reason(c *errs.Check, key, s string) string {
	s = text.Clean(s)
	n := utf8.RuneCountInString(s)
	c.Must(n <= MaxReason, key, "Shorten it to %d characters; it has %d.", MaxReason, n)
	return s
}

// Short is a number as somebody typed it, fit to be named in a refusal.
func Short(number string) string {
	if number = text.Truncate(text.Line(number, 0), 40); number != "" {
		return number
	}
	return "without a number"
}
