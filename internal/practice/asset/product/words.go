package product

import (
	"slices"
	"strings"
)

// languages are the spellings of languages in the names of programs: the two letters of the tag, the three letters that Windows
// installers use, then names in English and in the language.
var languages = [...]string{
	"en enu eng english anglais englisch inglés", "fr fra fre french français francais französisch", "de deu ger german deutsch allemand",
	"es esn spa spanish español espanol", "it ita italian italiano", "pt ptg por portuguese português", "nl nld dut dutch nederlands",
	"pl plk pol polish polski", "cs csy cze czech čeština", "sk sky slo slovak slovenčina", "sv sve swe swedish svenska",
	"da dan danish dansk", "fi fin finnish suomi", "nb nor norwegian norsk", "hu hun hungarian magyar", "tr trk tur turkish türkçe",
	"el ell gre greek ελληνικά", "ru rus russian русский", "uk ukr ukrainian українська", "ro rom rum romanian română",
	"bg bgr bul bulgarian български", "hr hrv croatian hrvatski", "sl slv slovenian slovenščina", "ja jpn japanese 日本語",
	"ko kor korean 한국어", "zh chs cht chi chinese 中文", "ar ara arabic العربية", "he heb hebrew עברית",
}

// languageOf reads one spelling of a language and gives its tag; the country is kept where there is one.
func languageOf(word string) string {
	lower := strings.ToLower(word)
	code, country, found := strings.Cut(strings.ReplaceAll(lower, "_", "-"), "-")
	if found && (len(code) != 2 || len(country) < 2 || len(country) > 4) {
		return ""
	}
	for _, line := range languages {
		switch {
		case found && line[:2] == code && len(country) == 4:
			return code + "-" + strings.ToUpper(country[:1]) + country[1:]
		case found && line[:2] == code:
			return code + "-" + strings.ToUpper(country)
		case !found && strings.Contains(line, lower) && slices.Contains(strings.Fields(line), lower):
			return line[:2]
		}
	}
	return ""
}

// editions are what is sold of one product side by side, as spelled at the end of a name; the first spelling of a line is the one kept.
// The longer comes before the shorter that it ends with.
var editions = [...]string{
	"Home and Business|Famille et Petite Entreprise|Home & Business",
	"Home and Student|Famille et Étudiant|Home & Student",
	"Professional Plus|Professionnel Plus|Pro Plus",
	"Small Business|PME",
	"Enterprise LTSC|Entreprise LTSC|Enterprise LTSB",
	"Datacenter|Data Center",
	"Professional|Professionnel",
	"Enterprise|Entreprise",
	"Standard",
	"Ultimate",
	"Premium",
	"Community",
	"Developer",
	"Express",
	"Essentials",
	"Education",
	"Evaluation|Trial",
	"LTSC",
}

// windowsEditions are words that name an edition of Windows and would be part of the name elsewhere.
var windowsEditions = [...]string{
	"Pro for Workstations|Pro pour les Stations de travail", "Pro Education", "Home Single Language|Famille Unilingue", "Home Premium", "Home Basic",
	"Home|Famille", "Professional|Pro|Professionnel", "Starter", "Business", "IoT Enterprise LTSC", "IoT Enterprise",
}

// takeEdition takes the edition at the end of the name, unless it belongs to what stands before it ("Apps for enterprise").
func (d *draft) takeEdition() {
	edition, rest := cutEdition(d.name, editions[:])
	if edition == "" || belongs(rest) || strings.EqualFold(rest, "Microsoft") {
		return
	}
	if d.keep(rest) && d.Edition == "" {
		d.Edition = edition
	}
}

// belongs tells whether a word must follow the text.
func belongs(rest string) bool {
	last := strings.ToLower(rest[strings.LastIndexByte(rest, ' ')+1:])
	switch last {
	case "for", "of", "and", "the", "pour", "de", "et", "für", "und", "&", "+", "to", "with", "by", "a", "an":
		return true
	}
	return false
}

// cutEdition cuts an edition of the table off the end of a name.
func cutEdition(name string, table []string) (edition, rest string) {
	bare := name
	for _, word := range [...]string{" edition", " Edition"} {
		bare = strings.TrimSuffix(bare, word)
	}
	for _, line := range table {
		kept, _, _ := strings.Cut(line, "|")
		for s := range strings.SplitSeq(line, "|") {
			if len(bare) > len(s) && bare[len(bare)-len(s)-1] == ' ' && strings.EqualFold(bare[len(bare)-len(s):], s) {
				return kept, settle(bare[:len(bare)-len(s)])
			}
		}
	}
	return "", name
}

// windowsEdition reads what follows the release in a name of Windows. What it does not know is returned as left.
func windowsEdition(text string) (edition, left string) {
	text = strings.TrimSuffix(strings.TrimSuffix(text, " N"), " n")
	if e, rest := cutEdition("- "+text, windowsEditions[:]); e != "" && rest == "" {
		return e, ""
	}
	if e, rest := cutEdition("- "+text, editions[:]); e != "" && rest == "" {
		return e, ""
	}
	return "", text
}
