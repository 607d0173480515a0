package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxOdd is how many odd values are named; the others are counted.
const maxOdd = 200

// Report says what of a message did not become part of the Inventory, and why.
type Report struct {
	Compression string // "none", "zlib", "gzip" or "deflate"
	Expanded    int64  // bytes read after decompression
	Elements    int
	Unread      []Unread // sections and fields that are not kept, by path
	Odd         []Odd    // values that were left out, the first 200
	OddTotal    int
}

// Unread is a section or field that the product does not keep. In Path a section has no dot.
type Unread struct {
	Path  string
	Count int
}

// Section reports whether a whole section, rather than a field of one, was not read.
func (u Unread) Section() bool { return !strings.Contains(u.Path, ".") }

// Odd is one value that was left out. Value is cut to 80 characters.
type Odd struct {
	Path, Value, Reason string
}

// String returns the line a person reads.
func (o Odd) String() string { return fmt.Sprintf("%s: %q %s", o.Path, o.Value, o.Reason) }

func (r *Report) odd(path, value, format string, args ...any) {
	r.OddTotal++
	if len(r.Odd) < maxOdd {
		r.Odd = append(r.Odd, Odd{Path: path, Value: cut(value, 80), Reason: fmt.Sprintf(format, args...)})
	}
}

// clean replaces the control characters that a text has by escapes, JSON's \u0000 among them, as those that stand in it are replaced while it
// is decoded. No database keeps some of them, and nobody sees any.
func (r *Report) clean(text string) string {
	n := 0
	text = strings.TrimFunc(text, unicode.IsControl) // texts of firmware tables are filled up with zeros
	text = strings.Map(func(ch rune) rune {
		if unicode.IsControl(ch) && ch != '\t' && ch != '\n' && ch != '\r' {
			n++
			return utf8.RuneError
		}
		return ch
	}, text)
	if n > 0 {
		r.odd("message", text, "has %d characters that are not text; each became U+FFFD", n)
	}
	return text
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// countUnread fills Unread from the nodes nobody asked for. What stands beside the content is named "message.NAME".
func (r *Report) countUnread(root, content *node) {
	counts := map[string]int{}
	var look func(n *node, path string)
	look = func(n *node, path string) {
		for _, kid := range n.kids {
			p := kid.name
			if path != "" {
				p = path + "." + kid.name
			}
			switch {
			case kid == content && kid.read:
				look(kid, "")
			case kid.read:
				look(kid, p)
			case kid.text != "" || len(kid.kids) > 0:
				counts[p]++
			}
		}
	}
	look(root, "message")
	for _, path := range slices.Sorted(maps.Keys(counts)) {
		r.Unread = append(r.Unread, Unread{Path: path, Count: counts[path]})
	}
}
