package overviewtest

import (
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	link = regexp.MustCompile(`<a href="(/[a-z]+\?q=[^"]*)"[^>]*>([^<]*)</a>\s*(<small>)?`)
	rows = regexp.MustCompile(`<span>n ([0-9,]+)[^<]*</span>(?:<span>at [^<]*</span>)?<a href="(/[a-z]+\?q=[^"]*)" aria-label="Rows of ([^"]*)"`)
)

// Follow asks count for the rows of each question that the page links to. Where the link is a number, or a tile's "Rows" beside its n, they
// must be as many; most is where count stops, 0 for never. It returns how many figures were compared and the questions, each once.
func Follow(t *testing.T, page string, most int, count func(q string) (int, error)) (figures int, questions []string) {
	t.Helper()
	known := map[string]int{}
	ask := func(href string) int {
		u, err := url.Parse(html.UnescapeString(href))
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query().Get("q")
		if n, ok := known[q]; ok {
			return n
		}
		n, err := count(q)
		if err != nil {
			t.Errorf("%s: %v", q, err)
		}
		known[q], questions = n, append(questions, q)
		return n
	}
	compare := func(what, figure, href string) {
		t.Helper()
		want, err := strconv.Atoi(strings.ReplaceAll(figure, ",", ""))
		got := ask(href)
		if err != nil {
			return // a title, or a share or a time with its unit; that its question is understood is enough
		}
		figures++
		if most > 0 && want > most {
			want = most + 1
		}
		if got != want {
			t.Errorf("%s %s opens %d rows: %s", what, figure, got, html.UnescapeString(href))
		}
	}
	for _, m := range link.FindAllStringSubmatch(page, -1) {
		compare("the figure", strings.TrimSpace(m[2])+m[3], m[1])
	}
	for _, m := range rows.FindAllStringSubmatch(page, -1) {
		compare("n of "+m[3], m[1], m[2])
	}
	return figures, questions
}
