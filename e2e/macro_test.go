package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAMacroAnswersAndSolvesWithFewKeys keeps a macro and a text block, uses both, names a record and pastes a file.
func TestAMacroAnswersAndSolvesWithFewKeys(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The turnstile is stuck"})
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The lift hums"})
	ctx := tab(t)
	s.signIn(ctx, c)
	for _, page := range []string{"/help", "/help/imports"} { // all others are made alike
		do(t, ctx, chromedp.Navigate(s.url+page))
		sound(t, ctx, page, everyLook)
	}
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/macros"))
	shows(t, ctx, "main", "There are none yet")
	sound(t, ctx, "no macros", twoLooks)
	press(t, ctx, `main a[href="/macros/new"]`)
	sound(t, ctx, "a new macro", everyLook)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), unchecked, typed("name", "Restart"), typed("body", "Dear {firstname}"))
	press(t, ctx, `#macro button[type="submit"]`)
	shows(t, ctx, "#macro", "There is no {firstname}.")
	do(t, ctx, chromedp.SetValue(chromedp.CSS(`[name="body"]`), "{number}: a restart helped, {my_name}"), chosen(`[name="state"]`, "resolve:fixed"), chromedp.Click(chromedp.CSS(`[name="take"]`)))
	press(t, ctx, `#macro button[type="submit"]`)
	shows(t, ctx, "main", "Restart", "and resolve:", "assign to me")
	do(t, ctx, chromedp.Navigate(s.url+"/macros/new"), typed("name", "Hello there"), typed("body", "Good morning!"))
	press(t, ctx, `#macro button[type="submit"]`)
	sound(t, ctx, "macros", twoLooks)

	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/INC-1"))
	h := &hand{t: t, ctx: ctx}
	do(t, ctx, pressed("r", "KeyR", false)) // the letter would be typed too: here a key is two events
	h.keys++
	h.press("/")
	do(t, ctx, chromedp.KeyEvent("rest"))
	until(t, ctx, `document.querySelector('[role="option"]')?.innerText.includes("Restart")`)
	h.press(kb.Enter)
	until(t, ctx, `document.querySelector("#composer-body").value.startsWith("INC-1: a restart helped")`)
	h.leads(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	h.within("answering and solving with a macro", 5)
	got := s.api(token, "GET", "/api/v1/incidents/INC-1", nil)
	if got["state"] != "resolved" || got["assignee"] == nil {
		t.Errorf("it is %v and belongs to %v", got["state"], got["assignee"])
	}

	// A text block, the number of a record, and a pasted file.
	do(t, ctx, chromedp.Navigate(s.url+"/INC-2"), pressed("n", "KeyN", false), chromedp.KeyEvent("::hel"))
	until(t, ctx, `document.querySelector('[role="option"]')?.innerText.includes("Hello there")`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(" as in #turnst"))
	until(t, ctx, `document.querySelector('[role="option"]')?.innerText.includes("INC-1")`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter), script(`{
		const files = new DataTransfer();
		files.items.add(new File(["it hums"], "hum.txt", {type: "text/plain"}));
		document.querySelector("#composer-body").dispatchEvent(new ClipboardEvent("paste", {clipboardData: files, bubbles: true, cancelable: true}));
	}`))
	led(t, ctx, chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	if said := text(t, ctx, "main"); !strings.Contains(strings.Join(strings.Fields(said), " "), "Good morning! as in INC-1") || !strings.Contains(said, "hum.txt") {
		t.Errorf("the note says: %s", said)
	}
}
