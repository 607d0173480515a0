package seed

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Words to search for in a seeded desk. Common stands in the titles of about an eighth of the incidents, Rare in the titles of at most
// seven.
const (
	Common = "printer"
	Rare   = "zephyrglass"
)

// vocabulary is a fixed list of words in which, as in real texts, few are common and most are rare.
type vocabulary struct {
	words []string
	table []uint16 // word numbers, each as often as it is common
}

const (
	vocabularySize = 12_000
	tableSize      = 1 << 17
)

func newVocabulary() *vocabulary {
	v := &vocabulary{words: strings.Fields(frequent), table: make([]uint16, 0, tableSize)}
	seen := map[string]bool{Common: true, Rare: true}
	for _, w := range v.words {
		seen[w] = true
	}
	for n := uint64(1); len(v.words) < vocabularySize; n++ {
		if w := spell(n); !seen[w] {
			seen[w] = true
			v.words = append(v.words, w)
		}
	}
	sum := 0.0
	for k := range vocabularySize {
		sum += weight(k)
	}
	at := 0.0
	for k := range vocabularySize {
		at += weight(k) / sum
		for float64(len(v.table)) < math.Round(at*tableSize) {
			v.table = append(v.table, uint16(k)) //nolint:gosec // below vocabularySize
		}
	}
	return v
}

// weight is how common the word of a rank is.
func weight(rank int) float64 { return math.Pow(float64(rank)+8, -1.05) }

// spell makes a word of a number.
func spell(n uint64) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b []byte
	for i := 0; i < 2 || n > 0; i++ {
		b = append(b, consonants[n%14])
		n /= 14
		b = append(b, vowels[n%5])
		n /= 5
	}
	return string(b)
}

func (v *vocabulary) word(r *rand.Rand) string { return v.words[v.table[r.IntN(len(v.table))]] }

// title returns four to eight words.
func (v *vocabulary) title(r *rand.Rand) string {
	b := make([]byte, 0, 80)
	for i := range 4 + r.IntN(5) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, v.word(r)...)
	}
	b[0] = upper(b[0])
	return string(b)
}

// body returns sentences of 40 to 2,000 characters, half of them below median.
func (v *vocabulary) body(r *rand.Rand, median float64) string {
	size := int(min(1_980, max(42, median*math.Exp(0.8*r.NormFloat64()))))
	b := make([]byte, 0, size+24)
	left := 0
	for len(b) < size {
		if left == 0 {
			if left = 6 + r.IntN(9); len(b) > 0 {
				b = append(b, '.', ' ')
			}
			w := v.word(r)
			b = append(append(b, upper(w[0])), w[1:]...)
			continue
		}
		left--
		b = append(append(b, ' '), v.word(r)...)
	}
	return string(append(b, '.'))
}

func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// frequent are the most common words, in their order.
const frequent = `the to is on it and not in my since i a does with after work can of when for no this error from laptop screen cannot
open mail email please file password again morning have computer was vpn network outlook access login account will after slow phone
restart update window message folder server shared drive meeting room connect connection says office system today yesterday still
monitor cable keyboard mouse wifi browser page site license software install version backup crash freeze blank black red light button
label scanner badge door camera sound headset microphone call teams calendar invite attachment download upload print tray toner queue
floor building leeds porto gdansk warehouse desk user new old need someone help urgent customer order invoice report export excel sheet
macro database query timeout certificate expired domain token code second factor locked reset unlock permission denied group mailbox
spam phishing link virus alert disk full space memory fan noise battery charger dock port usb bluetooth tablet stylus projector hdmi`
