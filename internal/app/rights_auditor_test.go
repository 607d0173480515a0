package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// The sweep says what an auditor must not do; this says what an auditor is there for.
func TestTheAuditorReadsTheWholeDeskAndItsLog(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		w := newWorld(t, d)
		w.Time.Advance(10 * time.Second) // events of the last moments are not settled yet
		p := w.row("abroad")
		ask := func(method, pattern string) fettletest.Answer {
			t.Helper()
			a, _ := w.call(request{role: "auditor", route: face.Route{Method: method, Pattern: pattern}, target: w.at(p), body: map[string]any{}})
			return a
		}
		for _, tt := range []struct{ method, pattern, says string }{
			{"GET", "/{number}", "zqabroadnote"},
			{"GET", "/api/v1/incidents/{number}/timeline", "zqabroadnote"},
			{"GET", "/api/v1/incidents/{number}/tasks", "zqabroadtask"},
			{"GET", "/api/v1/incidents/{number}/attachments", "zqabroadwithheld"},
			{"GET", "/audit", "account."},
			{"POST", "/audit/verify", "The log is whole"},
			{"GET", "/api/v1/events", "people.created"},
			{"GET", "/people/{id}", "Zqmara Abroad"},
			{"GET", "/settings/service-levels", "Agreement"},
			{"GET", "/settings/calendars", "Calendar"},
		} {
			if a := ask(tt.method, tt.pattern); a.Status != http.StatusOK || !strings.Contains(string(a.Body), tt.says) {
				t.Errorf("%s %s answers an auditor %d without %q: %.300s", tt.method, tt.pattern, a.Status, tt.says, a.Body)
			}
		}
		for _, verb := range []string{"note", "reply", "edit", "take", "resolve", "merge", "add_task", "log_time"} {
			if a := ask("POST", "/api/v1/incidents/{number}/actions/"+verb); a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
				t.Errorf("an auditor's %s answers %d: %s", verb, a.Status, a.Body)
			}
		}
	})
}
