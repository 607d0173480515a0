package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// patience bounds everything that waits for the program or the browser: a bound against hanging, not a measure.
const patience = 60 * time.Second

// binary builds the product once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "fettle-e2e")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "fettle")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/fettle").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// server is a running Fettle on a fresh folder.
type server struct {
	t     *testing.T
	bin   string
	data  string
	url   string
	setup string // the one-time link
}

const password = "correct-horse-battery-9"

// serve starts the product with no configuration but a folder and a free port.
func serve(t *testing.T) *server {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, bin: bin, data: t.TempDir()}
	cmd := exec.CommandContext(t.Context(), bin, "serve", "--data", s.data, "--listen", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		for line := range strings.Lines(log.String()) {
			if strings.Contains(line, `"level":"ERROR"`) {
				t.Errorf("the server logged an error: %s", line)
			}
		}
	})
	s.read(out)
	return s
}

var printed = regexp.MustCompile(`https?://\S+`)

// read takes the address and the set-up link from what the program prints.
func (s *server) read(out io.Reader) {
	s.t.Helper()
	lines := bufio.NewScanner(out)
	for s.setup == "" && lines.Scan() {
		found := printed.FindString(lines.Text())
		switch {
		case strings.Contains(found, "/setup?"):
			s.setup = found
		case found != "":
			s.url = found
		}
	}
	if s.setup == "" || s.url == "" {
		s.t.Fatalf("the program did not print where it is: %v", lines.Err())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

// client returns an HTTP client that keeps cookies, set up as the administrator.
func (s *server) admin() *http.Client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Timeout: patience}
	link, err := url.Parse(s.setup)
	if err != nil {
		s.t.Fatal(err)
	}
	s.post(c, "/setup", url.Values{"token": link.Query()["token"], "organisation": {"Calder Instruments"}, "name": {"Ada Admin"}, "email": {"ada@calder.example"},
		"password": {password}, "zone": {"Europe/Berlin"}})
	return c
}

// post submits a form as a browser would and fails the test unless it is accepted.
func (s *server) post(c *http.Client, path string, form url.Values) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= 400 {
		b, _ := io.ReadAll(res.Body)
		s.t.Fatalf("POST %s: %s %s", path, res.Status, b)
	}
}

// token returns an API token of the administrator.
func (s *server) token() string {
	s.t.Helper()
	out, err := exec.CommandContext(s.t.Context(), s.bin, "token", "create", "--data", s.data, "--person", "ada@calder.example").Output()
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// api sends a JSON request and returns the answer's object.
func (s *server) api(token, method, path string, body any) map[string]any {
	s.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(b))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s %s, %v", method, path, res.Status, answer, err)
	}
	var out map[string]any
	if err := json.Unmarshal(answer, &out); err != nil {
		s.t.Fatal(err)
	}
	return out
}

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

// tab opens a browser with one tab.
func tab(t *testing.T) context.Context {
	t.Helper()
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// do runs browser actions.
func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		where, _ := chromedp.Run(ctx, chromedp.Location())
		t.Fatalf("at %s: %v", where, err)
	}
}

// run runs one browser action and returns its result.
func run[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
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

//go:embed axe/axe.min.js
var axe string

// finding is a broken rule.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// accessible fails the test for each accessibility rule that the present page breaks.
func accessible(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	list := run(t, ctx, chromedp.Evaluate[string](axe+`; axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations))`,
		chromedp.EvalAwaitPromise))
	var found []finding
	if err := json.Unmarshal([]byte(list), &found); err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("%s breaks %s (%s): %s, in %d places, first %s", name, f.ID, f.Impact, f.Help, len(f.Nodes), f.Nodes[0].HTML)
	}
}

// fits fails the test if the present page is wider than its window.
func fits(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if over := run(t, ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
		t.Errorf("%s is %d px wider than its window", name, over)
	}
}
