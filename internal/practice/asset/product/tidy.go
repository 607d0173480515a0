package product

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var (
	marks       = regexp.MustCompile(`[®™©℠]|(?i)\((?:r|tm|c)\)`)
	emptyGroup  = regexp.MustCompile(`[(\[{]\s*[)\]}]`)
	epoch       = regexp.MustCompile(`^\d+:`)
	versionWord = regexp.MustCompile(`(?i)^(?:version|ver\.?|v\.?)\s*(\d)`)
	versionTail = regexp.MustCompile(`^(\d\S*)\s+\(.*\)$`)
)

// tidy brings a name into one spelling of its characters: composed letters, plain spaces, no trademark signs, nothing at the edges.
func tidy(name string) string {
	name = strings.ToValidUTF8(cut(name), "")
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, name)
	return settle(marks.ReplaceAllString(name, ""))
}

// settle closes the gaps that a removal leaves.
func settle(name string) string {
	for range maxRounds {
		before := name
		if strings.ContainsAny(name, "([{") {
			name = emptyGroup.ReplaceAllString(name, " ")
		}
		if strings.Contains(name, "  ") {
			name = strings.Join(strings.Fields(name), " ")
		}
		name = strings.Trim(name, " -–—_,;:/|")
		if strings.ContainsAny(name, "®™©℠(") {
			name = marks.ReplaceAllString(name, "")
		}
		name = cut(name)
		name = norm.NFC.String(name) // a removal can bring a letter and its accent together
		if name == before {
			break
		}
	}
	return name
}

// maxLength is how many bytes of a name are looked at. Real ones are shorter, and an agent must not keep a server busy with one.
const maxLength = 300

// cut shortens a text to its limit, at the border of a letter.
func cut(s string) string {
	if len(s) <= maxLength {
		return s
	}
	end := maxLength
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// cleanVersion takes the decoration off a version: "v2.3", "1:2.3-4" of a package with its epoch, "10.6.8 (10K549)".
func cleanVersion(version string) string {
	version = settle(tidy(version))
	for range maxRounds {
		before := version
		version = versionWord.ReplaceAllString(version, "$1")
		version = epoch.ReplaceAllString(version, "")
		version = versionTail.ReplaceAllString(version, "$1")
		version = settle(version)
		if version == before {
			break
		}
	}
	return version
}
