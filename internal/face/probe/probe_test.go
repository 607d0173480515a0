package probe_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestProbesTellWhetherTheProcessWorks(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		if a := d.API("", "GET", "/livez", nil); a.Status != http.StatusOK {
			t.Errorf("/livez: %d", a.Status)
		}
		if a := d.API("", "GET", "/readyz?verbose", nil); a.Status != http.StatusOK || !strings.Contains(string(a.Body), "[+]database: takes writes") {
			t.Errorf("/readyz: %d %s", a.Status, a.Body)
		}
	})
}

func TestFiguresAreForThisMachineAndForWhoMayReadThem(t *testing.T) {
	d := fettletest.SQLite(t)
	token := d.Token("admin")
	if a := d.API(token, "POST", "/api/v1/incidents", map[string]string{"title": "Open work"}); a.Status != http.StatusCreated {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a := d.API("", "GET", "/metrics", nil)
	for _, want := range []string{`fettle_tickets_open{kind="incident"} 1`, `fettle_http_request_duration_seconds_count{method="POST",route="/api/v1/incidents",status="2xx"} 1`, `fettle_build_info{`} {
		if !strings.Contains(string(a.Body), want) {
			t.Errorf("no %s", want)
		}
	}
	for who, want := range map[string]int{"": 401, d.Token("requester"): 403, token: 200} {
		if a := d.API(who, "GET", "/metrics", nil, "X-Forwarded-For", "203.0.113.9"); a.Status != want {
			t.Errorf("from elsewhere: %d, want %d", a.Status, want)
		}
	}
}
