package e2e_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheInboxTellsWhatHappenedAndCanBeToldToStop follows an incident, hears of a reply at once, reads it, and mutes the incident.
func TestTheInboxTellsWhatHappenedAndCanBeToldToStop(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/notifications"))
	shows(t, ctx, "main", "Nobody told you anything yet")
	sound(t, ctx, "an empty inbox", twoLooks)

	number, follow := s.report("The west gate does not open.", "Marta Kowalczyk", "marta@calder.example")
	s.api(token, "POST", "/api/v1/incidents/"+number+"/actions/watch", map[string]any{})
	say := func(words string) {
		s.post(guest(t), follow+"/compose", url.Values{"body": {words}, "mode": {"reply"}})
	}
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/incidents"))
	until(t, ctx, `document.querySelector("[data-live]").dataset.state === "on"`)
	say("It is still shut.")
	until(t, ctx, `document.querySelector("[data-bell]").ariaLabel === "Notifications, 1 unread"`)

	do(t, ctx, chromedp.Click(chromedp.CSS("[data-bell]")))
	until(t, ctx, `location.pathname === "/notifications"`)
	shows(t, ctx, ".inbox", "Today", "Marta Kowalczyk", number, "because you follow it")
	sound(t, ctx, "the inbox", everyLook)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/notifications"))
	if at := press(t, ctx, ".inbox a[data-read]"); at != "/"+number {
		t.Errorf("a line leads to %s", at)
	}
	until(t, ctx, `document.querySelector("[data-bell]").ariaLabel === "Notifications"`)

	do(t, ctx, chromedp.Navigate(s.url+"/notifications"))
	press(t, ctx, `.inbox form:has([name="days"]) button`)
	shows(t, ctx, ".toasts", "not told that any more")
	shows(t, ctx, "main", "What you are not told", "The west gate")
	sound(t, ctx, "the inbox with a mute", twoLooks)
	say("Hello?")
	other, second := s.report("The east gate does not open.", "Marta Kowalczyk", "marta@calder.example")
	s.api(token, "POST", "/api/v1/incidents/"+other+"/actions/watch", map[string]any{})
	follow = second
	say("The other one, too.")
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	for range 50 { // who is told is written by a job
		do(t, ctx, chromedp.Navigate(s.url+"/notifications"))
		if strings.Contains(text(t, ctx, "main"), other) {
			break
		}
	}
	if n := count(t, ctx, ".inbox li.new"); n != 1 || strings.Contains(text(t, ctx, ".inbox li.new"), number) {
		t.Errorf("%d are new: %s", n, text(t, ctx, ".inbox"))
	}
	press(t, ctx, `form[action="/notifications/read"] button`)
	shows(t, ctx, "main", "Nothing is unread.")
	press(t, ctx, `form[action="/notifications/unmute"] button`)
	if strings.Contains(text(t, ctx, "main"), "What you are not told") {
		t.Error("the mute stays")
	}
}
