package e2e_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestFromSetUpToASolvedIncident goes the way of a new organisation: the one-time link, the first incident, its work, its end.
func TestFromSetUpToASolvedIncident(t *testing.T) {
	s := serve(t)
	ctx := tab(t)
	field := func(name, value string) chromedp.Action[chromedp.Void] {
		return chromedp.SendKeys(chromedp.CSS(`[name="`+name+`"]`), value)
	}
	do(t, ctx, chromedp.Navigate(s.setup), field("organisation", "Calder Instruments"), field("name", "Ada Admin"), field("email", "ada@calder.example"),
		field("password", password), field("zone", "Europe/Berlin"))
	if at := submit(t, ctx, `#setup`); !strings.Contains(at, "/incidents") {
		t.Fatalf("set-up led to %s", at)
	}
	do(t, ctx, chromedp.Navigate(s.setup))
	if text := run(t, ctx, chromedp.Text(chromedp.CSS(`main`))); strings.Contains(text, "Time zone") {
		t.Errorf("the set-up link works twice: %s", text)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents/new"), field("title", "The label printer prints the old address"), field("description", "All labels since **Monday**."))
	if at := submit(t, ctx, `[name="title"]`); !strings.Contains(at, "/INC-1") {
		t.Fatalf("creating led to %s", at)
	}
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`textarea[name="body"]`), "Which depot prints them?"))
	submit(t, ctx, `textarea[name="body"]`)
	if text := run(t, ctx, chromedp.Text(chromedp.CSS(`.tl`))); !strings.Contains(text, "Which depot") || !strings.Contains(text, "All labels") {
		t.Errorf("the conversation is %s", text)
	}
}

// TestTheRequesterNeedsNoAccountAndNoScript reports something on the portal and follows it.
func TestTheRequesterNeedsNoAccountAndNoScript(t *testing.T) {
	s := serve(t)
	s.admin()
	ctx := tab(t)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.EmulateViewport(360, 740), chromedp.Navigate(s.url+"/portal"))
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

// submit sends the form around an element and returns the address it led to.
func submit(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Submit(chromedp.CSS(selector))); err != nil {
		t.Fatal(err)
	}
	return run(t, ctx, chromedp.Location())
}
