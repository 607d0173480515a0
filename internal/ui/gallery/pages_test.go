package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

var (
	ids     = regexp.MustCompile(` id="([^"]+)"`)
	uses    = regexp.MustCompile(`<use href="#([^"]+)"`)
	formTag = regexp.MustCompile(`</?form\b`)
	inline  = regexp.MustCompile(`(?i)<[^>]+\s(style|on[a-z]+)=`)
	imgName = regexp.MustCompile(`role="img" aria-label=""`)
)

func TestEveryPageKeepsTheHouseRules(t *testing.T) {
	sprite := string(draw.Sprite())
	for name, page := range pages(looks{theme: "dark", density: "compact", dir: "rtl"}) {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := page.Render(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			html := b.String()
			if m := inline.FindString(html); m != "" {
				t.Errorf("inline style or handler: %s", m)
			}
			if strings.Contains(html, "<script>alert") {
				t.Error("text from people became markup")
			}
			if imgName.MatchString(html) {
				t.Error("a drawing has no name")
			}
			if n := strings.Count(html, "<h1"); n != 1 {
				t.Errorf("%d main headings", n)
			}
			seen := map[string]bool{}
			for _, m := range ids.FindAllStringSubmatch(html, -1) {
				if seen[m[1]] {
					t.Errorf("id %s twice", m[1])
				}
				seen[m[1]] = true
			}
			for _, m := range uses.FindAllStringSubmatch(html, -1) {
				if !strings.Contains(sprite, `id="`+m[1]+`"`) {
					t.Errorf("no icon %s", m[1])
				}
			}
			depth := 0
			for _, m := range formTag.FindAllString(html, -1) {
				depth += map[bool]int{true: -1, false: 1}[m == "</form"]
				if depth > 1 {
					t.Fatal("a form inside a form")
				}
			}
		})
	}
}

func BenchmarkQueuePage(b *testing.B) {
	page := pages(looks{})["queue"]
	for b.Loop() {
		var w strings.Builder
		if err := page.Render(b.Context(), &w); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(w.Len()), "page-bytes")
	}
}
