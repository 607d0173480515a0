package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// invented starts the invented company of `fettle demo`, which has something of every kind.
func invented(t *testing.T) *server {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, bin: bin}
	cmd := exec.CommandContext(t.Context(), bin, "demo", "--listen", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if s.url = printed.FindString(lines.Text()); s.url != "" {
			go func() {
				for lines.Scan() { // what it prints further
				}
			}()
			return s
		}
	}
	t.Fatalf("the program did not print where it is: %v", lines.Err())
	return nil
}

// pages are the addresses of the product's pages, as `fettle routes` tells them.
func (s *server) pages() (out []string) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), s.bin, "routes", "--json", "--data", s.t.TempDir())
	raw, err := cmd.Output()
	if err != nil {
		s.t.Fatal(err)
	}
	var list []struct{ Method, Pattern string }
	if err := json.Unmarshal(raw, &list); err != nil {
		s.t.Fatal(err)
	}
	for _, r := range list {
		if r.Method == http.MethodGet && !strings.HasPrefix(r.Pattern, "/api/") {
			out = append(out, r.Pattern)
		}
	}
	return out
}

// TestThePagesOfEveryKindAreAccessibleAndFitTheirWindows looks at the list, one record, the form for a new one and the form of each verb of
// whatever kind there is: a new kind is looked at by itself.
func TestThePagesOfEveryKindAreAccessibleAndFitTheirWindows(t *testing.T) {
	s := invented(t)
	pages := s.pages()
	ctx := tab(t)
	do(t, ctx, chromedp.Navigate(s.url+"/demo/administrator"))
	press(t, ctx, `form[action="/demo/administrator"] button`)
	c := guest(t)
	s.send(c, "/demo/administrator", nil)
	kinds, seen := 0, map[string]bool{} // forms of one shape are looked at once in each look
	for _, p := range pages {
		list, ok := strings.CutSuffix(p, "/new")
		if !ok || strings.Count(list, "/") != 1 || !slices.Contains(pages, list) || slices.Contains(lists(), list) {
			continue
		}
		kinds++
		looks := twoLooks[kinds%2:][:1] // kinds share their templates: each page is seen in both looks, but not of each kind
		do(t, ctx, chromedp.Navigate(s.url+list))
		sound(t, ctx, list, looks)
		do(t, ctx, chromedp.Navigate(s.url+p))
		sound(t, ctx, p, looks)
		_, page := s.get(c, list)
		found := regexp.MustCompile(`href="/([A-Z]+-[0-9]+)"`).FindSubmatch(page)
		if found == nil {
			t.Errorf("the demo has nothing in %s", list)
			continue
		}
		number := string(found[1])
		do(t, ctx, chromedp.Navigate(s.url+"/"+number))
		do(t, ctx, script(`document.querySelectorAll("details:not(.menu):not(.ck)").forEach(d => d.open = true)`))
		sound(t, ctx, "/"+number, looks)
		for _, verb := range pages {
			if rest, ok := strings.CutPrefix(verb, list+"/{number}/"); ok && !strings.ContainsAny(rest, "./") && rest != "attachments" {
				at := list + "/" + number + "/" + rest
				_, page := s.get(c, at)
				shape := shapeOf(page) + looks[0].scheme
				if seen[shape] {
					continue
				}
				seen[shape] = true
				do(t, ctx, chromedp.Navigate(s.url+at))
				sound(t, ctx, at, looks)
			}
		}
	}
	if kinds < 10 {
		t.Errorf("only %d kinds have lists", kinds)
	}
}

// shapeOf is what a page is made of, without its words: elements with what they are and how they look.
func shapeOf(page []byte) string {
	_, main, _ := bytes.Cut(page, []byte("<main"))
	var out strings.Builder
	for _, tag := range regexp.MustCompile(`</?[a-z0-9]+|\s(?:class|type|role|required|disabled|readonly|multiple|open)(?:="[^"]*")?|\saria-[a-z]+=`).FindAll(main, -1) {
		out.Write(tag)
	}
	return out.String()
}
