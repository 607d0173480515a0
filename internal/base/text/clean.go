package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes a single line of at most limit runes: invalid bytes replaced, control characters and line ends turned into spaces,
// runs of spaces joined, ends trimmed. A limit of 0 is none.
func Line(s string, limit int) string {
	var b strings.Builder
	b.Grow(len(s))
	n, space := 0, false
	for _, r := range s {
		if blank(r) {
			space = n > 0
			continue
		}
		if hidden(r) {
			continue
		}
		need := 1
		if space {
			need = 2
		}
		if limit > 0 && n+need > limit {
			break
		}
		if space {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		n, space = n+need, false
	}
	return b.String()
}

// Clean keeps the lines of a text but makes it valid: invalid bytes replaced, line ends turned into "\n", other control characters
// dropped, blank ends trimmed.
func Clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || hidden(r):
			return -1
		}
		return r // an invalid byte arrives, and leaves, as U+FFFD
	}, s)
	return strings.TrimSpace(s)
}

// Valid replaces bytes that are not UTF-8 and drops NUL, which PostgreSQL cannot keep.
func Valid(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// Truncate returns at most limit runes of s, with "…" as the last of them when something was cut. Valid UTF-8 stays valid.
func Truncate(s string, limit int) string {
	if limit <= 0 {
		return ""
	}
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit-1 {
			return strings.TrimRightFunc(s[:i], unicode.IsSpace) + "…"
		}
		n++
	}
	return s
}

// Excerpt returns one line of at most limit runes that begins shortly before the first of words in s, matched without regard to
// case; without a match it begins at the start. Cut ends show "…".
func Excerpt(s string, words []string, limit int) string {
	line := []rune(Line(s, 0))
	if limit <= 0 || len(line) <= limit {
		return string(line[:min(len(line), max(limit, 0))])
	}
	at := first(line, words)
	from := max(0, min(at-limit/4, len(line)-limit))
	if from == 0 {
		return Truncate(string(line), limit)
	}
	for i := from; i < min(at, from+12); i++ { // begin at a word
		if line[i] == ' ' {
			from = i + 1
			break
		}
	}
	return Truncate("…"+string(line[from:]), limit)
}

// first returns where the first of words begins in line, 0 when none occurs.
func first(line []rune, words []string) int {
	lower := make([]rune, len(line))
	for i, r := range line {
		lower[i] = unicode.ToLower(r)
	}
	text := string(lower)
	best := -1
	for _, w := range words {
		if w == "" {
			continue
		}
		if i := strings.Index(text, strings.ToLower(w)); i >= 0 && (best < 0 || i < best) {
			best = i
		}
	}
	if best < 0 {
		return 0
	}
	return utf8.RuneCountInString(text[:best])
}

func blank(r rune) bool {
	return unicode.IsSpace(r) || (r < 0x20) || (r >= 0x7f && r < 0xa0)
}

// hidden reports characters that change how a text reads without being seen: direction overrides, and a byte order mark.
func hidden(r rune) bool {
	return (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) || r == 0xfeff
}
