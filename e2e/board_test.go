package e2e_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAListIsGroupedAndABoard groups the same question by several fields, looks at it in columns, and opens a card with keys.
func TestAListIsGroupedAndABoard(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	for i := range 24 {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": fmt.Sprintf("The turnstile %d is stuck", i+1), "impact": 1 + i/20, "urgency": 1 + i/20})
	}
	s.api(token, "POST", "/api/v1/incidents/INC-1/actions/take", map[string]any{})
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/incidents"))
	press(t, ctx, `.sortmenu a[href*="by=priority"]`)
	shows(t, ctx, ".qtable", "P1 critical 20", "P3 moderate 4", "Show all")
	if n := count(t, ctx, "[data-row]"); n != 19 {
		t.Errorf("%d rows are shown, not fifteen of the first group and four of the second", n)
	}
	sound(t, ctx, "a grouped list", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	press(t, ctx, `a[href*="board=1"]`)
	shows(t, ctx, ".board", "P1 critical 20", "P3 moderate 4")
	sound(t, ctx, "a board", everyLook)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	press(t, ctx, ".board section:first-child > a")
	shows(t, ctx, ".qhead", "20 incidents")

	for by, want := range map[string][]string{"status": {"New 23", "In progress 1"}, "assignee": {"Mine 1", "Nobody’s 23"}, "team": {"Nobody’s 24"}} {
		do(t, ctx, chromedp.Navigate(s.url+"/incidents?board=1&by="+by))
		shows(t, ctx, ".board", want...)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?board=1&by=status"), chromedp.KeyEvent("j"))
	if at := led(t, ctx, chromedp.KeyEvent("\r")); at != "/INC-1" && at != "/INC-2" {
		t.Errorf("a card leads to %s", at)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?board=1&by=nonsense"))
	if count(t, ctx, ".board") > 0 || count(t, ctx, "[data-row]") != 24 {
		t.Error("a field that there is not groups something")
	}

	// A view keeps how it is grouped, and can be looked at without.
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?board=1&by=status"))
	press(t, ctx, `.tabs a[aria-label="New view"]`)
	do(t, ctx, typed("name", "By state"))
	press(t, ctx, `#view button[type="submit"]`)
	shows(t, ctx, `.tabs [aria-current="page"]`, "By state")
	shows(t, ctx, ".board", "New 23")
	press(t, ctx, `.sortmenu .list a:first-child`)
	if count(t, ctx, ".board") > 0 || count(t, ctx, "[data-row]") != 24 {
		t.Error("the view is grouped though nobody wants it")
	}
	shows(t, ctx, `.tabs [aria-current="page"]`, "By state")

	// Further columns are chosen and kept.
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
	unfold(t, ctx, `.cols [value="impact"]`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`.cols [value="impact"]`)), chromedp.Click(chromedp.CSS(`.cols [value="channel"]`)))
	sound(t, ctx, "columns to choose", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1600, 900))
	press(t, ctx, `.cols button[type="submit"]`)
	if got := text(t, ctx, ".qtable .row:first-child .c-x"); got != "API\nHigh" {
		t.Errorf("the further columns say %q", got)
	}
	press(t, ctx, `.tabs a[aria-label="New view"]`)
	do(t, ctx, typed("name", "With impact"))
	press(t, ctx, `#view button[type="submit"]`)
	shows(t, ctx, `.tabs [aria-current="page"]`, "With impact")
	if got := text(t, ctx, ".qtable .row:first-child .c-x"); got != "API\nHigh" {
		t.Errorf("in the view the further columns say %q", got)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/services?cols=users,nonsense"))
	shows(t, ctx, ".qhead", "Services")
}
