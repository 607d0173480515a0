package paper

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// face is the font, read once, to ask which characters it carries.
var face = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(goregular.TTF) })

// latin writes letters that the font lacks in Latin ones. Vowels that the script leaves out are left out here too.
var latin = sync.OnceValue(func() map[rune]string {
	return map[rune]string{
		'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ٱ': "a", 'ب': "b", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh",
		'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "'", 'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k",
		'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'ة': "a", 'و': "w", 'ؤ': "w", 'ي': "y", 'ى': "a", 'ئ': "y", 'ء': "'", 'ـ': "",
		'پ': "p", 'چ': "ch", 'ژ': "zh", 'گ': "g", 'ک': "k", 'ی': "y", 'ں': "n", 'ہ': "h", 'ے': "e", 'ٹ': "t", 'ڈ': "d", 'ڑ': "r",
		'َ': "a", 'ِ': "i", 'ُ': "u", 'ً': "an", 'ٍ': "in", 'ٌ': "un", 'ّ': "", 'ْ': "", '،': ",", '؛': ";", '؟': "?",
		'٠': "0", '١': "1", '٢': "2", '٣': "3", '٤': "4", '٥': "5", '٦': "6", '٧': "7", '٨': "8", '٩': "9",
		'۰': "0", '۱': "1", '۲': "2", '۳': "3", '۴': "4", '۵': "5", '۶': "6", '۷': "7", '۸': "8", '۹': "9",
		'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "v", 'ז': "z", 'ח': "ch", 'ט': "t", 'י': "y", 'כ': "k", 'ך': "k", 'ל': "l",
		'מ': "m", 'ם': "m", 'נ': "n", 'ן': "n", 'ס': "s", 'ע': "'", 'פ': "p", 'ף': "p", 'צ': "ts", 'ץ': "ts", 'ק': "q", 'ר': "r", 'ש': "sh", 'ת': "t",
		'ẞ': "SS", 'ə': "e", 'Ə': "E", '‐': "-", '‑': "-", '−': "-", '→': "->", '✓': "x",
	}
})

// Plain returns s as the font can print it, on one line: characters it carries stay, others are written in Latin letters, lose their
// marks, or become "?". Controls and marks of direction are left out.
func Plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		case carried(r):
			b.WriteRune(r)
		default:
			b.WriteString(spelt(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// spelt writes a character that the font lacks.
func spelt(r rune) string {
	if l, ok := latin()[r]; ok {
		return l
	}
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	var out []rune
	for _, p := range norm.NFKD.String(string(r)) {
		if p != r && carried(p) {
			out = append(out, p)
		} else if l, ok := latin()[p]; ok {
			out = append(out, []rune(l)...)
		}
	}
	if len(out) == 0 {
		return "?"
	}
	return string(out)
}

func carried(r rune) bool {
	f, err := face()
	if err != nil || r > 0xFFFF {
		return false
	}
	var buf sfnt.Buffer
	i, err := f.GlyphIndex(&buf, r)
	return err == nil && i != 0
}
