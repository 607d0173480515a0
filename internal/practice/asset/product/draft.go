package product

import (
	"regexp"
	"strings"
)

// draft is a product while its name is being peeled: name is what is left of the raw name.
type draft struct {
	Product
	name string
}

var (
	updateFor  = regexp.MustCompile(`(?i)^(?:security |critical |cumulative |feature |definition )*(?:update|hotfix|patch|service pack \d+) (?:for|to) (.+)$`)
	updateHier = regexp.MustCompile(`(?i)^(?:mise à jour(?: de sécurité)? (?:pour|de)|(?:sicherheits)?update für|actualización (?:de seguridad )?para|aggiornamento (?:della protezione )?per) (.+)$`)
	knowledge  = regexp.MustCompile(`(?i)[(\[]?\bKB\d{6,8}\b(?: v\d+)?[)\]]?`)
	packFor    = regexp.MustCompile(`(?i)^(?:language pack (?:for )?|module linguistique (?:pour |de )?|sprachpaket (?:für )?|paquete de idioma (?:para )?)(.+)$`)
	packTail   = regexp.MustCompile(`(?i)^(.+?)\s*-?\s*\b(?:language pack|sprachpaket)$`)
	windowsIs  = regexp.MustCompile(`(?i)^(?:microsoft )?windows (xp|vista|7|8\.1|8|10|11)\b(?: version)?(.*)$`)
	windowsH   = regexp.MustCompile(`(?i)^(?:.*\s)?\(?((?:1[5-9]|2\d)(?:0[379]|11|0[1-9]|H[12]))\)?$`)
	dotted     = regexp.MustCompile(`(?i)(^|[\s\-_,(])(?:(?:version|ver\.?|v\.?|release|rev\.?|build)\s?)?(\d+(?:\.\d+)+[0-9a-z.+~_\-]*)(\)?)(?:$|[\s,])`)
	worded     = regexp.MustCompile(`(?i)[\s\-,(](?:version|ver\.?|v|release|build|rev\.?)\s?(\d+[0-9a-z.]*)\)?$`)
	year       = regexp.MustCompile(`(?i)(^|\s)((?:19[89]|20[0-4])\d(?:\s?-\s?20[0-4]\d)?(?: R2)?)(?:$|\s)`)
	javaUpdate = regexp.MustCompile(`(?i)\s(\d+)\s?(?:update|u) ?\d+$`)
	lastNumber = regexp.MustCompile(`^(.+)\s(\d+)$`)
	copied     = regexp.MustCompile(`^(.*[^\d_].*)_\d{1,2}$`)
	copiedTwo  = regexp.MustCompile(`_\d+_\d{1,2}$`)
)

// peel takes off everything that is recognised until nothing more is.
func (d *draft) peel() {
	for range maxRounds {
		before := d.name
		for _, step := range [...]func(*draft){
			(*draft).takePart, (*draft).takeGroups, (*draft).takeBareArch, (*draft).takeLanguage, (*draft).takeWindows,
			(*draft).takeVersion, (*draft).takeYear, (*draft).takeEcho, (*draft).takeCopy, (*draft).takeEdition,
		} {
			step(d)
		}
		if d.name == before {
			return
		}
	}
}

// keep makes rest the name, unless nothing readable would be left of it.
func (d *draft) keep(rest string) bool {
	rest = settle(rest)
	if !hasLetter(rest) && hasLetter(d.name) || rest == "" {
		return false
	}
	d.name = rest
	return true
}

// takePart recognises updates and language packs.
func (d *draft) takePart() {
	for _, form := range [...]*regexp.Regexp{updateFor, updateHier} {
		if m := form.FindStringSubmatch(d.name); m != nil && d.keep(m[1]) {
			d.Part = Update
		}
	}
	if knowledge.MatchString(d.name) && d.keep(knowledge.ReplaceAllString(d.name, " ")) && d.Part == "" {
		d.Part = Update
	}
	for _, form := range [...]*regexp.Regexp{packFor, packTail} {
		if m := form.FindStringSubmatch(d.name); m != nil && d.keep(m[1]) && d.Part == "" {
			d.Part = LanguagePack
		}
	}
}

