package product

import (
	"regexp"
	"strings"
)

var (
	mailAddress = regexp.MustCompile(`\s*<[^>]*>`)
	copyright   = regexp.MustCompile(`(?i)\bcopyright\b|©|\(c\)`)
	years       = regexp.MustCompile(`\b\d{3,4}(?:\s?[-–]\s?\d{2,4})?\b,?`)
	rights      = regexp.MustCompile(`(?i)[,.]?\s*all rights reserved\.?|\btous droits réservés\.?|\balle rechte vorbehalten\.?`)
	versionLike = regexp.MustCompile(`(?i)\d+\.\d+|\bversion\b|^\d+$`)
	legalForm   = regexp.MustCompile(`(?i)[,\s]+(?:corporation|corp\.?|incorporated|inc\.?|l\.?l\.?c\.?|gmbh(?: & co\.? kg)?|ag|kg|ltd\.?|limited|plc|s\.?a\.?s?\.?|s\.?à?r\.?l\.?|s\.?r\.?l\.?|s\.?p\.?a\.?|b\.?v\.?|n\.?v\.?|oy|ab|a/s|aps|pty\.?|l\.?p\.?|k\.k\.|s\.r\.o\.|sp\. z o\.?o\.?|co\.?|& co\.?|e\.v\.|contributors|and others|et al\.?)$`)
	parentheses = regexp.MustCompile(`\s*\([^)]*\)\s*$`)
)

// companies are the spellings of large publishers, without legal form; the first of a line is the one kept.
var companies = [...]string{
	"Microsoft|Microsoft Corporations|Microsoft Windows Hardware Compatibility Publisher|Microsoft Windows",
	"Adobe|Adobe Systems|Adobe Inc", "Apple|Apple Computer|Apple Computers", "Google|Google Ireland", "Mozilla|Mozilla Foundation|mozilla.org",
	"Oracle|Oracle America|Oracle and/or its affiliates", "HP|Hewlett-Packard|HP Development Company|Hewlett Packard|Hewlett-Packard Company|HP Inc",
	"Hewlett Packard Enterprise|HPE|Hewlett Packard Enterprise Development", "Cisco|Cisco Systems|Cisco WebEx", "Dell|Dell Technologies|Dell Products",
	"Citrix|Citrix Systems", "VMware|VMware by Broadcom", "Symantec|Symantec Broadcom", "Lenovo|Lenovo Group|Lenovo (Beijing)", "IBM|International Business Machines",
	"Intel|Intel(R)", "NVIDIA|NVIDIA Corporation", "AMD|Advanced Micro Devices", "Realtek|Realtek Semiconductor", "Python Software Foundation|PSF",
	"Fedora Project|Fedora", "Canonical|Ubuntu Developers|Ubuntu Core Developers", "Debian|Debian Project|Debian Developers", "Red Hat|RedHat", "SUSE|SUSE LINUX|SUSE Linux Products",
	"VideoLAN|VideoLAN Team", "The Document Foundation|Document Foundation", "JetBrains|JetBrains s.r.o", "Autodesk|Autodesk Development", "SAP|SAP SE",
	"Zoom|Zoom Video Communications", "TeamViewer|TeamViewer Germany", "Kaspersky|Kaspersky Lab", "McAfee|McAfee Security|Musarubra US", "Samsung|Samsung Electronics",
}

// Publisher gives the one spelling of a company: without its legal form, its years of copyright and its mail address. A text that
// names no company, such as a version that an agent put in the wrong place, gives "".
func Publisher(raw string) string {
	raw = cut(raw)
	name := tidy(mailAddress.ReplaceAllString(raw, ""))
	if loc := copyright.FindStringIndex(raw); loc != nil {
		name = holder(raw, loc)
	}
	if versionLike.MatchString(name) || !hasLetter(name) {
		return ""
	}
	for range maxRounds {
		before := name
		name = settle(legalForm.ReplaceAllString(name, ""))
		name = company(name)
		if name == before {
			break
		}
	}
	return name
}

// holder takes the owner out of a copyright notice: what stands after the sign, or before it where nothing does.
func holder(raw string, sign []int) string {
	rest := rights.ReplaceAllString(raw[sign[0]:], "")
	rest = strings.TrimSuffix(settle(years.ReplaceAllString(copyright.ReplaceAllString(rest, " "), " ")), ".")
	rest = strings.TrimPrefix(rest, "by ")
	return tidy(parentheses.ReplaceAllString(rest, ""))
}

func company(name string) string {
	for _, line := range companies {
		kept, _, _ := strings.Cut(line, "|")
		for s := range strings.SplitSeq(line, "|") {
			if strings.EqualFold(s, name) {
				return kept
			}
		}
	}
	return name
}

// publisherInName finds the publisher of names that begin with it, for rows that give none.
func publisherInName(name string) string {
	first, _, more := strings.Cut(name, " ")
	if !more {
		return ""
	}
	for _, known := range [...]string{"Microsoft", "Adobe", "Apple", "Google", "Mozilla", "Oracle", "Cisco", "Citrix", "VMware", "Autodesk", "Intel", "NVIDIA", "IBM", "SAP", "Dell", "Lenovo"} {
		if strings.EqualFold(first, known) {
			return known
		}
	}
	return ""
}
