package stocktake

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
)

var (
	shape   = regexp.MustCompile(`^[A-Z0-9](?:[A-Z0-9._/-]{0,62}[A-Z0-9])?$`)
	address = regexp.MustCompile(`(?i)^https?://[^/\s]+(?:/[^?#\s]*)?/a/([^/?#\s]+)/?(?:[?#].*)?$`)
	local   = regexp.MustCompile(`(?i)^/a/([^/?#\s]+)/?(?:[?#].*)?$`)
	symbol  = regexp.MustCompile(`^\][A-Za-z][0-9A-Za-z]`) // what scanners set before a code to name its kind
)

// german undoes a scanner set to a US keyboard on a machine set to a German one, which is what an address then looks like.
var german = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("Ö", ":", "ö", ":", "-", "/", "ß", "-", "z", "y", "y", "z", "Z", "Y", "Y", "Z")
})

// Tag reads the tag out of what was scanned or typed: the tag itself in any case, the address on a label, either with the prefixes and
// suffixes that keyboard scanners add. It reports false for what cannot be a tag, such as the address of something else.
func Tag(code string) (string, bool) {
	code = Clean(code)
	for _, form := range []*regexp.Regexp{address, local} {
		for _, text := range []string{code, german().Replace(code)} {
			m := form.FindStringSubmatch(text)
			if m == nil {
				continue
			}
			tag, err := url.PathUnescape(m[1])
			if err != nil {
				return "", false
			}
			return plain(tag)
		}
	}
	return plain(code)
}

// Clean takes off what scanners add around a code: control characters, white space and the name of its symbology.
func Clean(code string) string {
	code = strings.TrimFunc(code, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\u00a0' || r == '\ufeff' })
	return strings.TrimSpace(symbol.ReplaceAllString(code, ""))
}

func plain(tag string) (string, bool) {
	tag = strings.ToUpper(strings.TrimSpace(tag))
	return tag, shape.MatchString(tag) && !strings.Contains(tag, "//")
}
