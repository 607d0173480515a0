package e2e_test

import (
	"bufio"
	"bytes"
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
)

// patience bounds everything that waits for the program or the browser: a bound against hanging, not a measure.
const patience = 20 * time.Second

// binary builds the product once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "fettle-e2e")
	if err != nil {
		return "", err
	}
	atEnd = append(atEnd, func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "fettle")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/fettle").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range atEnd {
		end()
	}
	os.Exit(code)
}

// atEnd undoes what all tests share. Tests here run one after another.
var atEnd []func()

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
	t.Cleanup(func() { // the test's context has ended and interrupted it; a second time would end it at once
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("the server ended with %d (%s)\n%s", code, cmd.ProcessState, log.String())
		}
		for line := range strings.Lines(log.String()) {
			// A stream that a browser opens again while the server ends is refused as it should be.
			if strings.Contains(line, `"level":"ERROR"`) && !strings.Contains(line, "Fettle is stopping") {
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

// admin sets the desk up and returns an HTTP client that keeps cookies, signed in as the administrator.
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
	if status, page := s.send(c, path, form); status >= 400 {
		s.t.Fatalf("POST %s: %d %s", path, status, page)
	}
}

// send submits a form as a browser would and returns the status and the page.
func (s *server) send(c *http.Client, path string, form url.Values) (int, string) {
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
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(b)
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

// guest returns an HTTP client that keeps cookies and has no account.
func guest(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: patience}
}

// get returns what an address answers to a client.
func (s *server) get(c *http.Client, path string) (*http.Response, []byte) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, b
}

// find returns the first match of a pattern's group on a page: where one of the things lives whose addresses nobody can know before.
func (s *server) find(c *http.Client, path, pattern string) string {
	s.t.Helper()
	return s.all(c, path, pattern, 1)[0]
}

// all returns up to most matches of a pattern's group on a page, at least one.
func (s *server) all(c *http.Client, path, pattern string, most int) []string {
	s.t.Helper()
	_, b := s.get(c, path)
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(b, most) {
		out = append(out, string(m[1]))
	}
	if len(out) == 0 {
		s.t.Fatalf("%s holds nothing like %s", path, pattern)
	}
	return out
}

// report reports something without an account and returns its number and the path of the page on which it is followed.
func (s *server) report(text, name, email string) (number, follow string) {
	s.t.Helper()
	c := guest(s.t)
	c.CheckRedirect = func(r *http.Request, _ []*http.Request) error { follow = r.URL.Path; return nil }
	s.post(c, "/portal/report", url.Values{"text": {text}, "name": {name}, "email": {email}})
	if !strings.HasPrefix(follow, "/portal/r/") {
		s.t.Fatalf("a report led to %q", follow)
	}
	return s.find(c, follow, `(INC-\d+)`), follow
}

// colleague makes a person with a role and returns a client that they signed in with.
func (s *server) colleague(admin *http.Client, name, email, role string) *http.Client {
	s.t.Helper()
	s.post(admin, "/people/new", url.Values{"name": {name}, "email": {email}})
	at := "/people/" + s.find(admin, "/people?q="+url.QueryEscape(email), `href="/people/(\d+)"`)
	s.post(admin, at+"/role", url.Values{"role": {s.find(admin, at, `<option value="(\d+)"[^>]*>`+role)}})
	_, page := s.send(admin, at+"/invite", url.Values{})
	link := regexp.MustCompile(`/invite/[^\s<"&]+`).FindString(page)
	if link == "" {
		s.t.Fatalf("there is no invitation in %s", page)
	}
	c := guest(s.t)
	s.post(c, link, url.Values{"password": {password}, "again": {password}})
	return c
}
