// Package help shows the documents of Fettle as pages.
//
// Why: whoever asks how something is done asks while they do it, and often where there is no internet.
//
// It leaves what they say to docs.
package help

import (
	"net/http"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Book is the documents.
type Book struct {
	Names []string // in the order in which they are shown
	Read  func(name string) (markdown string, ok bool)
}

// Mount adds the pages, and the ways to them in the palette.
func Mount(s *kit.Site, b Book) {
	s.Show("/help", face.SignedIn, kit.NoRows, func(v *kit.Visit) error { return b.show(v, b.Names[0]) })
	s.Show("/help/{name}", face.SignedIn, kit.NoRows, func(v *kit.Visit) error { return b.show(v, v.R.PathValue("name")) })
	s.Places = append(s.Places, func(v *kit.Visit) (out []ui.Link, _ error) {
		if v.Agent() {
			out = b.links("")
		}
		return out, nil
	})
}

// links lead to all documents.
func (b Book) links(current string) (out []ui.Link) {
	for _, name := range b.Names {
		body, _ := b.Read(name)
		out = append(out, ui.Link{Label: "Help: " + title(body), Href: "/help/" + name, Current: name == current})
	}
	return out
}

func (b Book) show(v *kit.Visit, name string) error {
	body, ok := b.Read(name)
	if !v.Agent() || !ok || !slices.Contains(b.Names, name) {
		return errs.Absent("page")
	}
	head := title(body)
	_, rest, _ := strings.Cut(body, "\n")
	shell := v.Shell(head)
	shell.Crumbs = []ui.Link{{Label: "Help", Href: "/help"}, {Label: head}}
	nav := b.links(name)
	for i := range nav {
		nav[i].Label = strings.TrimPrefix(nav[i].Label, "Help: ")
	}
	html := strings.ReplaceAll(text.Markdown(joined(b.linked(rest))), "<pre>", `<pre tabindex="0">`) // what scrolls is reached by keys
	return v.Page(http.StatusOK, shell, ui.PlainPage(ui.Plain{Title: head, Nav: nav}, document(html)))
}

// title is the first heading, as plain text.
func title(body string) string {
	line, _, _ := strings.Cut(body, "\n")
	return strings.ReplaceAll(strings.TrimPrefix(line, "# "), "`", "")
}

// linked turns the links between documents into those between pages.
func (b Book) linked(body string) string {
	for _, name := range b.Names {
		body = strings.ReplaceAll(body, "("+name+".md)", "(/help/"+name+")")
	}
	return body
}

// joined puts each paragraph and each point of a list on one line, because the line ends of a message count and those of a document do not.
func joined(body string) string {
	var out []string
	fenced, open := false, false // inside code; a line that goes on
	for _, line := range strings.Split(body, "\n") {
		bare := strings.TrimSpace(line)
		if strings.HasPrefix(bare, "```") {
			fenced = !fenced
			open = false
		}
		goes := open && !fenced && bare != "" && !begins(bare)
		if goes {
			out[len(out)-1] += " " + bare
		} else {
			out = append(out, line)
		}
		open = !fenced && bare != "" && !strings.HasPrefix(bare, "#") && !strings.HasPrefix(bare, "|") && !strings.HasPrefix(bare, "```") && (goes || !strings.HasPrefix(line, "    "))
	}
	return strings.Join(out, "\n")
}

// begins reports whether a line begins something of its own.
func begins(line string) bool {
	if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "> ") {
		return true
	}
	digits := strings.TrimLeft(line, "0123456789")
	return len(digits) < len(line) && strings.HasPrefix(digits, ". ")
}
