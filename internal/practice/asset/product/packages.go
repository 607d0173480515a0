package product

import (
	"regexp"
	"strings"
)

var (
	packageName    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._:\-]*$`)
	packageVersion = regexp.MustCompile(`^[0-9][0-9A-Za-z.+~^_]*-[0-9A-Za-z.+~^_:\-]+$`)
	packageArch    = regexp.MustCompile(`[:.](amd64|x86_64|i[3-6]86|arm64|aarch64|armhf|noarch|all|any)$`)
	kernelRelease  = regexp.MustCompile(`^(linux-(?:image|headers|modules|modules-extra|tools)(?:-unsigned)?|kernel(?:-core|-modules|-devel|-headers)?)-\d+\.\d+.*$`)
	collection     = regexp.MustCompile(`^(?:php\d{2}-(php)|(?:rh-)?python\d{2,3}-(python)|rh-[a-z]+\d+-([a-z]+))(-.+)?$`)
	plumbing       = regexp.MustCompile(`^(.{2,})-(libs?|devel|dev|common|doc|docs|data|static|headers|javadoc|dbg|dbgsym|debuginfo|debugsource|lang|langpacks?|l10n|licenses?)$`)
	library        = regexp.MustCompile(`^(?:php|perl|python[23]?|nodejs|rubygem|golang|ghc|maven|apache-commons|eclipse|plexus)(?:-.+)?-(?:libs?|common|data|lang)$`)
	dottedInName   = regexp.MustCompile(`-?\d+(?:\.\d+)+`)
	dashedInName   = regexp.MustCompile(`-\d+(?:-|$)`)
)

// isPackage tells whether a row came from the package manager of a Linux distribution: one word, and a version with the
// distribution's own number behind a dash.
func isPackage(name, version string) bool {
	return packageName.MatchString(name) && packageVersion.MatchString(version)
}

// peelPackage reads the name of a package. What distributions split off for building and sharing belongs to the package itself;
// other parts, such as -server and -client, stay apart, for they are installed for different ends.
func (d *draft) peelPackage() {
	for range maxRounds {
		before := d.name
		if m := packageArch.FindStringSubmatchIndex(d.name); m != nil && m[0] > 0 {
			d.Arch = archOf(d.name[m[2]:m[3]])
			d.name = d.name[:m[0]]
		}
		d.name = kernelRelease.ReplaceAllString(d.name, "$1")
		d.name = collection.ReplaceAllString(d.name, "$1$2$3$4")
		d.takePackageVersion()
		if m := plumbing.FindStringSubmatch(d.name); m != nil && !isLibrary(d.name, m[1]) {
			d.name = m[1]
		}
		d.name = strings.TrimRight(d.name, "-._:")
		if d.name == before {
			return
		}
	}
}

// isLibrary tells apart apache-commons-lang, whose last word is a name, from perl-libs, whose last word is plumbing.
func isLibrary(name, rest string) bool {
	return strings.Contains(rest, "-") && library.MatchString(name)
}

// takePackageVersion removes a number from the name only where it repeats the version: python3.9, postgresql-13, java-1.8.0-openjdk.
func (d *draft) takePackageVersion() {
	for _, form := range [...]*regexp.Regexp{dottedInName, dashedInName} {
		m := form.FindStringIndex(d.name)
		if m == nil || m[0] == 0 {
			continue
		}
		found := strings.Trim(d.name[m[0]:m[1]], "-")
		if !repeats(d.Version, found) {
			continue
		}
		tail := d.name[m[1]:]
		if strings.HasSuffix(d.name[m[0]:m[1]], "-") {
			tail = "-" + tail
		}
		d.name = d.name[:m[0]] + tail
		return
	}
}

// repeats tells whether a version begins with the number, at the border of a number.
func repeats(version, number string) bool {
	rest, ok := strings.CutPrefix(version, number)
	return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
}
