package e2e_test

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	choices  = `[role="option"]`
	composer = `#composer-body`
)

// TestNamesAreCompletedWhereTheyAreTyped chooses people by keyboard and by pointer, behind an @ and in a field.
func TestNamesAreCompletedWhereTheyAreTyped(t *testing.T) {
	s := work(t)
	ctx := s.ctx
	empty := script(`document.querySelector("#composer-body").value = ""`)
	for _, p := range [][2]string{{"Leona Marsh", "leona@calder.example"}, {"Leona Twin", "twin1@calder.example"}, {"Leona Twin", "twin2@calder.example"}} {
		s.api(s.token, "POST", "/api/v1/incidents", map[string]any{"title": "The gate is shut", "requester_name": p[0], "requester_email": p[1]})
	}
	do(t, ctx, chromedp.Navigate(s.at), chromedp.SendKeys(chromedp.CSS(composer), "Look @leona ma"))
	until(t, ctx, `document.querySelectorAll('[role="option"]').length === 1`)
	sound(t, ctx, "names behind an @", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Click(chromedp.CSS(choices)))
	want(t, ctx, composer, "Look @Leona Marsh ")
	if n := count(t, ctx, choices); n != 0 {
		t.Errorf("%d choices stay after one was taken", n)
	}

	// Two of one name: the address is written. Escape leaves the text alone.
	do(t, ctx, empty, chromedp.SendKeys(chromedp.CSS(composer), "And @twin"))
	until(t, ctx, `document.querySelectorAll('[role="option"]').length === 2`)
	do(t, ctx, chromedp.Click(chromedp.CSS(choices+":nth-child(2)")))
	want(t, ctx, composer, "And @twin2@calder.example ")
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(composer), "@leo"))
	until(t, ctx, `document.querySelectorAll('[role="option"]').length > 1`)
	do(t, ctx, chromedp.KeyEvent("\u001b"))
	want(t, ctx, composer, "And @twin2@calder.example @leo")
	if n := count(t, ctx, choices); n != 0 {
		t.Errorf("%d choices stay after Escape", n)
	}

	// The last of them is nobody in particular: nothing is sent, and the text is at hand.
	press(t, ctx, `.composer button.r-only`)
	shows(t, ctx, ".composer", "“@leo” fits several people")
	want(t, ctx, composer, "And @twin2@calder.example @leo")
	do(t, ctx, empty, chromedp.SendKeys(chromedp.CSS(composer), "Dear @twin2@calder.example"))
	press(t, ctx, `.composer button.r-only`)
	shows(t, ctx, ".tl .mention", "@Leona Twin")

	const field = `#watch-person`
	do(t, ctx, chromedp.Navigate(s.at))
	unfold(t, ctx, field)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(field), "mars"))
	until(t, ctx, `document.querySelectorAll('[role="option"]').length === 1`)
	sound(t, ctx, "names in a field", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.KeyEvent("\t"))
	want(t, ctx, field, "Leona Marsh <leona@calder.example>")
	press(t, ctx, `#watch button[type="submit"]`)
	shows(t, ctx, `#details`, "Following", "Leona Marsh")
}

// TestARowIsPreviewedByPointer clicks beside the link of a row and on it.
func TestARowIsPreviewedByPointer(t *testing.T) {
	s := work(t)
	ctx := s.ctx
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
	led(t, ctx, chromedp.Click(chromedp.CSS(`[data-row="`+s.number+`"] .c-state`)))
	shows(t, ctx, ".peek", s.number)
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
	at := led(t, ctx, script(`(() => { const a = document.querySelector("[data-open]"), r = document.createRange(); r.selectNodeContents(a); const b = r.getClientRects()[0];
		a.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, detail: 1, clientX: b.left + 3, clientY: b.top + 3})); })()`))
	if at != "/"+s.number {
		t.Errorf("the link of the row led to %s", at)
	}
	do(t, ctx, chromedp.EmulateViewport(360, 740), chromedp.Navigate(s.url+"/incidents"))
	if at := led(t, ctx, chromedp.Click(chromedp.CSS(`[data-row="`+s.number+`"] .c-state`))); at != "/"+s.number {
		t.Errorf("on a phone, which shows no preview, the row led to %s", at)
	}
}

// TestAStaleFormStandsOnThePhonesFirstScreen measures where its first field is.
func TestAStaleFormStandsOnThePhonesFirstScreen(t *testing.T) {
	s := work(t)
	ctx := s.ctx
	const field = `form#edit [name="title"]`
	do(t, ctx, chromedp.EmulateViewport(360, 740), chromedp.Navigate(s.at))
	unfold(t, ctx, field)
	do(t, ctx, chromedp.Clear(chromedp.CSS(field)), chromedp.SendKeys(chromedp.CSS(field), "What I think it is"))
	version := run(t, ctx, chromedp.Value(chromedp.CSS(`form#edit [name="version"]`)))
	s.post(s.c, s.path+"/edit", map[string][]string{"title": {"Overtaken by somebody"}, "version": {version}})
	press(t, ctx, `form#edit button[type="submit"]`)
	want(t, ctx, field, "What I think it is")
	shows(t, ctx, ".rbanners", "now “Overtaken by somebody”")
	if top := run(t, ctx, chromedp.Evaluate[float64](`document.querySelector('form#edit [name="title"]').getBoundingClientRect().top`)); top > 640 {
		t.Errorf("the first field is %.0f px down", top)
	}
}

// want fails unless a control holds a text.
func want(t *testing.T, ctx context.Context, selector, text string) {
	t.Helper()
	if got := run(t, ctx, chromedp.Value(chromedp.CSS(selector))); got != text {
		t.Errorf("%s holds %q, want %q", selector, got, text)
	}
}
