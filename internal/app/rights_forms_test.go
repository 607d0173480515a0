package app_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

var (
	sends  = regexp.MustCompile(`<(?:form|button)\b[^>]*>`)
	sentTo = regexp.MustCompile(`(?:form)?action="([^"]*)"`)
)

// posts are the addresses to which the forms of a page are sent.
func posts(page string) []string {
	var out []string
	for _, tag := range sends.FindAllString(page, -1) {
		if m := sentTo.FindStringSubmatch(tag); m != nil && !strings.Contains(tag, `formmethod="get"`) && (strings.Contains(tag, `method="post"`) || strings.Contains(tag, "formaction=")) {
			path, _, _ := strings.Cut(html.UnescapeString(m[1]), "?")
			out = append(out, path)
		}
	}
	return out
}

// taker returns the route that takes what is sent to a path.
func (w *world) taker(routes []face.Route) func(path string) (face.Route, bool) {
	mux := http.NewServeMux()
	known := map[string]face.Route{}
	for _, r := range routes {
		if r.Method == http.MethodPost && !isAPI(r) {
			known[r.Pattern] = r
			mux.HandleFunc(r.Pattern, func(http.ResponseWriter, *http.Request) {})
		}
	}
	return func(path string) (face.Route, bool) {
		req, err := http.NewRequestWithContext(w.T.Context(), http.MethodPost, path, nil)
		w.must(err)
		_, pattern := mux.Handler(req)
		r, ok := known[pattern]
		return r, ok
	}
}

// Whoever would be refused must not be led to write first: no page of the desk holds a form that its reader may not send.
func TestNoPageHoldsAFormThatItsReaderMayNotSend(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	all, err := w.Routes()
	w.must(err)
	forms, taker := 0, w.taker(all)
	for _, route := range w.routes() {
		if !route.Safe() || isAPI(route) {
			continue
		}
		for _, role := range roleKeys(t) {
			targets := []*planted{w.row("abroad")}
			if byRow(route) {
				targets = w.rows
			}
			for _, p := range targets {
				a, _ := w.call(request{role: role, route: route, target: w.at(p)})
				if a.Status != http.StatusOK {
					continue
				}
				for _, path := range posts(string(a.Body)) {
					to, ok := taker(path)
					if !ok {
						t.Errorf("%s as %s has a form to %s, which takes nothing", route.Pattern, role, path)
						continue
					}
					forms++
					var row *planted
					if byRow(to) {
						row = p
						for _, q := range slices.Concat(w.rows, w.things) { // a list holds forms of its rows
							if strings.Contains(path, "/"+q.number+"/") {
								row = q
							}
						}
					}
					same := row == nil && to.Permission == route.Permission                  // whoever may look may send; what is sent is judged by its rows
					opens := to.Permission == "incident.open" && expected()[role].open != "" // for oneself at least
					if to.Permission != face.Anyone && to.Permission != face.SignedIn && !opens && !same && !w.allowed(role, to, row) {
						t.Errorf("%s of %s draws a form for %s that is sent to %s, which needs %s", route.Pattern, p, role, to.Pattern, to.Permission)
					}
				}
			}
		}
	}
	if forms < 1000 {
		t.Errorf("only %d forms were found; the pattern looks at the wrong thing", forms)
	}
}

// A form is refused in the words and with the status with which the change behind it is refused.
func TestAFormIsRefusedLikeItsChange(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	all, err := w.Routes()
	w.must(err)
	pairs, taker := 0, w.taker(all)
	for _, form := range w.routes() {
		if form.Method != http.MethodGet || isAPI(form) || byRow(form) || !strings.Contains(form.Permission, ".edit") {
			continue
		}
		to := w.at(w.row("abroad"))
		change, ok := taker(w.fill(form.Pattern, to))
		if !ok {
			continue
		}
		pairs++
		for _, role := range roleKeys(t) {
			if role == visitor || w.allowed(role, form, nil) {
				continue
			}
			shown, _ := w.call(request{role: role, route: form, target: to})
			sent, _ := w.call(request{role: role, route: change, target: to, body: w.bodyOf(change, to)})
			if shown.Status != http.StatusForbidden || sent.Status != http.StatusForbidden {
				t.Errorf("%s as %s: the form answers %d, the change %d", form.Pattern, role, shown.Status, sent.Status)
			}
			for name, a := range map[string]fettletest.Answer{"form": shown, "change": sent} {
				if !strings.Contains(string(a.Body), "Your role does not allow this.") {
					t.Errorf("%s as %s: the %s is refused in other words: %.300s", form.Pattern, role, name, a.Body)
				}
			}
		}
	}
	if pairs < 8 {
		t.Errorf("only %d pairs of forms and changes", pairs)
	}
}
