package product

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	group    = regexp.MustCompile(`\s*[(\[]([^()\[\]]*)[)\]]`)
	bareArch = regexp.MustCompile(`(?i)(^|[\s\-_,])(x86[_-]64|x64|x86|amd64|i[3-6]86|arm64|aarch64|(?:32|64)[\s-]?bits?)(?:[\s-]+edition)?(?:$|[\s,\-])`)
	bareTag  = regexp.MustCompile(`(?:\s-\s*|\s)([a-z]{2}[-_][A-Za-z]{2,4})$`)
	dashCode = regexp.MustCompile(`\s-\s([A-Za-z]{2,3})$`)
	lastWord = regexp.MustCompile(`^(.+?)(?:\s-)?\s([\pL]+)$`)
	number   = regexp.MustCompile(`(?i)^(?:v|build|b|r)?\d+(?:[.\-]\d+)*[a-z]?\d*$`)
)

// takeGroups removes what stands in brackets, if all of it is known: "(x64 de)", "(build 123)", "[English]".
func (d *draft) takeGroups() {
	for _, m := range group.FindAllStringSubmatchIndex(d.name, -1) {
		var seen Product
		if !readGroup(d.name[m[2]:m[3]], &seen) || !d.keep(d.name[:m[0]]+" "+d.name[m[1]:]) {
			continue
		}
		d.shape(seen)
		return // the positions have moved; the next round goes on
	}
}

// shape takes over what was read, where nothing was known before.
func (d *draft) shape(seen Product) {
	if d.Arch == "" {
		d.Arch = seen.Arch
	}
	if d.Language == "" {
		d.Language = seen.Language
	}
	if seen.Version != "" {
		d.version(seen.Version)
	}
}

// readGroup reads the words in brackets, and says whether it knew all of them.
func readGroup(text string, into *Product) bool {
	text = strings.NewReplacer("64 bit", "64-bit", "32 bit", "32-bit", "64 Bit", "64-bit", "32 Bit", "32-bit").Replace(text)
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '/' })
	for _, word := range words {
		lower := strings.ToLower(word)
		if arch := archOf(lower); arch != "" {
			into.Arch = arch
			continue
		}
		if tag := languageOf(word); tag != "" {
			into.Language = tag
			continue
		}
		switch lower {
		case "edition", "version", "build", "only", "remove", "user", "current", "system", "release", "patch", "rev":
			continue
		}
		if !number.MatchString(word) {
			return false
		}
		if strings.Contains(word, ".") {
			into.Version = word
		}
	}
	return len(words) > 0
}

// archOf reads one spelling of a processor architecture.
func archOf(word string) string {
	switch strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(word)) {
	case "x64", "amd64", "x8664", "64bit", "64bits":
		return "x64"
	case "x86", "i386", "i486", "i586", "i686", "32bit", "32bits":
		return "x86"
	case "arm64", "aarch64":
		return "arm64"
	}
	return ""
}

// takeBareArch removes an architecture that stands as a word of its own.
func (d *draft) takeBareArch() {
	m := bareArch.FindStringSubmatchIndex(d.name)
	if m == nil {
		return
	}
	seen := Product{Arch: archOf(d.name[m[4]:m[5]])}
	if d.keep(d.name[:m[2]] + " " + d.name[m[1]:]) {
		d.shape(seen)
	}
}

// takeLanguage removes a language at the end: " - FRA", " - en-us", "Français".
func (d *draft) takeLanguage() {
	for _, form := range [...]*regexp.Regexp{bareTag, dashCode} {
		m := form.FindStringSubmatchIndex(d.name)
		if m == nil {
			continue
		}
		if tag := languageOf(d.name[m[2]:m[3]]); tag != "" && d.keep(d.name[:m[0]]) {
			d.shape(Product{Language: tag})
			return
		}
	}
	if m := lastWord.FindStringSubmatch(d.name); m != nil && len(m[2]) > 3 {
		if tag := languageOf(m[2]); tag != "" && d.keep(m[1]) {
			d.shape(Product{Language: tag})
		}
	}
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
