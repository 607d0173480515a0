package app_test

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

var (
	ledgerRows = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	tags       = regexp.MustCompile(`<[^>]*>`)
	dayline    = regexp.MustCompile(`(?s)<svg class="dl .*?</svg>`)
)

func page(t *testing.T, d *fettletest.Desk, who, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(d.Cookie(who))
	a := d.Send(req)
	if a.Status != http.StatusOK {
		t.Fatalf("%s: %d", path, a.Status)
	}
	return string(a.Body)
}

// ledger returns the rows of the answer to "why this deadline?" about the resolution, cells joined by a bar.
func ledger(t *testing.T, d *fettletest.Desk, number string) []string {
	t.Helper()
	_, text, ok := strings.Cut(page(t, d, "agent", "/"+number), "Why this deadline: Restore")
	if !ok {
		t.Fatal("the page has no ledger of the resolution")
	}
	text, _, _ = strings.Cut(text, "</table>")
	var rows []string
	for _, m := range ledgerRows.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[1], "<td") {
			continue
		}
		cells := strings.ReplaceAll(strings.TrimSpace(m[1]), "</td>", "|")
		rows = append(rows, strings.Trim(strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(cells, ""))), " "), "| "))
	}
	return rows
}

func act(t *testing.T, d *fettletest.Desk, number, verb string, input map[string]any) {
	t.Helper()
	if a := d.API(d.Token("agent"), http.MethodPost, "/api/v1/incidents/"+number+"/actions/"+verb, input); a.Status >= 300 {
		t.Fatalf("%s: %d %s", verb, a.Status, a.Body)
	}
}

func reported(t *testing.T, d *fettletest.Desk, at string) string {
	t.Helper()
	when, err := time.Parse("2006-01-02 15:04:05", at)
	if err != nil {
		t.Fatal(err)
	}
	d.Time.Set(when)
	var made struct{ Number string }
	a := d.API(d.Token("agent"), http.MethodPost, "/api/v1/incidents", map[string]any{"title": "The vault is shut", "impact": 1, "urgency": 1, "requester": d.ID("requester").String()})
	if err := json.Unmarshal(a.Body, &made); err != nil || made.Number == "" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	return made.Number
}

// The desk is in Berlin, an hour ahead of UTC, and works from nine to five; P1 is solved within four hours.
func TestTheLedgerHasNoEmptyRowsAndSaysWhyNothingCounts(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		number := reported(t, d, "2026-11-20 15:30:20") // a Friday, half an hour before the close
		d.Time.Advance(20 * time.Second)
		for _, row := range ledger(t, d, number) {
			if strings.Contains(row, "16:30 to 16:30") {
				t.Errorf("an empty row: %s", row)
			}
		}
		d.Time.Set(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
		act(t, d, number, "take", map[string]any{})
		act(t, d, number, "hold", map[string]any{"reason": "awaiting_caller"})
		d.Time.Set(time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
		act(t, d, number, "resume", map[string]any{})
		d.Time.Advance(90 * time.Minute)
		rows := strings.Join(ledger(t, d, number), "\n")
		for _, want := range []string{"Fri 16:30 to Fri 17:00 | Running | | 29 m", "Fri 17:00 to Sat 13:00 | Closed: weekend | | –",
			"Sat 13:00 to 10:30 | Paused, awaiting caller | Ana Agent |", "10:30 to 12:00 | Running | | 1 h 30 m", "12:00 to 14:00 | Ahead, if it runs on | | 2 h"} {
			if !strings.Contains(squeeze(rows), squeeze(want)) {
				t.Errorf("no row %q in\n%s", want, rows)
			}
		}
		if text := page(t, d, "agent", "/"+number); !strings.Contains(text, "1 h 59 m counted, 45 h 30 m paused") {
			t.Error("the ledger does not say what it adds up to")
		}
	})
}

// squeeze takes away blanks, which a page puts where it likes.
func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

func TestAQueueDrawsNightsAndRests(t *testing.T) {
	d := fettletest.SQLite(t)
	number := reported(t, d, "2026-11-20 14:00:00")
	act(t, d, number, "take", map[string]any{})
	act(t, d, number, "hold", map[string]any{"reason": "awaiting_caller"})
	d.Time.Advance(20 * time.Minute)
	act(t, d, number, "resume", map[string]any{})
	d.Time.Advance(10 * time.Minute)
	act(t, d, number, "reply", map[string]any{"body": "We look into it."})
	drawn := dayline.FindAllString(page(t, d, "agent", "/incidents"), -1)
	found := false
	for _, svg := range drawn {
		found = found || strings.Contains(svg, `class="night"`) && strings.Contains(svg, `class="rest"`) && strings.Contains(svg, "one pause of 20 m")
	}
	if !found {
		t.Errorf("no dayline with a night and a rest among %q", drawn)
	}
}

func TestWhoeverIsNotOfTheDeskSeesPromisesToCustomersOnly(t *testing.T) {
	d := fettletest.SQLite(t)
	number := reported(t, d, "2026-11-20 14:00:00")
	if text := page(t, d, "agent", "/"+number); strings.Contains(text, "Between teams") {
		t.Error("a promise between teams, while no team has the work")
	}
	teams := d.API(d.Token("agent"), http.MethodGet, "/api/v1/teams", nil)
	var list struct{ Items []struct{ ID, Name string } }
	if err := json.Unmarshal(teams.Body, &list); err != nil || len(list.Items) == 0 {
		t.Fatalf("%s %v", teams.Body, err)
	}
	act(t, d, number, "assign", map[string]any{"team": list.Items[0].ID})
	if text := page(t, d, "agent", "/"+number); !strings.Contains(text, "Between teams") {
		t.Error("no promise between teams after the hand-over")
	}
	if text := page(t, d, "requester", "/portal/"+number); strings.Contains(text, "Between teams") {
		t.Error("the portal tells of a promise between teams")
	}
}
