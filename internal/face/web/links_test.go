package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

var variable = regexp.MustCompile(`\d+|=[^&]*`)

func TestNoLinkLeadsToWhatIsNotThereOrNotAllowed(t *testing.T) {
	d := fettletest.SQLite(t)
	a := as(t, d, "agent")
	number := a.open("The gate squeaks", "requester", "requester@calder.example", "assignee", "me")
	a.follow(a.post("/incidents/"+number+"/compose", "mode", "reply", "body", "We oil it."))
	a.follow(a.post("/incidents/"+a.open("The same gate", "requester", "requester@calder.example")+"/merge", "version", "1", "into", number))
	for _, who := range []string{"agent", "lead", "admin", "auditor", "requester", "stranger", ""} {
		t.Run(who, func(t *testing.T) {
			b := as(t, d, who)
			from := map[string]string{"/": "the start", "/portal": "the start"}
			forms := map[string]string{}
			like := map[string]int{} // a few pages of each sort are enough
			for todo := []string{"/", "/portal"}; len(todo) > 0; todo = todo[1:] {
				at := todo[0]
				p := b.get(at)
				for p.Status == http.StatusSeeOther || p.Status == http.StatusPermanentRedirect {
					p = b.get(p.Header.Get("Location"))
				}
				if p.Status != http.StatusOK {
					t.Errorf("%s answers %d, and %s leads there", at, p.Status, from[at])
				}
				for _, n := range p.all("form") {
					if to := within(at, attr(n, "action")); attr(n, "method") == "post" && to != "" && to != "/sign-out" {
						forms[variable.ReplaceAllString(to, "")] = to
					}
				}
				for _, n := range p.all("a") {
					to := within(at, attr(n, "href"))
					sort := variable.ReplaceAllString(to, "")
					if _, known := from[to]; to == "" || known || like[sort] > 1 {
						continue
					}
					like[sort]++
					from[to] = at
					todo = append(todo, to)
				}
			}
			for _, to := range forms { // whatever else is wrong with an empty form: whoever is offered it may send it
				if p := b.post(to); p.Status == http.StatusForbidden {
					t.Errorf("the form for %s is refused: %s", to, p.text("main"))
				}
			}
		})
	}
}

// within is where a link of a page leads, "" when it leaves the desk or stays on the page.
func within(at, href string) string {
	base, err := url.Parse(at)
	if err != nil {
		return ""
	}
	to, err := base.Parse(href)
	if err != nil || to.Host != "" || to.Scheme != "" || strings.HasPrefix(href, "#") || strings.HasPrefix(to.Path, "/static/") {
		return ""
	}
	to.Fragment = ""
	return to.String()
}
