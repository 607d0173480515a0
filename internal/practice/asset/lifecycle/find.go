package lifecycle

import (
	"regexp"
	"strings"

	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

var (
	firstRelease  = regexp.MustCompile(`^(.*?)(?:\s+(?:release|version))*\s+v?(\d+(?:\.\d+)*)(?:\s+sp(\d))?\b`)
	distributions = regexp.MustCompile(`(?:[.\-+~](?:fc|el|amzn|mga|suse)\d|deb\d+u\d|ubuntu\d|\+deb|~bpo|\.module)`)
	servicing     = regexp.MustCompile(`^\d\d(?:H[12]|\d\d)$`)
)

// Find finds the release of a program or an operating system, by its name as an inventory or a person writes it and its version. It is
// false where the name is not in the data, or where the version says too little to tell the release.
func (c *Catalogue) Find(name, version string) (Cycle, bool) {
	if found, ok := c.findSystem(name, version); ok {
		return found, true
	}
	return c.FindProduct(product.Normalise(name, "", version))
}

// FindProduct finds the release of a product whose name was understood already.
func (c *Catalogue) FindProduct(p product.Product) (Cycle, bool) {
	if p.Part != "" {
		return Cycle{}, false
	}
	id := c.known(p.Name)
	switch id {
	case "":
		return Cycle{}, false
	case "windows":
		return c.findWindows(p)
	}
	versions := [...]string{p.Version, p.Major}
	if p.Version != "" && !strings.HasPrefix(p.Version, p.Major) { // a release with a name, such as "2012 R2", which tells more
		versions = [...]string{p.Major, p.Version}
	}
	for _, version := range versions {
		if found, ok := c.release(id, version); ok {
			return found, true
		}
	}
	return Cycle{}, false
}

// Maintained tells whether a version is a package that a Linux distribution repairs by itself. The maker's end of life then says
// little; that of the distribution counts.
func Maintained(version string) bool { return distributions.MatchString(version) }

// findSystem reads the release out of the full name of an operating system, or else takes the version.
func (c *Catalogue) findSystem(name, version string) (Cycle, bool) {
	lower := strings.ToLower(strings.NewReplacer("GNU/Linux", "", "gnu/linux", "", "(", " ", ")", " ").Replace(name))
	if m := firstRelease.FindStringSubmatch(lower); m != nil {
		id := c.known(m[1])
		if id == "" && strings.HasSuffix(m[1], " android") { // with the sweet that the release is called after
			id = "android"
		}
		if isSystem(id) {
			release := m[2]
			if m[3] != "" {
				release += "." + m[3]
			}
			return c.release(id, release)
		}
	}
	if id := c.known(name); isSystem(id) {
		return c.release(id, strings.ReplaceAll(strings.ToLower(version), " sp", "."))
	}
	return Cycle{}, false
}

// release finds the release that a version belongs to: the longest that the version begins with.
func (c *Catalogue) release(id, version string) (Cycle, bool) {
	version = strings.ToLower(strings.TrimSpace(version))
	if version == "" {
		return Cycle{}, false
	}
	dashed := strings.ReplaceAll(version, " ", "-")
	var best Cycle
	length := 0
	for _, e := range c.entries(id) {
		for _, name := range [...]string{e.Release, e.knownAs} {
			if len(name) > length && (begins(version, name) || begins(dashed, name)) {
				best, length = e.Cycle, len(name)
			}
		}
	}
	if length > 0 {
		return best, true
	}
	return Cycle{}, false
}

// begins tells whether a version is a release or one of its versions.
func begins(version, release string) bool {
	if release == "" {
		return false
	}
	rest, ok := strings.CutPrefix(version, release)
	return ok && (rest == "" || strings.ContainsRune(".+-~u_ ", rune(rest[0])))
}

// findWindows finds the release of a Windows by its build or its servicing name. Editions for enterprises are supported longer; where
// the edition is not known, the shorter support is taken.
func (c *Catalogue) findWindows(p product.Product) (Cycle, bool) {
	major := strings.ToLower(p.Major)
	if major == "" {
		return Cycle{}, false
	}
	edition := strings.ToLower(p.Edition)
	enterprise := strings.Contains(edition, "enterprise") || strings.Contains(edition, "education") || strings.Contains(edition, "ltsc")
	longTerm, things := strings.Contains(edition, "ltsc"), strings.Contains(edition, "iot")
	var best Cycle
	score := -1
	for _, e := range c.entries("windows") {
		if !windowsFits(e, major, p.Version) {
			continue
		}
		shape := strings.Split(strings.TrimPrefix(e.Release, major+"-"), "-")
		s := 0
		switch has := func(word string) bool { return contains(shape, word) }; {
		case has("lts") != longTerm && has("lts"), has("iot") && !things:
			continue
		case has("lts") && longTerm && has("iot") == things:
			s = 3
		case has("lts"):
			s = 2
		case has("e") && enterprise, has("w") && !enterprise:
			s = 1
		case has("e"):
			continue // longer than what may be claimed
		}
		if s > score {
			best, score = e.Cycle, s
		}
	}
	return best, score >= 0
}

// windowsFits tells whether a version is of a release: Windows 7 and 8 have one each, later ones a build number or a name as 22H2.
func windowsFits(e entry, major, version string) bool {
	if e.Release == major {
		return true
	}
	rest, ok := strings.CutPrefix(e.Release, major+"-")
	if !ok {
		return false
	}
	if servicing.MatchString(strings.ToUpper(version)) {
		return strings.HasPrefix(rest, strings.ToLower(version))
	}
	build := strings.TrimPrefix(e.knownAs, "10.0.")
	return begins(version, e.knownAs) || begins(version, build)
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}
