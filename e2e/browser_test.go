package e2e_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium finds the browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("there is no Chromium, and it is compulsory here")
	}
	t.Skip("there is no Chromium; `make test` installs it where it can")
	return ""
}

var chrome struct {
	once sync.Once
	ctx  context.Context
	err  error
}

// browser starts one browser for all tests; a tab of a test has cookies and a cache of its own.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := chromium(t)
	chrome.once.Do(func() { chrome.ctx, chrome.err = start(path) })
	if chrome.err != nil {
		t.Fatal(chrome.err)
	}
	return chrome.ctx
}

func start(path string, more ...chromedp.ExecAllocatorOption) (context.Context, error) {
	dir, err := os.MkdirTemp("", "fettle-browser")
	if err != nil {
		return nil, err
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(dir))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(flags, more...)...)
	ctx, end := chromedp.NewContext(alloc)
	atEnd = append(atEnd, func() { end(); stop(); _ = os.RemoveAll(dir) })
	return ctx, chromedp.Do(ctx)
}

// tab opens a tab that knows nothing of other tests. A script that fails, anything that the policy of the pages forbids, a dialog, and a
// request to another place than this machine fail the test.
func tab(t *testing.T) context.Context {
	t.Helper()
	return watched(t, browser(t), chromedp.WithNewBrowserContext())
}

// beside opens one more tab with the same cookies.
func beside(t *testing.T, ctx context.Context) context.Context {
	t.Helper()
	return watched(t, ctx)
}

func watched(t *testing.T, parent context.Context, options ...chromedp.ContextOption) context.Context {
	t.Helper()
	w := &watch{}
	ctx := w.open(t, parent, options...)
	t.Cleanup(func() {
		for _, f := range w.heard(ctx) {
			t.Error(f)
		}
	})
	return ctx
}

// watch hears what a tab should never do.
type watch struct {
	mu     sync.Mutex
	faults []string
	at     string // the address of the page
	answer func()
}

// open opens a tab and watches it.
func (w *watch) open(t *testing.T, parent context.Context, options ...chromedp.ContextOption) context.Context {
	t.Helper()
	ctx, end := chromedp.NewContext(parent, append(options, chromedp.WithListener(w.hear))...)
	t.Cleanup(end)
	w.answer = func() {
		_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // a tab lives as long as the context that it was opened in
		t.Fatal(err)
	}
	return ctx
}

// heard returns what the tab did so far that it should not.
func (w *watch) heard(ctx context.Context) []string {
	_, _ = chromedp.Run(ctx, chromedp.Location()) // what happened before is heard then
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.faults)
}

func (w *watch) hear(event any) {
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		w.mu.Lock()
		w.at = e.Frame.URL
		w.mu.Unlock()
	case *runtime.EventExceptionThrown:
		said := e.ExceptionDetails.Text
		if o := e.ExceptionDetails.Exception; o != nil {
			said += " " + o.Description
		}
		w.fault("a script failed: %s", said)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.fault("a script complained: %v", e.Args)
		}
	case *log.EventEntryAdded:
		// An answer such as 404 is no fault of the page; what the policy forbids is, whatever the browser calls it.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork || strings.Contains(e.Entry.Text, "Content Security Policy") {
			w.fault("the browser complained (%s): %s", e.Entry.Source, e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		w.fault("a dialog opened: %s", e.Message)
		go w.answer()
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || strings.HasPrefix(u.Scheme, "http") && u.Hostname() != "127.0.0.1" {
			w.fault("a request left this machine: %s", e.Request.URL)
		}
	}
}

func (w *watch) fault(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, w.at+": "+fmt.Sprintf(format, args...))
}

// do runs browser actions.
func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("at %s: %v", where(ctx), err)
	}
}

// where is the address of the page, for messages.
func where(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	return at
}

// run runs one browser action and returns its result.
func run[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatalf("at %s: %v", where(ctx), err)
	}
	return v
}

