package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

const axeCall = `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations))`

// TestPagesAreAccessible needs a browser and the axe script: set AXE to the path of axe.min.js.
func TestPagesAreAccessible(t *testing.T) {
	script, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		t.Skip("set AXE to the path of axe.min.js to check the pages in a browser")
	}
	d := fettletest.SQLite(t)
	number, link := busy(t, d)
	admin := as(t, d, "admin")
	mail := admin.add("services", "title", "E-mail", "description", "Mailboxes", "owner", "Ana Agent", "criticality", "high", "audience", "Everybody", "users", "220")
	item := admin.add("configuration-items", "title", "MX-1", "class", "virtual_machine")
	admin.upload("/configuration-items/"+item+"/attach", "plan.txt", "text")
	admin.post("/configuration-items/"+item+"/link", "to", mail, "relation", "implements")
	admin.post("/incidents/"+number+"/link", "to", item, "relation", "affected_by")
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	defer stop()
	tab, closeTab := chromedp.NewContext(alloc)
	defer closeTab()
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	for _, look := range []string{"light", "dark"} {
		for _, width := range []int{320, 1280} {
			for who, pages := range map[string][]string{
				"agent": {"/incidents", "/incidents?open=" + number, "/incidents?q=assigne:me", "/incidents?q=zebra", "/" + number, "/" + number + "?mode=note", "/incidents/new",
					"/incidents/" + number + "/resolve", "/incidents/" + number + "/hold", "/incidents/" + number + "/merge", "/me", "/search?q=vault", "/nothing"},
				"admin": {"/services", "/services?view=retired", "/services?q=zebra", "/configuration-items", "/configuration-items?add=class", "/configuration-items?q=class:x", "/" + mail, "/" + item,
					"/services/new", "/services/" + mail + "/edit", "/services/" + mail + "/retire", "/configuration-items/" + item + "/link"},
				"requester": {"/portal", "/portal/requests", "/portal/" + number, "/portal/report", "/me"},
				"":          {"/sign-in", "/portal", "/portal/report", link, link + "?do=cancel", "/setup?token=x"},
			} {
				cookie := "fettle=; path=/; max-age=0"
				if who != "" {
					cookie = "fettle=" + d.Cookie(who).Value + "; path=/"
				}
				for _, at := range pages {
					inspect(t, tab, d.URL, at, cookie, look, width, string(script))
				}
			}
		}
	}
}

// busy fills a desk with one of everything.
func busy(t *testing.T, d *fettletest.Desk) (number, link string) {
	b := as(t, d, "agent")
	number = b.open("Nobody can open the vault", "description", "Since ten.", "requester", "requester@calder.example", "impact", "1", "urgency", "1", "assignee", "me")
	other := b.open("Another matter")
	b.post("/incidents/"+number+"/compose", "mode", "reply", "body", "We look.", "state", "hold")
	b.post("/incidents/"+number+"/compose", "mode", "note", "body", "Only us.")
	b.upload("/incidents/"+number+"/compose", "log.txt", "text", "mode", "reply", "body", "A file.")
	b.post("/incidents/" + number + "/resume")
	b.post("/incidents/"+number+"/add_task", "title", "Unlock it", "mandatory", "true", "person", "me", "due", "2026-12-01T10:00")
	b.post("/incidents/"+number+"/link", "to", other, "relation", "relates_to")
	b.post("/incidents/" + number + "/watch")
	_, link = reported(t, d, "A report without an account", "Bea", "bea@elsewhere.example")
	return number, link
}

func inspect(t *testing.T, tab context.Context, base, at, cookie, look string, width int, script string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	name := fmt.Sprintf("%s %s %d", at, look, width)
	size := []chromedp.EmulateViewportOption{}
	if width < 500 {
		size = append(size, chromedp.EmulateMobile)
	}
	set := "document.cookie = " + strconv.Quote(cookie) + "; document.cookie = 'fettle-look=" + look + "..; path=/'; 0"
	err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), 800, size...), chromedp.Navigate(base+"/static/none"), chromedp.Evaluate[chromedp.Void](set), chromedp.Navigate(base+at))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth - `+strconv.Itoa(width)))
	if err != nil || wide > 0 {
		t.Errorf("%s: the page is %d px wider than the screen (%v)", name, wide, err)
	}
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](axeCall, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var list []struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML, FailureSummary string }
	}
	if err := json.Unmarshal([]byte(found), &list); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, f := range list {
		t.Errorf("%s: %s (%s) %s, %d places, first:\n%.300s\n%s", name, f.ID, f.Impact, f.Help, len(f.Nodes), f.Nodes[0].HTML, strings.ReplaceAll(f.Nodes[0].FailureSummary, "\n", " "))
	}
}
