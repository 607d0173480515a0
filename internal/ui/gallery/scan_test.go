package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/fettle-itsm/fettle/internal/ui/assets"
	"github.com/fettle-itsm/fettle/internal/ui/filmtest"
)

const codes = 20

const scanPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scan</title><link rel="stylesheet" href="%s"></head><body><main><h1>Room 1.04</h1>
<div data-scan data-post="/scans" data-known="/known" data-decoder="/decode.js"><form method="post" action="/scans">
<select name="place" aria-label="Place"><option value="10">Room 1.04</option></select><input name="code" aria-label="Tag"><button>Note it</button></form></div>
</main><script src="/scan.js" defer></script></body></html>`

// counter is the server side of a stocktake: it keeps scans by their id.
type counter struct {
	mu      sync.Mutex
	scans   map[string]sentScan
	devices map[string]bool
	down    bool // refuses
	lossy   bool // takes a batch, but its answer is lost
	repeats int  // scans that came more than once
}

type sentScan struct {
	ID, Code, Place, Undoes string
	At                      time.Time
	Seq                     int64
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Device string
		Scans  []sentScan
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || c.down {
		http.Error(w, "no", http.StatusServiceUnavailable)
		return
	}
	c.devices[in.Device] = true
	for _, s := range in.Scans {
		if _, ok := c.scans[s.ID]; ok {
			c.repeats++
		}
		c.scans[s.ID] = s
	}
	if c.lossy {
		c.lossy = false
		http.Error(w, "lost", http.StatusBadGateway)
	}
}

func (c *counter) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// standing are the codes that were not taken back.
func (c *counter) standing() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	gone := map[string]bool{}
	for _, s := range c.scans {
		gone[s.Undoes] = true
	}
	out := map[string]int{}
	for _, s := range c.scans {
		if s.Undoes == "" && !gone[s.ID] {
			out[s.Code]++
		}
	}
	return out
}

func code(n int) string { return fmt.Sprintf("https://fettle.example.org/a/LAP-%04d", n) }

// island bundles the scanner as ui/build does.
func island(t *testing.T) map[string][]byte {
	t.Helper()
	dir, err := filepath.Abs("../assets/src/scan")
	if err != nil {
		t.Fatal(err)
	}
	res := api.Build(api.BuildOptions{
		AbsWorkingDir: dir, EntryPoints: []string{"scan.ts", "decode.ts"}, Outdir: "out", Bundle: true,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Format: api.FormatIIFE, Target: api.ES2022, Charset: api.CharsetUTF8,
	})
	for _, m := range res.Errors {
		t.Fatal(m.Text)
	}
	out := map[string][]byte{}
	for _, f := range res.OutputFiles {
		out["/"+filepath.Base(f.Path)] = f.Contents
	}
	return out
}

func scanServer(t *testing.T, c *counter) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle("POST /scans", c)
	mux.HandleFunc("GET /known", func(w http.ResponseWriter, _ *http.Request) {
		var list []map[string]string
		for n := range codes + 5 {
			list = append(list, map[string]string{"tag": fmt.Sprintf("LAP-%04d", n+1), "name": "ThinkPad T14", "place": "10"})
		}
		list[1]["place"], list[1]["place_name"] = "20", "Cellar"
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"items": list})
	})
	scripts := island(t)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if js, ok := scripts[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(js)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Permissions-Policy", "camera=(self)")
		fmt.Fprintf(w, scanPage, assets.URL("fettle.css"))
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv
}

// typed types like a keyboard scanner, with a carriage return at the end.
func typed(text string) string {
	return fmt.Sprintf(`[...%q, 'Enter'].forEach(k => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: k, bubbles: true, cancelable: true})))`, text)
}

// until waits for a condition on the page.
func until(ctx context.Context, t *testing.T, what, condition string) {
	t.Helper()
	for ctx.Err() == nil {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return
		}
		_ = chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`new Promise(r => setTimeout(r, 50))`, chromedp.EvalAwaitPromise))
	}
	t.Fatalf("it never happened: %s", what)
}

// TestTwentyCodesAreScannedAndKept drives the scanner with a film for a camera, a keyboard scanner, and a server that comes and goes.
func TestTwentyCodesAreScannedAndKept(t *testing.T) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("Chromium is needed to scan")
	}
	c := &counter{scans: map[string]sentScan{}, devices: map[string]bool{}}
	srv := scanServer(t, c)
	seen := filepath.Join(t.TempDir(), "seen.y4m")
	var shown []string
	for n := range codes {
		shown = append(shown, code(n+1))
	}
	if err := filmtest.Write(seen, shown); err != nil {
		t.Fatal(err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", seen))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	defer stop()
	tab, closeTab := chromedp.NewContext(alloc)
	defer closeTab()
	ctx, cancel := context.WithTimeout(tab, 120*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(srv.URL)); err != nil {
		t.Fatal(err)
	}
	until(ctx, t, "the scanner is ready", `document.querySelector('[data-scan][data-ready]') !== null`)
	click := func(text string) {
		t.Helper()
		js := fmt.Sprintf(`[...document.querySelectorAll('[data-scan] button')].find(b => b.textContent === %q).click()`, text)
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](js)); err != nil {
			t.Fatal(err)
		}
	}
	run := func(js string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](js)); err != nil {
			t.Fatal(err)
		}
	}

	click("Open camera")
	until(ctx, t, "all codes are seen", `document.querySelector('[data-scan]').textContent.includes('20 of 25 seen')`)
	shoot(ctx, t, "scan camera")
	click("Close camera")
	until(ctx, t, "all is sent", `document.querySelector('[data-scan]').dataset.waiting === '0'`)
	for n := range codes {
		if c.standing()[code(n+1)] == 0 {
			t.Errorf("%s did not arrive", code(n+1))
		}
	}

	// The network is lost, things are scanned on, and the page is loaded again.
	c.set(func() { c.down = true })
	run(typed("LAP-0021") + ";" + typed("https://fettle.example.org/a/LAP-0022") + ";" + typed("STRANGE-9"))
	until(ctx, t, "three scans wait", `document.querySelector('[data-scan]').dataset.waiting === '3'`)
	shoot(ctx, t, "scan offline")
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL)); err != nil {
		t.Fatal(err)
	}
	until(ctx, t, "three scans wait after a reload", `document.querySelector('[data-scan]')?.dataset.waiting === '3'`)

	// It comes back, but the first answer is lost: the scans are sent twice and count once.
	c.set(func() { c.down, c.lossy = false, true })
	run(`window.dispatchEvent(new Event('online'))`)
	until(ctx, t, "the lost answer is told", `document.querySelector('[data-scan]').textContent.includes('502')`)
	run(`window.dispatchEvent(new Event('online'))`)
	until(ctx, t, "all is sent again", `document.querySelector('[data-scan]').dataset.waiting === '0'`)
	if got := c.standing(); got["LAP-0021"] != 1 || got["https://fettle.example.org/a/LAP-0022"] != 1 || got["STRANGE-9"] != 1 {
		t.Errorf("after the network came back: %v", got)
	}
	c.set(func() {
		if c.repeats != 3 || len(c.devices) != 1 {
			t.Errorf("%d scans came again, from %d devices", c.repeats, len(c.devices))
		}
	})

	// What was sent is taken back.
	run(`document.querySelector('[aria-label="Undo STRANGE-9"]').click()`)
	until(ctx, t, "the undoing is sent", `document.querySelector('[data-scan] li[data-as=undone]') !== null && document.querySelector('[data-scan]').dataset.waiting === '0'`)
	if c.standing()["STRANGE-9"] != 0 {
		t.Error("a scan that was taken back still counts")
	}
	shoot(ctx, t, "scan undone")
}

// TestTheScannerIsLight holds what a page loads, and what it loads only where the browser cannot read codes.
func TestTheScannerIsLight(t *testing.T) {
	for name, limit := range map[string]int{"/scan.js": 14_000, "/decode.js": 140_000} {
		if n := len(island(t)[name]); n == 0 || n > limit {
			t.Errorf("%s has %d bytes, more than %d", name, n, limit)
		} else {
			t.Logf("%s: %d bytes", name, n)
		}
	}
}
