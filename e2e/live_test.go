package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestWhatOthersReportIsAnnouncedAndMovesNothing watches a list while somebody else reports something.
func TestWhatOthersReportIsAnnouncedAndMovesNothing(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The first"})
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/incidents"))
	if count(t, ctx, "[data-live]") == 0 {
		t.Fatal("the list does not listen")
	}
	until(t, ctx, `document.querySelector("[data-live][data-state=on]") !== null`)
	if pill := count(t, ctx, "[data-new]:not([hidden])"); pill != 0 {
		t.Error("something is announced before it happened")
	}
	other := beside(t, ctx) // a second tab hears it from the first
	do(t, other, chromedp.Navigate(s.url+"/incidents?view=unassigned"))
	number, _ := s.report("The second. It is new.", "Marta Kowalczyk", "marta@calder.example")
	until(t, ctx, `!document.querySelector("[data-new]").hidden`)
	shows(t, ctx, "[data-new]", "1 new")
	if rows := run(t, ctx, chromedp.Evaluate[[]string](numbers)); len(rows) != 1 {
		t.Errorf("the rows moved by themselves: %v", rows)
	}
	s.report("The third. It is new too.", "Piotr Nowak", "piotr@calder.example")
	until(t, ctx, `document.querySelector("[data-new]").textContent === "2 new"`)
	until(t, other, `document.querySelector("[data-new]").textContent === "2 new"`)
	press(t, ctx, "[data-new]")
	if rows := strings.Join(run(t, ctx, chromedp.Evaluate[[]string](numbers)), " "); !strings.Contains(rows, number) {
		t.Errorf("after the pill the list has %s", rows)
	}
}
