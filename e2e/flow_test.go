package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestFromSetUpToASolvedIncident goes the way of a new organisation: the one-time link, the first incident, its work, its end.
func TestFromSetUpToASolvedIncident(t *testing.T) {
	s := serve(t)
	ctx := tab(t)
	do(t, ctx, chromedp.Navigate(s.setup), typed("organisation", "Calder Instruments"), typed("name", "Ada Admin"), typed("email", "ada@calder.example"),
		typed("password", password), typed("zone", "Europe/Berlin"))
	if at := press(t, ctx, `#setup button[type="submit"]`); !strings.HasPrefix(at, "/incidents") {
		t.Fatalf("set-up led to %s", at)
	}
	do(t, ctx, chromedp.Navigate(s.setup))
	if text := text(t, ctx, "main"); strings.Contains(text, "Time zone") {
		t.Errorf("the set-up link works twice: %s", text)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents/new"), typed("title", "The label printer prints the old address"), typed("description", "All labels since **Monday**."))
	if at := press(t, ctx, `#new button[type="submit"]`); !strings.HasPrefix(at, "/INC-1") {
		t.Fatalf("creating led to %s", at)
	}
	do(t, ctx, typed("body", "Which depot prints them?"))
	press(t, ctx, `.composer button.r-only`)
	shows(t, ctx, ".tl", "Which depot", "All labels")
	press(t, ctx, `a[href="/incidents/INC-1/resolve"]`)
	do(t, ctx, chosen(`main [name="code"]`, "fixed"), typed("resolution", "The template held the old address."))
	press(t, ctx, `form#resolve button[type="submit"]`)
	shows(t, ctx, ".rhead", "Resolved")
}
