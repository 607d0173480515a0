package mention

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// handle is a place in a text where somebody may be meant: an @ with the words behind it.
type handle struct {
	at    int    // of the @
	words []word // on the same line, one space apart; the first stands right behind the @
}

// word is one of them and where it ends in the text.
type word struct {
	text string
	end  int
}

// maxNameWords is how many words of a text are tried as one name.
const maxNameWords = 6

// said is what a handle shows as, such as “@Ana”.
func (h handle) said() string { return "@" + h.words[0].text }

// address reports whether an e-mail address stands behind the @.
func (h handle) address() bool { return strings.Contains(h.words[0].text, "@") }

// handles finds the places of a Markdown text where somebody may be meant. Code and quoted lines mention nobody, nor does an @ inside a
// word, an address or a link, or one with a backslash before it.
func handles(body string) []handle {
	var out []handle
	fence, at := "", 0
	for line := range strings.Lines(body) {
		start := at
		at += len(line)
		bare := strings.TrimSpace(line)
		switch mark := fenceMark(bare); {
		case fence != "":
			if strings.HasPrefix(mark, fence) && bare == mark {
				fence = ""
			}
			continue
		case mark != "":
			fence = mark
			continue
		case strings.HasPrefix(bare, ">"):
			continue
		}
		out = append(out, inLine(line, start)...)
	}
	return out
}

// fenceMark is the run of marks with which a line opens or ends a block of code, "" when it does not.
func fenceMark(line string) string {
	for _, c := range []string{"`", "~"} {
		if rest := strings.TrimLeft(line, c); len(line)-len(rest) >= 3 {
			return line[:len(line)-len(rest)]
		}
	}
	return ""
}

func inLine(line string, start int) []handle {
	var out []handle
	before := ' '
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRuneInString(line[i:])
		if r == '`' {
			i = behindCode(line, i)
			before = '`'
			continue
		}
		if r == '@' && opens(before) {
			if words := wordsBehind(line, i+1); len(words) > 0 {
				h := handle{at: start + i}
				for _, w := range words {
					h.words = append(h.words, word{w.text, start + w.end})
				}
				out = append(out, h)
				i, before = words[0].end, 'a'
				continue
			}
		}
		before = r
		i += n
	}
	return out
}

// behindCode skips a code span, or the lone marks of none.
func behindCode(line string, i int) int {
	n := 0
	for i+n < len(line) && line[i+n] == '`' {
		n++
	}
	for j := i + n; j < len(line); {
		k := strings.IndexByte(line[j:], '`')
		if k < 0 {
			break
		}
		j += k
		m := j
		for j < len(line) && line[j] == '`' {
			j++
		}
		if j-m == n {
			return j
		}
	}
	return i + n
}

// opens reports whether an @ behind r can begin a mention.
func opens(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("([{<\"'“‘„«‹,;:!?*_|>–—-¿¡", r)
}

// wordsBehind reads the token at i and the words that follow it.
func wordsBehind(line string, i int) []word {
	first, end := token(line, i, true)
	if r, _ := utf8.DecodeRuneInString(first); first == "" || !unicode.IsLetter(r) {
		return nil
	}
	out := []word{{first, end}}
	for len(out) < maxNameWords && end < len(line) {
		r, n := utf8.DecodeRuneInString(line[end:])
		if r != ' ' && r != '\u00A0' {
			break
		}
		next, to := token(line, end+n, false)
		if next == "" {
			break
		}
		out = append(out, word{next, to})
		end = to
	}
	return out
}

// token reads the letters of a name or an address; the marks at its end belong to the sentence.
func token(line string, i int, address bool) (string, int) {
	end := i
	for end < len(line) {
		r, n := utf8.DecodeRuneInString(line[end:])
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(".-'’_", r) || address && (r == '+' || r == '@')
		if !inside {
			break
		}
		end += n
	}
	s := strings.TrimRight(line[i:end], ".-'’_+@")
	return s, i + len(s)
}
