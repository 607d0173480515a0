package product

import (
	"strings"
)

// Part says that a row of an inventory is not a product by itself but a piece of one. The empty Part is the product.
type Part string

// The parts. Neither needs a licence of its own.
const (
	Update       Part = "update"        // a patch, hotfix or service pack
	LanguagePack Part = "language_pack" // the texts of one language
)

// Product is what a raw name was understood as. Publisher and Name say which product it is; the rest says which shape of it.
type Product struct {
	Publisher string // one spelling per company, without its legal form; may be empty
	Name      string // without version, edition, architecture and language; never empty unless the raw name was
	Edition   string // "Professional", "Standard", in English where known
	Version   string // as reported, without decoration; may be empty
	Major     string // what people call the release: "2019", "11", "2012 R2", or the first number of the version
	Arch      string // "x64", "x86", "arm64" or empty
	Language  string // a language tag such as "de" or "fr-FR", or empty
	Part      Part   // whether the row is an update or a language pack of the product
}

// maxRounds ends the peeling of a name. Each round shortens the name, so real names need two or three.
const maxRounds = 64

// Normalise understands the name, publisher and version of one row of an inventory. Any of them may be empty. The same input always
// gives the same product, and normalising the result again changes nothing.
func Normalise(name, publisher, version string) Product {
	d := draft{name: tidy(name)}
	d.Version = cleanVersion(version)
	for range maxRounds {
		before := d.name
		if isPackage(d.name, d.Version) {
			d.peelPackage()
		} else {
			d.peel()
		}
		if d.name == before {
			break
		}
	}
	d.Publisher = Publisher(publisher)
	if d.Publisher == "" || d.Publisher == "Microsoft" {
		d.addMaker()
	}
	d.Name = d.name
	if d.Publisher == "" {
		d.Publisher = publisherInName(d.Name)
	}
	if d.Major == "" {
		d.Major = firstNumber(d.Version)
	}
	return d.Product
}

// Title is the full name in one line, as a person would write it. Normalising it with the publisher and the version gives the product.
func (p Product) Title() string {
	var b strings.Builder
	switch p.Part {
	case Update:
		b.WriteString("Update for ")
	case LanguagePack:
		b.WriteString("Language Pack for ")
	}
	b.WriteString(p.Name)
	if p.Major != "" && p.Major != firstNumber(p.Version) {
		b.WriteString(" " + p.Major)
	}
	if p.Edition != "" {
		b.WriteString(" " + p.Edition)
	}
	if tail := strings.TrimSpace(p.Arch + " " + p.Language); tail != "" {
		b.WriteString(" (" + tail + ")")
	}
	return b.String()
}

// Key is the same for two products that are one, whatever the case of their letters: "igor pavlov / 7-zip".
func (p Product) Key() string {
	if p.Publisher == "" {
		return strings.ToLower(p.Name)
	}
	return strings.ToLower(p.Publisher) + " / " + strings.ToLower(p.Name)
}

// firstNumber returns the first number of a version, without leading zeros: "115" of "115.0.2".
func firstNumber(version string) string {
	end := 0
	for end < len(version) && version[end] >= '0' && version[end] <= '9' {
		end++
	}
	number := strings.TrimLeft(version[:end], "0")
	if number == "" && end > 0 {
		return "0"
	}
	return number
}
