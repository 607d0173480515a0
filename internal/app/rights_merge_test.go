package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// A merger makes the requester of the one follow the other. What stood there before was said to somebody else: through no page, endpoint,
// search or file do they get it; what is said from then on they do.
func TestWhoeverAMergerMadeFollowGetsNothingFromBefore(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		w := newWorld(t, d)
		w.tokens["mara"], w.cookies["mara"] = w.token(w.mara, "token of mara"), w.cookie(w.mara, "browser of mara")
		p := w.row("ownrequester")
		w.Time.Advance(60_000_000_000)
		_, err := w.Incidents.Reply(w.as("administrator"), incident.Reply{On: action.On{Number: p.number}, Body: "zqfromthenon"})
		w.must(err)
		seen := 0
		for _, route := range w.routes() {
			if !route.Safe() || !byRow(route) || route.Pattern == "/api/v1/stream" {
				continue
			}
			a, _ := w.call(request{role: "mara", route: route, target: w.at(p)})
			body := strings.ToLower(string(a.Body))
			for _, word := range append([]string{"zqownrequesterreport", "zqownrequesterreply", "zqownrequestershown"}, p.internal...) {
				if strings.Contains(body, word) {
					t.Errorf("%s tells who came with a merger %s: %d", route.Pattern, word, a.Status)
				}
			}
			if strings.Contains(body, "zqfromthenon") {
				seen++
			}
		}
		if seen < 2 {
			t.Errorf("what was said after the merger is on %d pages", seen)
		}
		for _, pattern := range []string{"/api/v1/search?q=zqownrequesterreply", "/search?q=zqownrequesterreport", "/api/v1/incidents?q=zqownrequesterreply"} {
			path, query, _ := strings.Cut(pattern, "?")
			a, _ := w.call(request{role: "mara", route: face.Route{Method: http.MethodGet, Pattern: path}, query: "?" + query, target: w.at(p)})
			if strings.Contains(string(a.Body), p.number) {
				t.Errorf("%s finds %s: %.300s", pattern, p.number, a.Body)
			}
		}
	})
}
