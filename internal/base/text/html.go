package text

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	renderer "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// maxMarkup is how many bytes of a text are turned into HTML; what lies beyond is shown as plain text.
const maxMarkup = 200_000

// Both tools are built once and only read from then on.
//
//nolint:gochecknoglobals // write-once values that cost too much to build for each text
var (
	policy   = sync.OnceValue(newPolicy)
	markdown = sync.OnceValue(newMarkdown)
)

// newPolicy allows text markup, tables and links; no images, styles, forms, scripts or anything that loads by itself.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "div", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "kbd", "code", "pre",
		"blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(regexp.MustCompile(`^[1-9][0-9]?$`)).OnElements("th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true) // this also says rel="noopener"
	return p
}

func newMarkdown() goldmark.Markdown {
	// Without a rule for HTML, what looks like it is text, and shown as it was typed.
	blocks := slices.DeleteFunc(parser.DefaultBlockParsers(), func(v util.PrioritizedValue) bool { return v.Value == parser.NewHTMLBlockParser() })
	inlines := slices.DeleteFunc(parser.DefaultInlineParsers(), func(v util.PrioritizedValue) bool { return v.Value == parser.NewRawHTMLParser() })
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))),
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.Table),
		goldmark.WithRendererOptions(renderer.WithHardWraps()),
	)
}

// Sanitize returns the allowed part of foreign HTML. Links that leave the desk open in a new tab, with rel="noopener noreferrer".
func Sanitize(foreign string) string { return policy().Sanitize(Valid(foreign)) }

// Markdown returns the safe HTML of a text in Markdown. A line end is a line end; HTML in the text is shown as it was typed.
func Markdown(s string) string {
	s = Clean(s)
	if len(s) > maxMarkup {
		return Plain(s)
	}
	var b bytes.Buffer
	if err := markdown().Convert([]byte(s), &b); err != nil { // only a failing writer gives an error
		return Plain(s)
	}
	return policy().Sanitize(b.String())
}

var address = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+`)

// Plain returns the HTML of a plain text: paragraphs at blank lines, line ends kept, web addresses as links.
func Plain(s string) string {
	s = Clean(s)
	if s == "" {
		return ""
	}
	var b strings.Builder
	for part := range strings.SplitSeq(s, "\n\n") {
		if part = strings.Trim(part, "\n"); part == "" {
			continue
		}
		b.WriteString("<p>")
		for i, line := range strings.Split(part, "\n") {
			if i > 0 {
				b.WriteString("<br>\n")
			}
			linked(&b, line)
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// linked writes a line with its web addresses as links. What is probably the sentence's own ending stays outside of the link.
func linked(b *strings.Builder, line string) {
	at := 0
	for _, m := range address.FindAllStringIndex(line, -1) {
		url := strings.TrimRight(line[m[0]:m[1]], ".,;:!?'")
		if strings.HasSuffix(url, ")") && !strings.Contains(url, "(") {
			url = strings.TrimRight(url, ")")
		}
		b.WriteString(html.EscapeString(line[at:m[0]]))
		safe := html.EscapeString(url)
		b.WriteString(`<a href="` + safe + `" rel="noreferrer noopener" target="_blank">` + safe + `</a>`)
		at = m[0] + len(url)
	}
	b.WriteString(html.EscapeString(line[at:]))
}
