package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/fettle-itsm/fettle/internal/ui/assets"
)

// finding is one broken rule as axe reports it.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

const axeCall = `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations))`

// needBrowser skips the test where there is no Chromium.
func needBrowser(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("there is no Chromium; `make test` installs it where it can")
	}
}

// TestPagesAreAccessible looks at every page of the gallery. SHOTS, when set, is
// a folder for screenshots, and PAGES narrows the run to some pages.
func TestPagesAreAccessible(t *testing.T) {
	needBrowser(t)
	script, err := os.ReadFile(filepath.Join("..", "..", "..", "e2e", "axe", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("GET /{page}", serve)
	srv := httptest.NewServer(mux)
	defer srv.Close()
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	defer stop()
	tab, closeTab := chromedp.NewContext(alloc)
	defer closeTab()
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	wanted := os.Getenv("PAGES")
	for _, page := range names() {
		if wanted != "" && !strings.Contains(","+wanted+",", ","+page+",") {
			continue
		}
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int{320, 360, 1280} {
				check(t, tab, srv.URL, page, theme, width, string(script))
			}
		}
	}
}

func check(t *testing.T, tab context.Context, url, page, theme string, width int, script string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, 60*time.Second)
	defer cancel()
	name := fmt.Sprintf("%s %s %d", page, theme, width)
	size := []chromedp.EmulateViewportOption{}
	if width < 500 {
		size = append(size, chromedp.EmulateMobile)
	}
	err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), 800, size...), chromedp.Navigate(url+"/"+page+"?theme="+theme))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth - `+strconv.Itoa(width)))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if wide > 0 {
		t.Errorf("%s: the page is %d px wider than the screen", name, wide)
	}
	shoot(ctx, t, name)
	if width == 320 {
		return
	}
	// In a window as tall as the page nothing hides beneath what sticks to the edges.
	whole, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollHeight`))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), whole+800, size...), chromedp.Evaluate[chromedp.Void](script)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](axeCall, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	report(t, name, found)
}

func shoot(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".png"), shot, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}

func report(t *testing.T, name, found string) {
	t.Helper()
	var list []finding
	if found == "" {
		return
	}
	if err := json.Unmarshal([]byte(found), &list); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, f := range list {
		t.Errorf("%s: %s (%s) %s, %d places, first:\n%s\n%s", name, f.ID, f.Impact, f.Help, len(f.Nodes), f.Nodes[0].HTML, f.Nodes[0].FailureSummary)
	}
}
