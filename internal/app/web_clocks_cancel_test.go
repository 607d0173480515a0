package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// stands returns what the API says of the promises to the customer, such as "first_response met, resolution cancelled".
func stands(t *testing.T, d *fettletest.Desk, number string) string {
	t.Helper()
	a := d.API(d.Token("agent"), http.MethodGet, "/api/v1/incidents/"+number+"/sla", nil)
	var answer struct {
		Clocks []struct{ Kind, Metric, State string }
	}
	if err := json.Unmarshal(a.Body, &answer); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d %v %s", a.Status, err, a.Body)
	}
	var out []string
	for _, c := range answer.Clocks {
		if c.Kind == "sla" {
			out = append(out, c.Metric+" "+c.State)
		}
	}
	return strings.Join(out, ", ")
}

// found returns how many incidents a question finds.
func found(t *testing.T, d *fettletest.Desk, q string) int {
	t.Helper()
	a := d.API(d.Token("agent"), http.MethodGet, "/api/v1/incidents?q="+url.QueryEscape(q), nil)
	var list struct{ Items []json.RawMessage }
	if err := json.Unmarshal(a.Body, &list); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%s: %d %v %s", q, a.Status, err, a.Body)
	}
	return len(list.Items)
}

func TestCancelledWorkKeptAndBrokeNoPromise(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		cancelled := reported(t, d, "2026-11-20 09:00:00")
		merged, into := reported(t, d, "2026-11-20 09:00:00"), reported(t, d, "2026-11-20 09:00:00")
		parent, child := reported(t, d, "2026-11-20 09:00:00"), reported(t, d, "2026-11-20 09:00:00")
		if a := d.API(d.Token("agent"), http.MethodPatch, "/api/v1/incidents/"+child, map[string]any{"parent": parent}, "If-Match", "*"); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		d.Time.Advance(10 * time.Minute)
		act(t, d, into, "reply", map[string]any{"body": "We look into it."})
		act(t, d, cancelled, "cancel", map[string]any{"reason": "It was the light switch."})
		act(t, d, merged, "merge", map[string]any{"into": into})
		act(t, d, parent, "resolve", map[string]any{"code": "fixed", "resolution": "The hinge was oiled."})
		d.Time.Advance(time.Minute)
		for number, want := range map[string]string{
			cancelled: "first_response cancelled, resolution cancelled",
			merged:    "first_response cancelled, resolution cancelled",
			into:      "first_response met, resolution running",
			child:     "first_response met, resolution met",
		} {
			if got := stands(t, d, number); got != want {
				t.Errorf("%s: %s, want %s", number, got, want)
			}
		}
		rows := ledger(t, d, cancelled)
		if last := rows[len(rows)-1]; !strings.Contains(squeeze(last), squeeze("| Cancelled |")) {
			t.Errorf("the ledger ends with %q", last)
		}
		if text := page(t, d, "agent", "/"+cancelled); strings.Contains(text, "early") || !strings.Contains(text, "counts neither as kept nor as broken") {
			t.Error("the page does not say that the promises were cancelled")
		}
		for q, want := range map[string]int{"resolution_sla:cancelled": 2, "response_sla:cancelled": 2, "response_sla:met": 3, "resolution_sla:met,breached": 2} {
			if n := found(t, d, q); n != want {
				t.Errorf("%s finds %d, want %d", q, n, want)
			}
		}
	})
}
