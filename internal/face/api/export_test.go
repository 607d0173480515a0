package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
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

func TestWhoAndWhatThereIsIsTakenAlongInPages(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		admin := d.Token("admin")
		send := func(path string, body any) []byte {
			a := d.API(admin, "POST", "/api/v1/"+path, body)
			if a.Status/100 != 2 {
				t.Fatalf("%s: %d %s", path, a.Status, a.Body)
			}
			return a.Body
		}
		for i := range 201 { // more than a page
			send("people", map[string]any{"name": fmt.Sprintf("Zed %03d", i), "email": fmt.Sprintf("zed%d@example.com", i)})
		}
		send("people", map[string]any{"name": "=HYPERLINK(1)", "email": "link@example.com", "status": "leaver"})
		var ground struct{ ID, Entity string }
		if err := json.Unmarshal(send("teams", map[string]any{"name": "Ground", "assignment": "round_robin", "max_open": 5}), &ground); err != nil {
			t.Fatal(err)
		}
		var hall struct{ ID string }
		if err := json.Unmarshal(send("locations", map[string]any{"name": "Hall", "entity": ground.Entity}), &hall); err != nil {
			t.Fatal(err)
		}
		send("locations", map[string]any{"name": "Hall 1", "entity": ground.Entity, "parent": hall.ID})
		send("services", map[string]any{"title": "Orders"})
		send("configuration-items", map[string]any{"title": "db-a", "class": "database"})
		send("services/SVC-1/actions/relate", map[string]any{"to": "CI-1", "kind": "depends_on"})

		rows := func(path string) [][]string {
			a := d.API(admin, "GET", "/api/v1/"+path, nil)
			list, err := csv.NewReader(bytes.NewReader(a.Body)).ReadAll()
			if err != nil || a.Status != http.StatusOK {
				t.Fatalf("%s: %d %v", path, a.Status, err)
			}
			return list
		}
		if list := rows("people.csv?search=zed"); len(list) != 202 || list[0][1] != "E-mail" || list[1][0] != "Zed 000" || list[201][1] != "zed200@example.com" {
			t.Errorf("%d rows, %v to %v", len(list), list[1], list[len(list)-1])
		}
		if list := rows("people.csv?status=leaver"); len(list) != 2 || list[1][0] != "'=HYPERLINK(1)" {
			t.Errorf("%v", list)
		}
		for path, want := range map[string]string{"teams.csv": "Ground|" + "Calder Instruments|round_robin|5|no", "locations.csv": "Hall 1|Hall|Calder Instruments||no",
			"relations.csv?record=SVC-1": "SVC-1|Orders|depends on|CI-1|db-a|true||0|"} {
			if !slices.ContainsFunc(rows(path), func(row []string) bool { return strings.HasPrefix(strings.Join(row, "|"), want) }) {
				t.Errorf("%s: %v", path, rows(path))
			}
		}
		if a := d.API(admin, "GET", "/api/v1/people.xlsx", nil); a.Status != http.StatusOK || a.Header.Get("Content-Disposition") != `attachment; filename="people.xlsx"` {
			t.Errorf("%d %v", a.Status, a.Header)
		}
		if a := d.API(d.Token("requester"), "GET", "/api/v1/people.csv", nil); a.Status != http.StatusForbidden {
			t.Errorf("a requester takes the people along: %d", a.Status)
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
