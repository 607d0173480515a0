package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// browser is somebody at a browser: it keeps cookies and sends forms.
type browser struct {
	t   *testing.T
	d   *fettletest.Desk
	jar map[string]string
}

// as returns a browser in which a persona is signed in, "" for nobody.
func as(t *testing.T, d *fettletest.Desk, persona string) *browser {
	b := &browser{t: t, d: d, jar: map[string]string{}}
	if persona != "" {
		c := d.Cookie(persona)
		b.jar[c.Name] = c.Value
	}
	return b
}

// page is an answer with its parsed HTML.
type page struct {
	t *testing.T
	fettletest.Answer
	doc *html.Node
}

func (b *browser) send(method, path, kind string, body io.Reader, header ...string) page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.d.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	for name, value := range b.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := b.d.Send(req)
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	doc, err := html.Parse(bytes.NewReader(a.Body))
	if err != nil {
		b.t.Fatal(err)
	}
	return page{b.t, a, doc}
}

func (b *browser) get(path string) page { b.t.Helper(); return b.send("GET", path, "", nil) }

// post sends a form given as names and values in turn.
func (b *browser) post(path string, fields ...string) page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// upload sends a form with one file.
func (b *browser) upload(path, file, content string, fields ...string) page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("files", file)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return b.send("POST", path, w.FormDataContentType(), &body)
}

// follow gets the page that an answer redirects to.
func (b *browser) follow(p page) page {
	b.t.Helper()
	to := p.Header.Get("Location")
	if p.Status != http.StatusSeeOther || to == "" {
		b.t.Fatalf("status %d, no redirect: %s", p.Status, p.text("main"))
	}
	to, _, _ = strings.Cut(to, "#")
	return b.get(to)
}

// want fails unless the status and a text of the page are these.
func (p page) want(status int, texts ...string) page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("status %d, want %d; the page says: %.600s", p.Status, status, p.text("body"))
	}
	all := p.text("body")
	for _, s := range texts {
		if !strings.Contains(all, s) {
			p.t.Errorf("the page does not say %q but: %.900s", s, all)
		}
	}
	return p
}

// without fails when the page holds a text anywhere, attributes included.
func (p page) without(texts ...string) page {
	p.t.Helper()
	for _, s := range texts {
		if bytes.Contains(p.Body, []byte(s)) {
			p.t.Errorf("the page holds %q", s)
		}
	}
	return p
}

// all returns the nodes that a selector fits: tags, .class, #id, [attr] and [attr=value], nested by spaces.
func (p page) all(selector string) []*html.Node {
	found := []*html.Node{p.doc}
	for _, step := range strings.Fields(selector) {
		var next []*html.Node
		for _, root := range found {
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && fits(n, step) && !slices.Contains(next, n) {
					next = append(next, n)
				}
			}
		}
		found = next
	}
	return found
}

func (p page) one(selector string) *html.Node {
	p.t.Helper()
	list := p.all(selector)
	if len(list) == 0 {
		p.t.Fatalf("nothing fits %q in: %.900s", selector, p.text("body"))
	}
	return list[0]
}

func (p page) text(selector string) string {
	var b strings.Builder
	for _, n := range p.all(selector) {
		b.WriteString(textOf(n))
		b.WriteByte('\n')
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// value is what a field of a form holds.
func (p page) value(selector string) string {
	p.t.Helper()
	n := p.one(selector)
	switch n.Data {
	case "textarea":
		return textOf(n)
	case "select":
		for o := range n.Descendants() {
			for _, a := range o.Attr {
				if a.Key == "selected" {
					return attr(o, "value")
				}
			}
		}
		return ""
	}
	return attr(n, "value")
}

func fits(n *html.Node, step string) bool {
	for step != "" {
		end := len(step)
		if i := strings.IndexAny(step[1:], ".#["); i >= 0 {
			end = i + 1
		}
		part := step[:end]
		step = step[end:]
		switch part[0] {
		case '.':
			if !slices.Contains(strings.Fields(attr(n, "class")), part[1:]) {
				return false
			}
		case '#':
			if attr(n, "id") != part[1:] {
				return false
			}
		case '[':
			key, value, exact := strings.Cut(strings.Trim(part, "[]"), "=")
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key && (!exact || a.Val == value) }) {
				return false
			}
		default:
			if n.Data != part {
				return false
			}
		}
	}
	return true
}

// open makes an incident through the form and returns its number.
func (b *browser) open(title string, fields ...string) string {
	b.t.Helper()
	p := b.post("/incidents/new", append([]string{"title", title}, fields...)...)
	if p.Status != http.StatusSeeOther {
		b.t.Fatalf("status %d: %s", p.Status, p.text("main"))
	}
	return strings.TrimPrefix(p.Header.Get("Location"), "/")
}
