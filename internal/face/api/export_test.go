package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestAListIsTakenAlongWithATokenAsFarAsItReaches(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		admin := d.Token("admin")
		for _, title := range []string{"Aldgate IT Supply", "=cmd()"} {
			if a := d.API(admin, "POST", "/api/v1/suppliers", map[string]string{"title": title}); a.Status != http.StatusCreated {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		a := d.API(admin, "GET", "/api/v1/suppliers.csv?sort=title&columns=title,status", nil)
		if want := "Name,Status\n'=cmd(),Active\nAldgate IT Supply,Active\n"; a.Status != http.StatusOK || strings.ReplaceAll(string(a.Body), "\r", "") != want {
			t.Errorf("%d %q", a.Status, a.Body)
		}
		if h := a.Header; h.Get("Content-Type") != "text/csv; charset=utf-8" || h.Get("Content-Disposition") != `attachment; filename="suppliers.csv"` {
			t.Errorf("%v", h)
		}
		a = d.API(admin, "GET", "/api/v1/suppliers.xlsx?q=aldgate", nil)
		if _, err := zip.NewReader(bytes.NewReader(a.Body), int64(len(a.Body))); err != nil || a.Status != http.StatusOK {
			t.Errorf("%d %v", a.Status, err)
		}
		for path, status := range map[string]int{"/api/v1/suppliers.csv?columns=colour": http.StatusBadRequest, "/api/v1/suppliers.csv?q=colour:red": http.StatusBadRequest,
			"/api/v1/suppliers.csv?limit=1": http.StatusBadRequest, "/api/v1/suppliers.pdf": http.StatusNotFound} {
			if a := d.API(admin, "GET", path, nil); a.Status != status || a.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d %s", path, a.Status, a.Body)
			}
		}
		if a := d.API(d.Key("admin", "incident.view"), "GET", "/api/v1/suppliers.csv", nil); a.Status != http.StatusForbidden {
			t.Errorf("a token for incidents takes suppliers along: %d", a.Status)
		}
		if a := d.API(d.Token("requester"), "GET", "/api/v1/suppliers.csv", nil); a.Status != http.StatusForbidden {
			t.Errorf("a requester takes suppliers along: %d", a.Status)
		}
	})
}

func TestLocationsAreKeptThroughTheAPI(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		admin := d.Token("admin")
		type location struct {
			ID, Parent, Entity, Name string
			Version                  int
		}
		add := func(body map[string]any, headers ...string) (l location, a fettletest.Answer) {
			a = d.API(admin, "POST", "/api/v1/locations", body, headers...)
			if err := json.Unmarshal(a.Body, &l); err != nil {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			return l, a
		}
		house, a := add(map[string]any{"name": "Mill House", "entity": d.Root}, "Idempotency-Key", "house")
		if a.Status != http.StatusCreated || a.Header.Get("Location") != "/api/v1/locations/"+house.ID {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if again, a := add(map[string]any{"name": "Mill House", "entity": d.Root}, "Idempotency-Key", "house"); again != house || a.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		room, _ := add(map[string]any{"name": "Room 1", "entity": d.Root, "parent": house.ID})
		at := "/api/v1/locations/" + room.ID
		if room.Parent != house.ID {
			t.Errorf("%+v", room)
		}
		if a := d.API(admin, "PATCH", at, map[string]any{"name": "Room 2"}); a.Status != http.StatusPreconditionRequired {
			t.Errorf("without If-Match: %d %s", a.Status, a.Body)
		}
		if a := d.API(admin, "PATCH", at, map[string]any{"name": "Room 2"}, "If-Match", `"7"`); a.Status != http.StatusPreconditionFailed {
			t.Errorf("with an old one: %d %s", a.Status, a.Body)
		}
		if a := d.API(admin, "PATCH", at, map[string]any{"name": "Room 2"}, "If-Match", `"1"`); a.Status != http.StatusOK {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := d.API(admin, "GET", at, nil); !strings.Contains(string(a.Body), "Room 2") || a.Header.Get("Etag") != `"2"` {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := d.API(admin, "GET", "/api/v1/locations", nil); !strings.Contains(string(a.Body), "Mill House") || !strings.Contains(string(a.Body), "Room 2") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		if a := d.API(d.Token("requester"), "POST", "/api/v1/locations", map[string]any{"name": "X"}); a.Status != http.StatusForbidden {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	})
}
