package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheWatchHearsWhatNoTabShouldDo does each of it, since a check that never fails shows nothing.
func TestTheWatchHearsWhatNoTabShouldDo(t *testing.T) {
	s := serve(t)
	for wrong, code := range map[string]string{
		"Content Security Policy": `document.body.append(Object.assign(document.createElement("script"), {textContent: "window.__pwned = 1"}))`,
		"inline style":            `document.body.setAttribute("style", "color: red")`,
		"a script failed":         `setTimeout(() => { throw new Error("canary") })`,
		"a script complained":     `console.error("canary")`,
		"a dialog opened: canary": `alert("canary")`,
	} {
		w := &watch{}
		ctx := w.open(t, browser(t), chromedp.WithNewBrowserContext())
		do(t, ctx, chromedp.Navigate(s.url+"/sign-in"))
		if early := w.heard(ctx); len(early) > 0 {
			t.Errorf("before anything was done: %v", early)
		}
		do(t, ctx, script(code+`; setTimeout(() => window.after = 1)`))
		until(t, ctx, `window.after`) // timers go off in their order
		do(t, ctx, chromedp.Navigate(s.url+"/portal"))
		if late := strings.Join(w.heard(ctx), "\n"); !strings.Contains(late, wrong) {
			t.Errorf("for %s it heard %q", wrong, late)
		}
	}
	w := &watch{}
	ctx := w.open(t, browser(t), chromedp.WithNewBrowserContext())
	if err := chromedp.Do(ctx, chromedp.Navigate("http://fettle.invalid/")); err == nil {
		t.Error("there is somebody at an address that nobody can have")
	}
	if late := strings.Join(w.heard(ctx), "\n"); !strings.Contains(late, "a request left this machine") {
		t.Errorf("for a request to another place it heard %q", late)
	}
}