// led runs steps that lead to another page and returns its path with its query.
func led(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) string {
	t.Helper()
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(bounded, steps...); err != nil {
		t.Fatalf("at %s: %v", where(ctx), err)
	}
	u, err := url.Parse(run(t, ctx, chromedp.Location()))
	if err != nil {
		t.Fatal(err)
	}
	return u.RequestURI()
}

// press clicks what leads to another page, after opening the menu or section in which it hides, and returns the address it led to.
func press(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	unfold(t, ctx, selector)
	return led(t, ctx, chromedp.Click(chromedp.CSS(selector)))
}

// unfold opens what hides an element, as somebody would who looks for it: from the outside in.
func unfold(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	const mark = `(() => { let d = document.querySelector(%q), out = null; if (!d) return "absent";
		for (d = d.closest("details:not([open])"); d; d = d.parentElement.closest("details:not([open])")) out = d;
		document.querySelectorAll("[data-fold]").forEach(e => e.removeAttribute("data-fold"));
		if (!out || document.querySelector(%[1]q).checkVisibility()) return "open";
		out.querySelector("summary").setAttribute("data-fold", ""); return "folded"; })()`
	for range 5 {
		switch run(t, ctx, chromedp.Evaluate[string](fmt.Sprintf(mark, selector))) {
		case "absent":
			t.Fatalf("there is no %s at %s: %s", selector, where(ctx), text(t, ctx, "main"))
		case "open":
			return
		}
		do(t, ctx, chromedp.Click(chromedp.CSS(`summary[data-fold]`)))
	}
	t.Fatalf("%s stays hidden at %s", selector, where(ctx))
}

// typed types into an empty field of a form.
func typed(name, value string) chromedp.Action[chromedp.Void] {
	return chromedp.SendKeys(chromedp.CSS(`main [name="`+name+`"]`), value)
}

// chosen chooses in a select.
func chosen(selector, value string) chromedp.Action[chromedp.Void] {
	return chromedp.SetValue(chromedp.CSS(selector), value)
}

// made fills in the main form of a page and sends it; it fails the test if the form comes back.
func made(t *testing.T, ctx context.Context, at string, values map[string]string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(at))
	for name, value := range values {
		do(t, ctx, chromedp.SetValue(chromedp.CSS(`main form.form [name="`+name+`"]`), value))
	}
	press(t, ctx, `main form.form button[type="submit"]`)
	if count(t, ctx, `main form [role="alert"]`) > 0 {
		t.Fatalf("%s is refused: %s", at, text(t, ctx, `main [role="alert"]`))
	}
}

// script runs a script in the page for what it does.
func script(code string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](code + `; undefined`)
}

// until waits for a condition of the page, as long as patience lasts.
func until(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	run(t, ctx, chromedp.Evaluate[bool](`new Promise(done => { const look = () => (`+condition+`) ? done(true) : setTimeout(look, 20); look(); })`, chromedp.EvalAwaitPromise))
}

// unchecked switches the browser's own checks of forms off, so that the answer of the server is seen.
func unchecked(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
	return script(`document.querySelectorAll("main form").forEach(f => f.noValidate = true)`)(ctx, target)
}

// text is what an element shows.
func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	return run(t, ctx, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.innerText).join("\n")`, selector)))
}

// count is how many elements there are.
func count(t *testing.T, ctx context.Context, selector string) int {
	t.Helper()
	return run(t, ctx, chromedp.Evaluate[int](fmt.Sprintf(`document.querySelectorAll(%q).length`, selector)))
}

// shows fails the test unless an element shows all of the words.
func shows(t *testing.T, ctx context.Context, selector string, words ...string) {
	t.Helper()
	have := text(t, ctx, selector)
	for _, w := range words {
		if !strings.Contains(have, w) {
			t.Errorf("%s at %s does not show %q but: %s", selector, where(ctx), w, have)
		}
	}
}

// signIn gives the tab the cookies of a client.
func (s *server) signIn(ctx context.Context, c *http.Client) {
	s.t.Helper()
	at, err := url.Parse(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(at) {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: s.url}); err != nil {
			s.t.Fatal(err)
		}
	}
}
