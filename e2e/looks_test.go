package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shown reports for each selector whether something of it can be seen within the width of the window.
const shown = `(sel => [...document.querySelectorAll(sel)].some(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && r.left >= 0 && r.right <= innerWidth + 1 }))`

// TestPagesKeepTheirShapeForEverybody looks at the pages as they are seldom looked at: enlarged four times, from right to left, in the
// person's own colours, and on paper.
func TestPagesKeepTheirShapeForEverybody(t *testing.T) {
	s := serve(t)
	c := s.admin()
	s.fill(s.token())
	_, follow := s.report("My screen flickers.", "Piotr Nowak", "piotr@calder.example")
	ctx := tab(t)
	s.signIn(ctx, c)
	see := func(media string, features ...*emulation.MediaFeature) {
		t.Helper()
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features}); err != nil {
			t.Fatal(err)
		}
	}
	still := &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"} // no style is measured on its way
	see("", still)
	pages := append(mainPages()[1:], "/me", "/incidents?q=staus:open", "/incidents?add=priority", "/services", "/services/new", "/configuration-items?add=class", "/people", "/settings/service-levels", "/portal/requests", follow)
	for _, path := range pages {
		do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+path))
		for _, dir := range []string{"rtl", "ltr"} {
			do(t, ctx, script(`document.documentElement.dir = "`+dir+`"`))
			for _, size := range [][2]int64{{1280, 800}, {1024, 768}, {360, 740}, {320, 256}} { // the last is 1280 by 1024 at 400 %
				do(t, ctx, chromedp.EmulateViewport(size[0], size[1]))
				fits(t, ctx, path+" "+dir)
			}
		}
	}
	for _, width := range []int64{1280, 1024, 360} { // beside a preview and on a phone
		do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+"/incidents?open=INC-1"))
		for _, part := range []string{".sortmenu summary", ".chip.add", ".c-time .txt"} {
			if !run(t, ctx, chromedp.Evaluate[bool](shown+"(`"+part+"`)")) {
				t.Errorf("%s cannot be seen at %d px", part, width)
			}
		}
	}

	at := `document.querySelector("[data-row]").getBoundingClientRect().top`
	before := run(t, ctx, chromedp.Evaluate[float64](at))
	do(t, ctx, script(`document.querySelector(".sortmenu").open = true`))
	if after := run(t, ctx, chromedp.Evaluate[float64](at)); after != before {
		t.Errorf("a menu moves the page by %.0f px", after-before)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/portal"), script(`document.querySelector(".user").open = true`))
	for _, part := range []string{`.user a[href="/portal/requests"]`, `.user a[href="/me"]`, `.user form[action="/sign-out"] button`} {
		if !run(t, ctx, chromedp.Evaluate[bool](shown+"(`"+part+"`)")) {
			t.Errorf("on a phone a requester cannot reach %s", part)
		}
	}

	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/INC-1"))
	see("", still, &emulation.MediaFeature{Name: "forced-colors", Value: "active"})
	styles := `["[aria-current]", "a:not([aria-current])"].map(s => getComputedStyle(document.querySelector(".tabs " + s)).borderBottomColor)`
	if got := run(t, ctx, chromedp.Evaluate[[]string](styles)); got[0] == got[1] {
		t.Errorf("with forced colours the current tab looks like the others: %s", got[0])
	}
	see("print", still)
	if run(t, ctx, chromedp.Evaluate[bool](shown+"(`.composer, .btn, .rail, .tl-filter`)")) {
		t.Error("what can only be pressed is printed")
	}
	if got := run(t, ctx, chromedp.Evaluate[string](`getComputedStyle(document.querySelector(".by time"), "::after").content`)); !strings.Contains(got, "20") {
		t.Errorf("a printed message has no full date: %s", got)
	}
	see("")
}
