package e2e_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTwoAtTheSameRecordSeeEachOther has one look and one write, and one leave.
func TestTwoAtTheSameRecordSeeEachOther(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The turnstile is stuck"})
	other := s.colleague(c, "Bo Lind", "bo@calder.example", "Service desk agent")
	ana, bo := tab(t), tab(t)
	s.signIn(ana, c)
	s.signIn(bo, other)
	do(t, ana, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/INC-1"))
	do(t, bo, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/INC-1"))
	until(t, bo, `document.querySelector("[data-presence]").innerText.endsWith("is looking at this")`)
	sound(t, bo, "a record with somebody else at it", twoLooks)
	do(t, bo, chromedp.EmulateViewport(1280, 800), chromedp.SendKeys(chromedp.CSS("[data-composer] textarea"), "I think"))
	until(t, ana, `(document.dispatchEvent(new Event("visibilitychange")), document.querySelector("[data-presence]").innerText === "Bo Lind is writing")`)
	do(t, bo, chromedp.Navigate(s.url+"/incidents"))
	until(t, ana, `(document.dispatchEvent(new Event("visibilitychange")), document.querySelector("[data-presence]").hidden)`)

	// A requester is not told who works on their matter.
	if status, body := s.send(guest(t), "/presence/INC-1", url.Values{}); status != http.StatusUnauthorized && status != http.StatusNotFound && status != http.StatusForbidden {
		t.Errorf("a visitor gets %d %s", status, body)
	}
}
