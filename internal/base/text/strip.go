package text

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// FromHTML returns the plain text of HTML: blocks on lines of their own, list items with a dash, the address of a link after its text
// when it says something else. Scripts, styles and whatever else is not text are dropped.
func FromHTML(s string) string {
	w := stripper{}
	z := html.NewTokenizer(strings.NewReader(Valid(s)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return Clean(squeeze(w.b.String()))
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(atom.Lookup(name))
		}
	}
}

type stripper struct {
	b      strings.Builder
	skip   atom.Atom // the element whose content is dropped
	pre    bool
	link   string
	linkAt int
}

func (w *stripper) text(raw string) {
	if w.skip != 0 {
		return
	}
	t := html.UnescapeString(raw)
	if !w.pre {
		lead, trail := strings.TrimLeft(t, " \t\r\n") != t, strings.TrimRight(t, " \t\r\n") != t
		t = strings.Join(strings.Fields(t), " ")
		if lead {
			w.space()
		}
		w.b.WriteString(t)
		if trail && t != "" {
			w.space()
		}
		return
	}
	w.b.WriteString(t)
}

func (w *stripper) space() {
	if s := w.b.String(); s != "" && !strings.HasSuffix(s, " ") && !strings.HasSuffix(s, "\n") {
		w.b.WriteByte(' ')
	}
}

// line begins a new line unless one has begun.
func (w *stripper) line() {
	if s := strings.TrimRight(w.b.String(), " "); s != "" && !strings.HasSuffix(s, "\n") {
		w.b.WriteByte('\n')
	}
}

func (w *stripper) open(z *html.Tokenizer) {
	name, more := z.TagName()
	tag := atom.Lookup(name)
	switch {
	case w.skip != 0:
		return
	case tag == atom.Script, tag == atom.Style, tag == atom.Head, tag == atom.Template, tag == atom.Noscript, tag == atom.Iframe, tag == atom.Object:
		w.skip = tag
	case tag == atom.Br:
		w.b.WriteByte('\n')
	case tag == atom.Li:
		w.line()
		w.b.WriteString("- ")
	case tag == atom.Td, tag == atom.Th:
		w.space()
	case tag == atom.A:
		w.link, w.linkAt = "", w.b.Len()
		for more {
			var k, v []byte
			k, v, more = z.TagAttr()
			if string(k) == "href" {
				w.link = string(v)
			}
		}
	case block(tag):
		w.pre = w.pre || tag == atom.Pre
		w.line()
	}
}

func (w *stripper) close(tag atom.Atom) {
	switch {
	case w.skip != 0:
		if tag == w.skip || (tag == atom.Html || tag == atom.Body) {
			w.skip = 0
		}
	case tag == atom.A && w.link != "":
		shown := strings.TrimSpace(w.b.String()[min(w.linkAt, w.b.Len()):])
		if (strings.HasPrefix(w.link, "http://") || strings.HasPrefix(w.link, "https://")) && strings.TrimSuffix(w.link, "/") != strings.TrimSuffix(shown, "/") {
			w.space()
			w.b.WriteString("(" + w.link + ")")
		}
		w.link = ""
	case block(tag):
		if tag == atom.Pre {
			w.pre = false
		}
		w.line()
		if tag == atom.P || tag == atom.Blockquote || tag == atom.Pre || tag == atom.Table {
			w.b.WriteByte('\n')
		}
	}
}

func block(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd,
		atom.Blockquote, atom.Pre, atom.Table, atom.Tr, atom.Hr, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Address:
		return true
	}
	return false
}

// squeeze trims the ends of lines and leaves at most one blank line between others.
func squeeze(s string) string {
	var b strings.Builder
	blanks := 0
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if strings.TrimSpace(line) == "" {
			blanks++
			continue
		}
		if b.Len() > 0 {
			b.WriteString(strings.Repeat("\n", min(blanks, 1)+1))
		}
		b.WriteString(line)
		blanks = 0
	}
	return b.String()
}
