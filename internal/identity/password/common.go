package password

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words are the building blocks of the most common passwords. Everything that consists of them only, whatever digits and signs stand
// around or between them and whichever letters are written as digits, counts as common: some hundred words stand for millions of
// passwords, which a list of the same size could not.
const words = `
abc access account admin administrator adobe alpha amanda amigo andrea andrew angel angels anthony apple april arsenal ashley asshole august
austin autumn baby babygirl bailey banana barcelona baseball basketball batman beautiful bitch black blink blue bonjour boomer brandon buster
butterfly carlos change changeme charlie cheese chelsea chicken chocolate computer cookie cool corvette cowboy daniel dallas december default
demo diamond dog dolphin dragon eagle elephant email enter evil falcon family fettle february ferrari fish flower football forever forget
freedom friday friend friends fuck fuckyou gandalf genius george ginger girl god golden golfer google green guest guitar hallo hammer hannah
happy harley hello helpdesk hockey home hotmail house hunter iceman iloveu iloveyou incorrect internet itsm jackson january jasmine jennifer
jessica jesus jordan joshua july june justin killer king kitty klaster lakers letmein letme liverpool login london lord love lovely loveme
lover lucky madison maggie magic manager march marina master matrix matthew maverick maximus melissa mercedes merlin michael michelle mickey
monday money monkey monster mother mustang my mypassword naruto nicole nothing november nirvana october office orange pass passport passw
password passwort patrick peanut pepper phoenix please pokemon porsche princess private prince purple qazwsx qwert qwerty qwertz azerty rabbit
rachel ranger red root robert rock samantha saturday school secret security september server service servicedesk shadow silver slipknot soccer
sophie spider spring starwars steelers storm strong sales sample summer sun sunday sunshine super superman supervisor support sweet system
taylor teacher temp temporary test tester testing the thomas thunder thursday thx tiger tigger tinkerbell travel trustno tuesday twilight user
username vanilla victoria wednesday welcome welcometo white whatever william willow windows winner winter wizard work xxx yankees yellow you zaq
abcd abcde abcdef asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz wsx edc poiuy lkjh mnbv is a i to me at in it on we our new no one first
`

// runs are the rows of keyboards and the alphabets: any part of them, in either direction, is no secret.
const runs = "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0"

// Common reports whether a password is among the first that are tried: common words, keyboard walks, sequences and repetitions.
func Common(password string) bool {
	s := strings.ToLower(password)
	if repeats(s) || walk(s) {
		return true
	}
	l := letters(s)
	if l == "" { // digits and signs only: years, dates, telephone numbers
		return len([]rune(s)) < 20
	}
	if walk(l) {
		return true
	}
	set := map[string]bool{}
	longest := 0
	for _, w := range strings.Fields(words) {
		set[w] = true
		longest = max(longest, len(w))
	}
	if madeOf(digitless(s), set, longest) {
		return true
	}
	for _, core := range cores(s) {
		if madeOf(digitless(plain(core)), set, longest) {
			return true
		}
	}
	return false
}

// cores returns what is left of s without the digits and signs around it, and with up to two of them at either end: the 3 of
// "w3lc0m32026" is a letter.
func cores(s string) []string {
	first, last := strings.IndexFunc(s, isLetter), strings.LastIndexFunc(s, isLetter)
	if first < 0 {
		return nil
	}
	_, n := utf8.DecodeRuneInString(s[last:])
	last += n
	var out []string
	for i := range 3 {
		for j := range 3 {
			if first-i >= 0 && last+j <= len(s) {
				out = append(out, s[first-i:last+j])
			}
		}
	}
	return out
}

// madeOf reports whether s is one word after the other.
func madeOf(s string, set map[string]bool, longest int) bool {
	if s == "" {
		return false
	}
	ok := make([]bool, len(s)+1)
	ok[0] = true
	for i := range s {
		if !ok[i] {
			continue
		}
		for n := 1; n <= longest && i+n <= len(s); n++ {
			if set[s[i:i+n]] {
				ok[i+n] = true
			}
		}
	}
	return ok[len(s)]
}

// repeats reports whether a short part is repeated all over: "abcabcabcabc".
func repeats(s string) bool {
	r := []rune(s)
	for n := 1; n <= len(r)/2 && n <= 6; n++ {
		same := true
		for i := n; i < len(r) && same; i++ {
			same = r[i] == r[i-n]
		}
		if same {
			return true
		}
	}
	return false
}

// walk reports whether s consists of at most three walks along a keyboard row or an alphabet, each of at least three keys.
func walk(s string) bool {
	parts := 0
	for len(s) > 0 && parts <= 3 {
		n := 0
		for i := 3; i <= len(s) && onRow(s[:i]); i++ {
			n = i
		}
		if n == 0 {
			return false
		}
		s = s[n:]
		parts++
	}
	return parts <= 3
}

func onRow(s string) bool { return strings.Contains(runs, s) || strings.Contains(runs, reversed(s)) }

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// letters returns the letters of s in lower case, after digits and signs around it are cut off and those inside it are read as the
// letters they look like.
func letters(s string) string {
	s = strings.TrimFunc(strings.ToLower(s), func(r rune) bool { return !isLetter(r) && r != '@' && r != '$' })
	return digitless(plain(s))
}

// plain reads digits and signs as the letters they look like.
func plain(s string) string {
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i").Replace(s)
}

// digitless drops everything but letters.
func digitless(s string) string {
	return strings.Map(func(r rune) rune {
		if isLetter(r) {
			return r
		}
		return -1
	}, s)
}
