package e2e_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// photo writes a picture and returns its path and its SHA-256.
func photo(t *testing.T, name string) (path, hash string) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 64, 48))); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, hexOf(b.Bytes())
}

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// phone is a tab as small as a phone, without script.
func phone(t *testing.T) context.Context {
	t.Helper()
	ctx := tab(t)
	do(t, ctx, chromedp.EmulateViewport(360, 740))
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// TestTheRequesterNeedsNoAccountAndNoScript reports something on the portal from a phone, follows it to its end, and cancels another.
func TestTheRequesterNeedsNoAccountAndNoScript(t *testing.T) {
	s := serve(t)
	s.admin()
	token := s.token()
	act := func(number, verb string, body map[string]any) {
		t.Helper()
		s.api(token, "POST", "/api/v1/incidents/"+number+"/actions/"+verb, body)
	}
	ctx := phone(t)
	picture, hash := photo(t, "the screen.png")

	// Three taps: into the box, on the photo, on Send. Everything else is typing, with the keyboard's own way to the next field.
	taps := 0
	tap := func(selector string) chromedp.Action[chromedp.Void] {
		taps++
		return chromedp.Click(chromedp.CSS(selector))
	}
	do(t, ctx, chromedp.Navigate(s.url+"/portal"))
	fits(t, ctx, "/portal without script")
	do(t, ctx, tap(`#ask`), chromedp.KeyEvent("The drawing vault does not open. It says the service did not answer."))
	if at := led(t, ctx, chromedp.KeyEvent(kb.Enter)); !strings.HasPrefix(at, "/portal/report?q=The+drawing+vault") {
		t.Fatalf("the box led to %s", at)
	}
	fits(t, ctx, "/portal/report without script")
	do(t, ctx, chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("Marta Kowalczyk"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("marta@calder.example"))
	taps++ // the photo, which a test cannot choose in the dialog of the system
	do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS(`input[name="files"]`), []string{picture}))
	follow := led(t, ctx, tap(`#report button[type="submit"]`))
	if taps > 3 {
		t.Errorf("%d taps to report something", taps)
	}
	if !strings.HasPrefix(follow, "/portal/r/") {
		t.Fatalf("reporting led to %s: %s", follow, text(t, ctx, "main"))
	}
	shows(t, ctx, "main", "Thank you. This is INC-1.", "Keep the address of this page", "The drawing vault does not open", "Received", "the screen.png")
	fits(t, ctx, "the follow page without script")
	follow, _, _ = strings.Cut(follow, "?")

	res, b := s.get(guest(t), strings.TrimPrefix(run(t, ctx, chromedp.Evaluate[string](`document.querySelector(".files a").href`)), s.url))
	if got := hexOf(b); got != hash || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the photo came back as %s (%s), %s", got, res.Status, res.Header.Get("Content-Disposition"))
	}
	if v := s.api(token, "GET", "/api/v1/incidents/INC-1", nil); !strings.HasPrefix(v["title"].(string), "The drawing vault does not open") {
		t.Errorf("the desk got %v", v["title"])
	}

	// The desk asks back; the requester sees that it waits for them, in plain words, and since when.
	act("INC-1", "take", map[string]any{})
	act("INC-1", "note", map[string]any{"body": "Secret: the service account is locked out."})
	act("INC-1", "reply", map[string]any{"body": "Does it open on another machine?", "then": "hold"})
	do(t, ctx, chromedp.Navigate(s.url+follow))
	shows(t, ctx, "main", "Waiting for you since", "The clock rests until you answer", "Does it open on another machine?", "by Ada")
	if page := text(t, ctx, "body"); strings.Contains(page, "Secret") || regexp.MustCompile(`awaiting_caller|on_hold|priority|(?i)\bP[1-4]\b`).MatchString(page) {
		t.Errorf("the requester reads words of the desk: %s", page)
	}
	do(t, ctx, typed("body", "No, on none here."))
	press(t, ctx, `.composer button.r-only`)
	shows(t, ctx, "main", "No, on none here.", "Being put right")
	if step := text(t, ctx, `.steps [aria-current]`); strings.Contains(step, "Waiting") {
		t.Errorf("after the answer it still stands at %s", step)
	}
	if v := s.api(token, "GET", "/api/v1/incidents/INC-1", nil); v["state"] != "in_progress" {
		t.Errorf("for the desk it is %v", v["state"])
	}

	// Solved, not solved, solved.
	resolve := map[string]any{"code": "fixed", "resolution": "Unlocked the account of the service."}
	act("INC-1", "resolve", resolve)
	do(t, ctx, chromedp.Navigate(s.url+follow))
	shows(t, ctx, "main", "Put right", "Unlocked the account of the service.", "Confirm solved")
	press(t, ctx, `a[href$="?do=reopen"]`)
	fits(t, ctx, "the reopen form without script")
	do(t, ctx, typed("reason", "One drawing still does not load."))
	press(t, ctx, `form#reopen button[type="submit"]`)
	shows(t, ctx, "body", "We take it up again.", "Being put right")
	if v := s.api(token, "GET", "/api/v1/incidents/INC-1", nil); v["state"] != "in_progress" {
		t.Errorf("after “not solved” the desk has it as %v", v["state"])
	}
	act("INC-1", "resolve", resolve)
	do(t, ctx, chromedp.Navigate(s.url+follow))
	press(t, ctx, `form[action$="/close"] button`)
	shows(t, ctx, "body", "Thank you. It is closed.")
	if n := count(t, ctx, `.composer`); n != 0 {
		t.Error("one can write to what is closed")
	}

	// Another one is not needed any more. What was typed is still there when something is missing.
	_, other := s.report("My chair squeaks.\nSince this morning.", "Piotr Nowak", "piotr@calder.example")
	do(t, ctx, chromedp.Navigate(s.url+other))
	press(t, ctx, `a[href$="?do=cancel"]`)
	do(t, ctx, typed("reason", "It stopped by itself."))
	press(t, ctx, `form#cancel button[type="submit"]`)
	shows(t, ctx, "body", "The request is cancelled.", "Cancelled")
}

// TestAReportThatIsRefusedLosesNothing sends what is wrong, without a browser's own checks.
func TestAReportThatIsRefusedLosesNothing(t *testing.T) {
	s := serve(t)
	s.admin()
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"no words":   {url.Values{"name": {"Marta K."}, "email": {"marta@calder.example"}}, "say in a few words"},
		"no address": {url.Values{"text": {"The vault is shut."}, "name": {"Marta K."}, "email": {"nothing"}}, "e-mail address"},
		"no name":    {url.Values{"text": {"The vault is shut."}, "email": {"marta@calder.example"}}, "your name"},
	} {
		status, page := s.send(guest(t), "/portal/report", c.form)
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, c.says) {
			t.Errorf("%s: %d, without %q", name, status, c.says)
		}
		for key := range c.form {
			if !strings.Contains(page, c.form.Get(key)) {
				t.Errorf("%s: what was typed as %s is lost", name, key)
			}
		}
	}
}
