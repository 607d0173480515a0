package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// hand presses keys and counts them: a chord is one, and typing words is none.
type hand struct {
	t    *testing.T
	ctx  context.Context
	keys int
}

// press presses a key; a chord is two of them with a space between.
func (h *hand) press(chord string, o ...chromedp.KeyOption) {
	h.t.Helper()
	h.keys++
	for _, key := range strings.Split(chord, " ") {
		do(h.t, h.ctx, chromedp.KeyEvent(key, o...))
	}
}

// leads presses a key that leads to another page.
func (h *hand) leads(key string, o ...chromedp.KeyOption) string {
	h.t.Helper()
	h.keys++
	return led(h.t, h.ctx, chromedp.KeyEvent(key, o...))
}

// within fails the test when a job took more keys than it may, and begins to count anew.
func (h *hand) within(job string, most int) {
	h.t.Helper()
	if h.keys > most {
		h.t.Errorf("%s takes %d keys, more than %d", job, h.keys, most)
	}
	h.keys = 0
}

// TestManyAreChangedWithFewKeysAndTakenBack closes twenty, takes that back, merges two, and changes all rows of a filter.
func TestManyAreChangedWithFewKeysAndTakenBack(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	for i := range 60 {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": fmt.Sprintf("The turnstile %d is stuck", i+1), "impact": 1 + i/20, "urgency": 1 + i/20})
	}
	ctx := tab(t)
	s.signIn(ctx, c)
	h := &hand{t: t, ctx: ctx}
	state := func(n int) string {
		return s.api(token, "GET", fmt.Sprintf("/api/v1/incidents/INC-%d", n), nil)["state"].(string)
	}

	// Twenty are closed at once.
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/incidents?q=status%3Aopen+priority%3A1"))
	h.press("* a")
	shows(t, ctx, ".bulk", "20 selected")
	sound(t, ctx, "rows that are selected", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	if at := h.leads("s"); !strings.HasPrefix(at, "/batches/") {
		t.Fatalf("solving leads to %s", at)
	}
	shows(t, ctx, "main", "Resolve 20 incidents", "All 20 will change.")
	sound(t, ctx, "a batch that is asked", everyLook)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), unchecked)
	h.keys--
	h.leads(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)) // nothing is filled in yet
	shows(t, ctx, "main", "Choose how it was resolved.")
	do(t, ctx, chromedp.Focus(chromedp.CSS(`main [name="code"]`)))
	h.press("F")
	h.press(kb.Tab)
	do(t, ctx, typed("resolution", "The bearing was oiled."))
	if at := h.leads(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)); !strings.HasPrefix(at, "/incidents?q=") {
		t.Fatalf("afterwards one is at %s", at)
	}
	h.within("closing twenty", 5)
	shows(t, ctx, ".toasts", "20 incidents changed.")
	if state(1) != "resolved" || state(20) != "resolved" || state(21) != "new" {
		t.Errorf("they are %s, %s and %s", state(1), state(20), state(21))
	}
	h.leads("u")
	h.within("taking it back", 1)
	shows(t, ctx, ".toasts", "20 incidents as before.")
	if state(1) != "new" || state(20) != "new" {
		t.Errorf("they are %s and %s", state(1), state(20))
	}

	// Two are merged; one has changed state meanwhile and stays.
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?q=number%3AINC-21%2CINC-22&sort=created"), chromedp.KeyEvent("j"))
	h.press("x")
	h.press(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierShift))
	shows(t, ctx, ".bulk", "2 selected")
	h.leads("m")
	shows(t, ctx, "main", "Merge 1 incident")
	h.leads(kb.Enter)
	h.within("merging two", 4)
	if state(21) != "new" || state(22) != "closed" {
		t.Errorf("they are %s and %s", state(21), state(22))
	}

	// All rows of a filter, also of those that the page does not show; what cannot change is named before and after.
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?q=title%3Aturnstile&sort=created"), chromedp.KeyEvent("j"), chromedp.KeyEvent("x"),
		chromedp.Click(chromedp.CSS(".bulk [data-many]")))
	shows(t, ctx, ".bulk", "All selected")
	press(t, ctx, `.bulk [value="hold"]`)
	shows(t, ctx, "main", "Hold 60 incidents", "59 will change, 1 stay as they are.", "INC-22 stays as they are: Closed")
	do(t, ctx, chosen(`[name="reason"]`, "awaiting_vendor"))
	press(t, ctx, `#batch button[type="submit"]`)
	shows(t, ctx, ".toasts", "59 incidents changed.")
	if state(60) != "on_hold" {
		t.Errorf("the last is %s", state(60))
	}
}
