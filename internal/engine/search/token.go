package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxToken is the longest token in runes; longer ones, such as pasted keys, are cut. PostgreSQL refuses those beyond 2 kB.
	maxToken = 64
	// maxTokens is how many tokens of one text are indexed: PostgreSQL knows no positions beyond 16,383.
	maxTokens = 16_000
)

// Tokens splits a text into the tokens that both engines index: runs of letters and digits, folded so that neither case nor accents
// matter. Characters of scripts that are written without spaces stand alone.
func Tokens(s string) []string {
	var out []string
	var b strings.Builder
	n := 0
	flush := func() {
		if n > 0 {
			out = append(out, b.String())
			b.Reset()
			n = 0
		}
	}
	for _, r := range fold(s) {
		switch {
		case len(out) >= maxTokens:
			return out
		case spaceless(r):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if n < maxToken {
				b.WriteRune(r)
			}
			n++
		default:
			flush()
		}
	}
	flush()
	return out
}

// fold lowers the case and drops accents.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain := letters(r); plain != "" {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// letters spells letters that Unicode does not take apart but people type without their stroke.
func letters(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'þ':
		return "th"
	}
	return ""
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func spaceless(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// Word is one thing to look for: a token, or several in a row. Prefix lets the last token be the beginning of a longer one.
type Word struct {
	Tokens []string
	Prefix bool
	Number string // of the record that the word names, such as INC-7; "" for a word like any other
}

// wordOf returns the word of a value: "vpn*" is a prefix, "e-mail" a row of two tokens.
func wordOf(v Value) Word {
	s, prefix := v.Text, false
	if !v.Quoted {
		s, prefix = strings.CutSuffix(v.Text, "*")
	}
	w := Word{Tokens: Tokens(s)}
	w.Prefix = prefix && w.long(2)
	if number, ok := Jump(v.Text); ok && strings.Contains(v.Text, "-") {
		w.Number = number
	}
	return w
}