// takeWindows reads the operating system, whose releases are part of its name and not of its version.
func (d *draft) takeWindows() {
	m := windowsIs.FindStringSubmatch(d.name)
	if m == nil || d.Part != "" {
		return
	}
	rest := settle(m[2])
	if h := windowsH.FindStringSubmatch(rest); h != nil {
		rest = settle(strings.TrimSuffix(strings.TrimRight(rest, ")"), h[1]))
		rest = settle(strings.TrimSuffix(strings.ToLower(rest), "version"))
		d.Version = strings.ToUpper(h[1])
	}
	if rest != "" {
		edition, left := windowsEdition(rest)
		if left != "" {
			return // some other program whose name starts like this
		}
		d.Edition = edition
	}
	d.name = "Microsoft Windows"
	switch release := strings.ToLower(m[1]); release {
	case "xp":
		d.Major = "XP"
	case "vista":
		d.Major = "Vista"
	default:
		d.Major = release
	}
}

// takeVersion takes a version out of the name; it becomes the product's where the inventory gave none.
func (d *draft) takeVersion() {
	if m := javaUpdate.FindStringSubmatchIndex(d.name); m != nil {
		found := d.name[m[2]:m[3]]
		if d.keep(d.name[:m[0]]) {
			d.version(found)
			return
		}
	}
	if m := dotted.FindStringSubmatchIndex(d.name); m != nil {
		found := d.name[m[4]:m[5]]
		rest := d.name[:m[2]] + " " + d.name[m[1]:]
		atEnd := strings.TrimRight(d.name[m[1]:], " )") == ""
		if d.keep(rest) {
			if atEnd && strings.Count(found, ".") >= 2 && firstNumber(found) != firstNumber(d.Version) {
				d.Version = "" // some installers report a number of their own; the name has the one that people know
			}
			d.version(found)
			return
		}
	}
	if m := worded.FindStringSubmatchIndex(d.name); m != nil {
		found := d.name[m[2]:m[3]]
		if d.keep(d.name[:m[0]] + " " + d.name[m[1]:]) {
			d.version(found)
		}
	}
}

func (d *draft) version(found string) {
	if d.Version == "" {
		d.Version = cleanVersion(found)
	}
}

// takeYear takes the year of a release, which is what its makers and its licences call it.
func (d *draft) takeYear() {
	m := year.FindStringSubmatchIndex(d.name)
	if m == nil {
		return
	}
	found := d.name[m[4]:m[5]]
	if d.keep(d.name[:m[4]]+" "+d.name[m[5]:]) && d.Major == "" {
		d.Major = strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(found, " -", "-"), "- ", "-"))
	}
}

// takeEcho takes a last number that only repeats the version: "Alfred 2" of version 2.7.1, "Workspace 2302" of version 23.2.0.
func (d *draft) takeEcho() {
	m := lastNumber.FindStringSubmatch(d.name)
	if m == nil {
		return
	}
	month := len(m[2]) == 4 && repeats(d.Version, m[2][:2]+"."+strings.TrimPrefix(m[2][2:], "0"))
	if month || firstNumber(d.Version) == m[2] {
		d.keep(m[1])
	}
}

// addMaker completes the names that Microsoft's own inventories shorten, so that both spellings are one product.
func (d *draft) addMaker() {
	switch d.name {
	case "Windows Server", "Visual Studio", "SQL Server", "Office", "Exchange Server", "SharePoint Server":
		d.name = "Microsoft " + d.name
	}
}

// takeCopy takes the number that some agents add to programs found twice: "Mail_1".
func (d *draft) takeCopy() {
	if m := copied.FindStringSubmatch(d.name); m != nil && !copiedTwo.MatchString(d.name) {
		d.keep(m[1])
	}
}
