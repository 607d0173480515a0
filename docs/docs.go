// Package docs holds the documents for those who use and run Fettle, so that the program shows them itself at /help.
//
// Why: a desk without the internet has its manual too, and it is that of its own version.
//
// It leaves showing them to face/web/help.
package docs

import "embed"

//go:embed workplace.md depreciation.md discovery.md doctor.md imports.md labels.md licences.md
var files embed.FS

// Names are the documents in the order in which they are shown, without the ending.
func Names() []string {
	return []string{"workplace", "imports", "labels", "discovery", "licences", "depreciation", "doctor"}
}

// Read returns a document in Markdown, and false for one that there is not.
func Read(name string) (string, bool) {
	b, err := files.ReadFile(name + ".md")
	return string(b), err == nil
}
