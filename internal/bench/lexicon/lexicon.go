package lexicon

import (
	"math/rand/v2"
	"strings"
)

// Words makes texts of a fixed vocabulary in which, as in real ones, few words are common and many are rare. The same seed gives
// the same texts.
type Words struct {
	rnd  *rand.Rand
	zipf *rand.Zipf
}

// New returns a source of texts. It is not safe for concurrent use.
func New(seed uint64) *Words {
	r := rand.New(rand.NewPCG(seed, 0x6665_7474_6c65)) //nolint:gosec // texts for a benchmark need no secrecy
	return &Words{rnd: r, zipf: rand.NewZipf(r, 1.2, 3, 4999)}
}

// Word returns a word: its place in the vocabulary spelled in syllables.
func (w *Words) Word() string { return Spell(w.zipf.Uint64()) }

// Spell writes a number as a word of syllables.
func Spell(n uint64) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for i := 0; i < 2 || n > 0; i++ {
		b.WriteByte(consonants[n%14])
		n /= 14
		b.WriteByte(vowels[n%5])
		n /= 5
	}
	return b.String()
}

// Title returns four to eight words.
func (w *Words) Title() string { return w.text(4 + w.rnd.IntN(5)) }

// Body returns 40 to about 2,000 characters, most of them short.
func (w *Words) Body() string {
	n := 8 + w.rnd.IntN(60)
	if w.rnd.IntN(10) == 0 {
		n += w.rnd.IntN(300)
	}
	return w.text(n)
}

// Pick returns a number below n.
func (w *Words) Pick(n int) int { return w.rnd.IntN(n) }

func (w *Words) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Word())
	}
	return b.String()
}
