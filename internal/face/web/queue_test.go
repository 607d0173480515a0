package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestTheQueueShowsWhatItsAddressSays(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		b.get("/incidents").want(http.StatusOK, "First steps")
		one := b.open("Mine to do", "assignee", "me", "impact", "1", "urgency", "1")
		two := b.open("For anybody")
		if got := numbers(b.get("/incidents")); got != one+" "+two {
			t.Errorf("by time left: %s", got)
		}
		if got := numbers(b.get("/incidents?view=mine")); got != one {
			t.Errorf("mine: %s", got)
		}
		if got := numbers(b.get("/incidents?view=unassigned")); got != two {
			t.Errorf("unassigned: %s", got)
		}
		if got := numbers(b.get("/incidents?q=status:open+anybody")); got != two {
			t.Errorf("by a word: %s", got)
		}
		if got := numbers(b.get("/incidents?sort=-created")); got != two+" "+one {
			t.Errorf("newest first: %s", got)
		}
		p := b.get("/incidents?q=status:open+priority:1,2").want(http.StatusOK, "Filtered")
		if got := p.text(".qfilter .chip"); !strings.Contains(got, "Priority is any of P1 critical, P2 high") {
			t.Errorf("chips: %s", got)
		}
		p = b.get("/incidents?q=assigne:me+status:open").want(http.StatusUnprocessableEntity, "did you mean 'assignee'?")
		if p.value("#filter-q") != "assigne:me status:open" {
			t.Error("the filter is gone")
		}
		b.get("/incidents?q=status:open+title:zebra").want(http.StatusOK, "Nothing matches this filter", "Clear")
		b.get("/incidents?after=rubbish").want(http.StatusUnprocessableEntity, "start again at the first page")
		b.get("/incidents?sort=due&q=status:done").want(http.StatusOK, "Nothing matches")
		p = b.get("/incidents?open=" + strings.ToLower(two))
		p.one(".peek")
		if got := p.text(".peek h2.ttl"); got != "For anybody" {
			t.Errorf("preview: %q", got)
		}
		if n := len(b.get("/incidents?open=INC-999").all(".peek")); n != 0 {
			t.Error("a preview of nothing")
		}
		if got := p.text(".c-time"); !strings.Contains(got, "left") {
			t.Errorf("no words beside the clock: %q", got)
		}
	})
}

func numbers(p page) string {
	var out []string
	for _, n := range p.all(".c-subj .num") {
		out = append(out, textOf(n))
	}
	return strings.Join(out, " ")
}

func TestPagesOfAQueueFollowOneAnother(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	const rows = 60
	for i := range rows {
		b.open(fmt.Sprintf("Number %d", i))
	}
	seen := map[string]bool{}
	p := b.get("/incidents")
	for pages := 1; ; pages++ {
		for _, n := range strings.Fields(numbers(p)) {
			if seen[n] {
				t.Errorf("%s is there twice", n)
			}
			seen[n] = true
		}
		next := p.all(".pager a[rel=next]")
		if len(next) == 0 {
			if pages != 2 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		p = b.get(attr(next[0], "href")).want(http.StatusOK)
	}
	if len(seen) != rows {
		t.Errorf("%d of %d rows", len(seen), rows)
	}
}
