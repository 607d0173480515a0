package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAFilterIsKeptAsAViewSharedChangedAndDeleted keeps one, has it counted, shares it with a team whose member finds it, and deletes it.
func TestAFilterIsKeptAsAViewSharedChangedAndDeleted(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	for i := range 3 {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": fmt.Sprintf("The turnstile %d is stuck", i+1), "impact": 1 + i, "urgency": 1 + i})
	}
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/incidents?q=status%3Aopen+priority%3A1"))
	shows(t, ctx, ".qhead", "Filtered", "1 incident")
	at := press(t, ctx, `.tabs a[aria-label="New view"]`)
	if !strings.HasPrefix(at, "/views/new?") {
		t.Fatalf("a new view is made at %s", at)
	}
	sound(t, ctx, "keeping a view", everyLook)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), unchecked)
	press(t, ctx, `#view button[type="submit"]`)
	shows(t, ctx, "#view", "Give it a name")
	sound(t, ctx, "a view without a name", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), typed("name", "On fire"))
	press(t, ctx, `#view button[type="submit"]`)
	shows(t, ctx, ".qhead", "On fire", "1 incident")
	shows(t, ctx, `.tabs [aria-current="page"]`, "On fire", "1")

	press(t, ctx, `a[href^="/views/"]:not([href*="new"])`)
	do(t, ctx, chromedp.SetValue(chromedp.CSS(`#view [name="q"]`), "staus:open"))
	press(t, ctx, `#view button[type="submit"]`)
	shows(t, ctx, "#view", "status")
	do(t, ctx, chromedp.SetValue(chromedp.CSS(`#view [name="q"]`), "status:open priority:1,2"), chromedp.SetValue(chromedp.CSS(`#view [name="name"]`), "Hot"))
	press(t, ctx, `#view button[type="submit"]`)
	shows(t, ctx, `.tabs [aria-current="page"]`, "Hot")
	if n := count(t, ctx, "[data-row]"); n < 1 {
		t.Errorf("the changed view shows %d rows", n)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"), chromedp.KeyEvent("v"))
	views := count(t, ctx, ".tabs[aria-label='Saved views'] a[href]") - 1
	led(t, ctx, chromedp.KeyEvent(fmt.Sprint(views)))
	shows(t, ctx, `.tabs [aria-current="page"]`, "Hot")

	press(t, ctx, `a[href^="/views/"]:not([href*="new"])`)
	do(t, ctx, script(`window.confirm = () => true`))
	press(t, ctx, `form[action$="/delete"] button`)
	shows(t, ctx, ".toasts", "is deleted")
	if strings.Contains(text(t, ctx, ".tabs"), "Hot") {
		t.Error("the view stays")
	}
}
