package discovery_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
)

// told returns what the asset LT-0001 says of the source of a field.
func told(t *testing.T, d *fettletest.Desk, field string) discovery.Source {
	t.Helper()
	var list struct{ Items []discovery.Source }
	a := d.API(d.Token("admin"), http.MethodGet, "/api/v1/assets/LT-0001/sources", nil)
	if err := json.Unmarshal(a.Body, &list); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	i := slices.IndexFunc(list.Items, func(s discovery.Source) bool { return s.Field == field })
	if i < 0 {
		return discovery.Source{}
	}
	list.Items[i].At = 0
	return list.Items[i]
}

func act(t *testing.T, d *fettletest.Desk, verb, field string, want int) {
	t.Helper()
	if a := d.API(d.Token("admin"), http.MethodPost, "/api/v1/assets/LT-0001/actions/"+verb, map[string]any{"field": field}); a.Status != want {
		t.Fatalf("%s %s: %d, want %d: %s", verb, field, a.Status, want, a.Body)
	}
}

func edit(t *testing.T, d *fettletest.Desk, in map[string]any) {
	t.Helper()
	if a := d.API(d.Token("admin"), http.MethodPatch, "/api/v1/assets/LT-0001", in, "If-Match", "*"); a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
}

func TestEachFieldKnowsWhoWroteItAndALockKeepsIt(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		all := d.Key("admin", "inventory.collect")
		send(t, d, all, report("pc-1", "SN123456", uuid1, 8192))
		edit(t, d, map[string]any{"department": "Finance"})
		for field, want := range map[string]string{"title": "agent", "serial": "agent", "model": "agent", "in_service": "agent", "department": "manual", "invoice": ""} {
			if got := told(t, d, field); got.Source != want || got.Locked || got.Offered != "" {
				t.Errorf("%s: %+v, want the source %q", field, got, want)
			}
		}
		act(t, d, "lock_field", "title", http.StatusOK)
		act(t, d, "lock_field", "model", http.StatusOK)
		act(t, d, "lock_field", "holder", http.StatusUnprocessableEntity)
		other := bytes.Replace(report("pc-renamed", "SN123456", uuid1, 8192), []byte("Book 14"), []byte("Book 15"), 1)
		send(t, d, all, other)
		if got := text(t, d, "SELECT title FROM record WHERE number = 'LT-0001'"); got != "pc-1" {
			t.Errorf("a locked name becomes %q", got)
		}
		if got := told(t, d, "title"); got != (discovery.Source{Field: "title", Source: "agent", Offered: "pc-renamed", Locked: true}) {
			t.Errorf("the locked name is %+v", got)
		}
		if got := told(t, d, "model"); got.Offered != "Halden Book 15" || !got.Locked {
			t.Errorf("the locked model is %+v", got)
		}
		act(t, d, "take_over", "model", http.StatusOK)
		if got := told(t, d, "model"); got != (discovery.Source{Field: "model", Source: "manual", Locked: true}) {
			t.Errorf("the model that was taken over is %+v", got)
		}
		act(t, d, "unlock_field", "title", http.StatusOK)
		act(t, d, "take_over", "serial", http.StatusUnprocessableEntity)
		send(t, d, all, other)
		if got := text(t, d, "SELECT title FROM record WHERE number = 'LT-0001'"); got != "pc-renamed" {
			t.Errorf("an unlocked name stays %q", got)
		}
		if got := told(t, d, "model"); got.Offered != "" {
			t.Errorf("the model is doubted still: %+v", got)
		}
	})
}

func TestWhatAPersonWroteIsOfferedAnotherValueThatCanBeTakenOver(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		all := d.Key("admin", "inventory.collect")
		send(t, d, all, report("pc-1", "SN123456", uuid1, 8192))
		edit(t, d, map[string]any{"title": "Rita's laptop", "serial": ""})
		send(t, d, all, report("pc-2", "SN123456", uuid1, 8192))
		for field, want := range map[string]discovery.Source{
			"title":  {Field: "title", Source: "manual", Offered: "pc-2"},
			"serial": {Field: "serial", Source: "manual", Offered: "SN123456"},
		} {
			if got := told(t, d, field); got != want {
				t.Errorf("%s: %+v, want %+v", field, got, want)
			}
		}
		act(t, d, "take_over", "title", http.StatusOK)
		send(t, d, all, report("pc-3", "SN123456", uuid1, 8192))
		if got := text(t, d, "SELECT title FROM record WHERE number = 'LT-0001'"); got != "pc-3" {
			t.Errorf("after it was taken over the agent keeps the name at %q", got)
		}
		edit(t, d, map[string]any{"title": "pc-4"})
		send(t, d, all, report("pc-4", "SN123456", uuid1, 8192))
		send(t, d, all, report("pc-5", "SN123456", uuid1, 8192))
		if got := text(t, d, "SELECT title FROM record WHERE number = 'LT-0001'"); got != "pc-4" {
			t.Errorf("an agent that agreed once writes %q over what a person wrote", got)
		}
	})
}
