package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fettle-itsm/fettle/internal/ui/filmtest"
)

// TestRowsOfTheListAreTickedByKeysAndHandedOut ticks rows of the list of assets by keys and by the mouse, hands them out, takes them back and
// prints their labels.
func TestRowsOfTheListAreTickedByKeysAndHandedOut(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	s.shelf(c, token)
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.Navigate(s.url+"/assets?sort=number"))
	ticked := func(want string) {
		t.Helper()
		if got := run(t, ctx, chromedp.Evaluate[string](`document.querySelector("#ticked [data-selected]").textContent`)); got != want+" selected" {
			t.Errorf("the bar says %q, not %s", got, want)
		}
		if shown := run(t, ctx, chromedp.Evaluate[bool](`document.querySelector("#ticked").getClientRects().length > 0`)); shown != (want != "0") {
			t.Errorf("with %s selected the bar is shown: %v", want, shown)
		}
	}
	ticked("0")
	do(t, ctx, chromedp.KeyEvent("*"), chromedp.KeyEvent("a"))
	ticked(fmt.Sprint(shelved))
	do(t, ctx, chromedp.KeyEvent("*"), chromedp.KeyEvent("a"))
	ticked("0")
	do(t, ctx, chromedp.KeyEvent("j"), chromedp.KeyEvent("x"), chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("x"))
	ticked("2")
	do(t, ctx, chromedp.Click(chromedp.CSS(`.row .check[value="SC-0005"]`)))
	ticked("3")
	sound(t, ctx, "/assets, three ticked", everyLook)
	if n := count(t, ctx, ".row .check:checked"); n != 3 {
		t.Fatalf("%d are ticked", n)
	}
	press(t, ctx, `#ticked button[value="issue"]`)
	if got := run(t, ctx, chromedp.Evaluate[string](`document.activeElement.name + " " + document.querySelector("[name=tags]").value.split("\n").join(" ")`)); got != "person SC-0001 SC-0003 SC-0005" {
		t.Errorf("the scanner begins with %q", got)
	}
	do(t, ctx, typed("person", "Ada Admin"))
	press(t, ctx, `[data-collect] form button[type="submit"]`)
	shows(t, ctx, "main", "3 of 3 done.")
	do(t, ctx, chromedp.Navigate(s.url+"/assets?q=status:in_use"), chromedp.Click(chromedp.CSS("[data-all]")))
	ticked("3")
	press(t, ctx, `#ticked button[formaction="/assets/labels"]`)
	if got := run(t, ctx, chromedp.Evaluate[string](`document.querySelector("[name=tags]").value.split("\n").join(" ")`)); got != "SC-0001 SC-0003 SC-0005" {
		t.Errorf("labels are asked for %q", got)
	}
	do(t, ctx, chromedp.NavigateBack())
	until(t, ctx, `document.querySelector("#ticked [data-selected]").textContent === "3 selected"`)
	press(t, ctx, `#ticked button[value="return"]`)
	press(t, ctx, `[data-collect] form button[type="submit"]`)
	shows(t, ctx, "main", "3 of 3 done.", "In stock")
	if res, body := s.get(c, "/assets/labels.pdf?sheet=L7160&tags=SC-0001&tags=SC-0003"); res.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), "%PDF-") {
		t.Errorf("labels: %s", res.Status)
	}
}

// TestADeliveryIsReceivedByCameraAndHandedOutByAKeyboardScanner films the labels of a delivery, receives all of it at once, and hands some
// of it out by their tags and by the serial numbers on their boxes.
func TestADeliveryIsReceivedByCameraAndHandedOutByAKeyboardScanner(t *testing.T) {
	path := chromium(t)
	s := serve(t)
	c := s.admin()
	token := s.token()
	class := s.api(token, "POST", "/api/v1/asset-classes", map[string]any{"title": "Laptop", "tag_prefix": "LP"})
	model := s.api(token, "POST", "/api/v1/asset-models", map[string]any{"title": "Tarn Book 14", "class": class["id"]})
	var codes []string
	for n := range filmed {
		made := s.api(token, "POST", "/api/v1/assets", map[string]any{"model": model["id"], "state": "ordered", "serial": fmt.Sprintf("TBX%d", 7000+n)})
		codes = append(codes, fmt.Sprintf("%s/a/%v", s.url, made["number"]))
	}
	film := filepath.Join(t.TempDir(), "delivery.y4m")
	if err := filmtest.Write(film, codes); err != nil {
		t.Fatal(err)
	}
	parent, err := start(path, chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-file-for-fake-video-capture", film))
	if err != nil {
		t.Fatal(err)
	}
	ctx := watched(t, parent, chromedp.WithNewBrowserContext())
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(s.url+"/assets/scan?do=receive"))
	until(t, ctx, `document.querySelector("[data-collect][data-ready]")`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`[data-collect] > .btn`)))
	until(t, ctx, fmt.Sprintf(`document.querySelector("[name=tags]").value.trim().split("\n").length === %d`, filmed))
	do(t, ctx, chromedp.Click(chromedp.CSS(`[data-collect] > .btn`)))
	press(t, ctx, `[data-collect] form button[type="submit"]`)
	shows(t, ctx, "main", fmt.Sprintf("%d of %d done.", filmed, filmed), "In stock")
	sound(t, ctx, "/assets/scan, received", everyLook)

	do(t, ctx, chromedp.Navigate(s.url+"/assets/scan"))
	until(t, ctx, `document.querySelector("[data-collect][data-ready]")`)
	for _, one := range []struct{ code, tag, says string }{{"LP-0001", "LP-0001", "Tarn Book 14"}, {"tbx7001", "TBX7001", "Tarn Book 14"}, {s.url + "/a/lp-0003", "LP-0003", "Tarn Book 14"}, {"NO-1", "NO-1", "no asset has this"}} {
		do(t, ctx, script(fmt.Sprintf(`[...%q, "Enter"].forEach(k => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true})))`, one.code)))
		until(t, ctx, fmt.Sprintf(`[%q, %q].every(x => document.querySelector("[data-collect] [role=status]").textContent.includes(x))`, one.tag, one.says))
	}
	do(t, ctx, typed("person", "Ada Admin"))
	press(t, ctx, `[data-collect] form button[type="submit"]`)
	shows(t, ctx, "main", "3 of 4 done.", "LP-0001", "LP-0002", "LP-0003", "NO-1")
	for _, number := range []string{"LP-0001", "LP-0002", "LP-0003"} {
		if got := s.api(token, "GET", "/api/v1/assets/"+number, nil); got["state"] != "in_use" {
			t.Errorf("%s is %v", number, got["state"])
		}
	}
}
