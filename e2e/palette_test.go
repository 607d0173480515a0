package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pressed is a key press with its place on the keyboard and with Ctrl.
func pressed(key, code string, ctrl bool) chromedp.Action[chromedp.Void] {
	return script(fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, code: %q, ctrlKey: %v, bubbles: true, cancelable: true}))`, key, code, ctrl))
}

const options = `.palette [role="option"]`

// TestThePaletteLeadsEverywhere opens it on a record, on a list and in the middle of typing.
func TestThePaletteLeadsEverywhere(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	for i := range 3 {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": fmt.Sprintf("The turnstile %d is stuck", i+1)})
	}
	ctx := tab(t)
	s.signIn(ctx, c)
	ask := func(words, first string) {
		t.Helper()
		do(t, ctx, pressed("k", "KeyK", true))
		until(t, ctx, `document.activeElement.matches(".palette input")`)
		do(t, ctx, chromedp.KeyEvent(words))
		until(t, ctx, fmt.Sprintf(`document.querySelector('%s')?.innerText.includes(%q)`, options, first))
	}
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/INC-1"), pressed("k", "KeyK", true))
	until(t, ctx, `document.activeElement.matches(".palette input") && document.querySelector(".palette").innerText.includes("Your settings")`)
	shows(t, ctx, options, "Resolve", "Put on hold", "Assign", "Send reply", "Incidents", "New Incident")
	if n := count(t, ctx, options); n > 50 {
		t.Errorf("it draws %d lines", n)
	}
	if strings.Contains(text(t, ctx, options), "Set the requester") {
		t.Error("it offers to send a form that is empty")
	}
	sound(t, ctx, "the palette", everyLook)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.KeyEvent(kb.Escape))

	ask("inc-3", "INC-3")
	if at := led(t, ctx, chromedp.KeyEvent("\r")); at != "/INC-3" {
		t.Errorf("a number leads to %s", at)
	}
	do(t, ctx, pressed("k", "KeyK", true))
	until(t, ctx, `document.querySelector(".palette")?.innerText.includes("Recent")`)
	shows(t, ctx, options, "INC-1")
	do(t, ctx, chromedp.KeyEvent(kb.Escape))
	ask("lev serv", "Service levels")
	if at := led(t, ctx, chromedp.KeyEvent("\r")); at != "/settings/service-levels" {
		t.Errorf("words in another order lead to %s", at)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/INC-2"), chromedp.Focus(chromedp.CSS("[data-composer] textarea")))
	ask("put on hold", "Put on hold")
	if at := led(t, ctx, chromedp.KeyEvent("\r")); !strings.HasSuffix(at, "/INC-2/hold") {
		t.Errorf("an act leads to %s", at)
	}
	ask("xyzzy", "Nothing is called that.")
}

// TestKeysWorkOnEveryLayoutAndAreTheirOwners goes by chords, by the place of a key, by one that was chosen, and by none.
func TestKeysWorkOnEveryLayoutAndAreTheirOwners(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The turnstile is stuck"})
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/"))
	if at := led(t, ctx, chromedp.KeyEvent("g"), chromedp.KeyEvent("s")); at != "/services" {
		t.Errorf("G S leads to %s", at)
	}
	for layout, key := range map[string][2]string{"Hebrew": {"ת", "KeyI"}, "Greek": {"ι", "KeyI"}, "German": {"i", "KeyI"}} {
		do(t, ctx, chromedp.Navigate(s.url+"/"), chromedp.KeyEvent("g"))
		if at := led(t, ctx, pressed(key[0], key[1], false)); at != "/incidents" {
			t.Errorf("on a %s keyboard G I leads to %s", layout, at)
		}
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"), pressed("ח", "KeyJ", false))
	until(t, ctx, `document.activeElement.matches("[data-open]")`)

	// The keys of two commands are not the same, and what was typed is not lost.
	keys := func(name, value string) {
		t.Helper()
		do(t, ctx, chromedp.Navigate(s.url+"/me"), chosen(`#keys [name="`+name+`"]`, value))
		press(t, ctx, `#keys button[type="submit"]`)
	}
	keys("take", "h")
	shows(t, ctx, "#keys", "H is the key of")
	sound(t, ctx, "keys that are refused", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	keys("take", "z")
	do(t, ctx, chromedp.Navigate(s.url+"/INC-1"), chromedp.KeyEvent("i"))
	if at := led(t, ctx, chromedp.KeyEvent("z")); at != "/INC-1" {
		t.Errorf("taking leads to %s", at)
	}
	shows(t, ctx, ".toasts", "INC-1")
	keys("single", "off")
	do(t, ctx, chromedp.Navigate(s.url+"/INC-1"), chromedp.KeyEvent("?"), chromedp.KeyEvent("/"), pressed("k", "KeyK", true))
	if count(t, ctx, "dialog") > 0 || run(t, ctx, chromedp.Evaluate[bool](`document.activeElement.matches("input")`)) {
		t.Error("keys that are switched off do something")
	}
}
