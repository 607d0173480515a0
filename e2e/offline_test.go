package e2e_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// cable stands between the browser and the server and can be pulled: then nothing gets through, not even for a worker.
type cable struct {
	t      *testing.T
	to     string
	listen net.Listener
	mu     sync.Mutex
	pulled bool
	open   map[net.Conn]bool
}

// plug lets the browser reach the server through a cable.
func (s *server) plug() *cable {
	s.t.Helper()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	c := &cable{t: s.t, to: strings.TrimPrefix(s.url, "http://"), listen: listen, open: map[net.Conn]bool{}}
	s.t.Cleanup(func() { _ = listen.Close(); c.pull(true) })
	go func() {
		for {
			in, err := listen.Accept()
			if err != nil {
				return
			}
			go c.carry(in)
		}
	}()
	s.url = "http://" + listen.Addr().String()
	return c
}

// carry passes on what comes, until one side ends or the cable is pulled.
func (c *cable) carry(in net.Conn) {
	defer func() { _ = in.Close() }()
	out, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer func() { _ = out.Close() }()
	c.mu.Lock()
	if c.pulled {
		c.mu.Unlock()
		return
	}
	c.open[in], c.open[out] = true, true
	c.mu.Unlock()
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
		go func() { _, _ = io.Copy(way[0], way[1]); ended <- struct{}{} }()
	}
	<-ended
	c.mu.Lock()
	delete(c.open, in)
	delete(c.open, out)
	c.mu.Unlock()
}

// pull takes the cable out, or puts it back in.
func (c *cable) pull(out bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulled = out
	if out {
		for x := range c.open {
			_ = x.Close()
		}
	}
}

// TestTheScannerOpensAndCountsWithoutANetwork loads the page of a count again while the server cannot be reached, scans there, loads it once
// more, and sends everything when the network is back. No other page is kept, and nothing is when the person has signed out.
func TestTheScannerOpensAndCountsWithoutANetwork(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	room := s.shelf(c, token)
	take := fmt.Sprint(s.api(token, "POST", "/api/v1/stocktakes", map[string]any{"title": "Cellar", "location": room})["number"])
	s.api(token, "POST", "/api/v1/stocktakes/"+take+"/actions/begin", map[string]any{})
	direct := s.url
	net := s.plug()
	ctx, end := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext()) // the lost network is an error to a watched tab
	t.Cleanup(end)
	s.signIn(ctx, c)
	at := s.url + "/stocktakes/" + take + "/count"
	do(t, ctx, chromedp.Navigate(at))
	until(t, ctx, `document.querySelector("[data-scan][data-ready][data-kept]")`)
	shows(t, ctx, "[data-scan]", "opens without a network too")
	wedge := func(code string) {
		t.Helper()
		do(t, ctx, script(fmt.Sprintf(`[...%q, "Enter"].forEach(k => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true})))`, code)))
	}

	net.pull(true)
	wedge("SC-0002")
	until(t, ctx, `document.querySelector("[data-scan]").dataset.waiting === "1"`)
	for _, next := range []struct{ code, waiting string }{{"SC-0003", "2"}, {"STRANGE-9", "3"}} {
		do(t, ctx, chromedp.Reload())
		until(t, ctx, `document.querySelector("[data-scan][data-ready]")`)
		if got := run(t, ctx, chromedp.Evaluate[string](`getComputedStyle(document.querySelector("[data-scan] .btn")).borderRadius`)); got == "0px" {
			t.Error("the page lost its style")
		}
		wedge(next.code)
		until(t, ctx, fmt.Sprintf(`document.querySelector("[data-scan]").dataset.waiting === %q`, next.waiting))
	}
	shows(t, ctx, "[data-scan]", "3 to send", "SC-0002", "Tarn Scan 2", "STRANGE-9", "Not on the list")
	if run(t, ctx, chromedp.Evaluate[bool](`(async () => { try { return (await fetch("/stocktakes")).ok } catch { return false } })()`, chromedp.EvalAwaitPromise)) {
		t.Error("another page is there without a network")
	}

	net.pull(false)
	do(t, ctx, script(`window.dispatchEvent(new Event("online"))`))
	until(t, ctx, `document.querySelector("[data-scan]").dataset.waiting === "0"`)
	s.url = direct
	for _, code := range []string{"SC-0002", "SC-0003", "STRANGE-9"} {
		if n := s.scans(token, take, code); n != 1 {
			t.Errorf("%s arrived %d times", code, n)
		}
	}
	s.counted(token, take, "2 of 25")

	press(t, ctx, `form[action="/sign-out"] button`)
	if left := run(t, ctx, chromedp.Evaluate[bool](`(async () => await caches.has("fettle-count"))()`, chromedp.EvalAwaitPromise)); left {
		t.Error("who signed out left a page behind")
	}
}
