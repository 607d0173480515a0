package search

import (
	"strings"
	"unicode/utf8"
)

// mark stands before the tokens of a title, so that a word in titles has an entry of its own in the index and finding it does not mean
// reading every document that has the word anywhere. Both engines take a private-use character for a letter.
const mark = "\uE000"

// maxBytes bounds the tokens of a document; PostgreSQL keeps at most 1 MB.
const maxBytes = 400_000

// document returns the tokens of a title and of the whole document, the title among them.
func document(title, body string) (marked, all []string) {
	all = Tokens(title)
	marked = make([]string, len(all))
	for i, t := range all {
		marked[i] = mark + t
	}
	all = append(all, Tokens(body)...)
	size := 0
	for i, t := range all {
		if size += len(t); size > maxBytes || i == maxTokens {
			return marked[:min(len(marked), i)], all[:i]
		}
	}
	return marked, all
}

// typed splits a search text into its words; what stands in quotes is one word of several tokens.
func typed(text string, typing bool) []Word {
	var out []Word
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			if t := Tokens(part); len(t) > 0 {
				out = append(out, Word{Tokens: t})
			}
			continue
		}
		for _, w := range strings.Fields(part) {
			if word := wordOf(Value{Text: w}); len(word.Tokens) > 0 {
				out = append(out, word)
			}
		}
	}
	if last := len(out) - 1; typing && last >= 0 && !strings.HasSuffix(text, `"`) && !strings.HasSuffix(text, " ") {
		out[last].Prefix = out[last].Prefix || out[last].long(3)
	}
	return out[:min(len(out), maxWords)]
}

// long reports whether the last token has at least n characters. Fewer are the beginning of so many words that finding them all takes
// too long.
func (w Word) long(n int) bool {
	last := len(w.Tokens) - 1
	return last >= 0 && utf8.RuneCountInString(w.Tokens[last]) >= n
}

// maxWords is how many words of a search are used.
const maxWords = 16

// exact returns the words without prefixes, and whether there were any.
func exact(words []Word) ([]Word, bool) {
	out, had := make([]Word, len(words)), false
	for i, w := range words {
		had = had || w.Prefix
		out[i] = Word{Tokens: w.Tokens}
	}
	return out, had
}

// row returns the tokens of all words as one phrase, or nothing when there is only one token.
func row(words []Word) []Word {
	var all []string
	for _, w := range words {
		all = append(all, w.Tokens...)
	}
	if len(words) < 2 || len(all) < 2 {
		return nil
	}
	return []Word{{Tokens: all, Prefix: words[len(words)-1].Prefix}}
}

// within reports whether every word occurs in tokens.
func within(words []Word, tokens []string) bool {
	for _, w := range words {
		found := false
		for i := 0; i+len(w.Tokens) <= len(tokens) && !found; i++ {
			found = begins(tokens[i:], w)
		}
		if !found {
			return false
		}
	}
	return len(words) > 0
}

func begins(tokens []string, w Word) bool {
	last := len(w.Tokens) - 1
	for i, t := range w.Tokens {
		if t != tokens[i] && (i != last || !w.Prefix || !strings.HasPrefix(tokens[i], t)) {
			return false
		}
	}
	return true
}
