package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// fill gives a desk some work in every state that a list shows.
func (s *server) fill(token string) {
	s.t.Helper()
	for i := range 12 {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": fmt.Sprintf("Nobody in Gdańsk can open the drawing vault, bay %d", i+1),
			"description": "Since about ten nobody here can open the vault.\n\nIt says **the identity service did not answer** and then closes.",
			"impact":      1 + i%3, "urgency": 1 + i%3, "requester_email": fmt.Sprintf("marta%d@calder.example", i), "requester_name": fmt.Sprintf("Marta Kowalczyk %d", i)})
	}
	act := func(number, verb string, body map[string]any) {
		s.api(token, "POST", "/api/v1/incidents/"+number+"/actions/"+verb, body)
	}
	act("INC-1", "take", map[string]any{})
	act("INC-1", "reply", map[string]any{"body": "Thank you. Please open the folder directly and tell me if one drawing loads.", "then": "hold"})
	act("INC-1", "note", map[string]any{"body": "Service account is locked out. Looks like the agent reuses it."})
	act("INC-1", "add_task", map[string]any{"title": "Unlock the service account"})
	act("INC-1", "link", map[string]any{"to": "INC-5", "relation": "relates_to"})
	act("INC-2", "take", map[string]any{})
	act("INC-2", "resolve", map[string]any{"code": "fixed", "resolution": "Unlocked the account."})
	act("INC-3", "cancel", map[string]any{"reason": "reported twice"})
	act("INC-4", "merge", map[string]any{"into": "INC-1"})
}

// mainPages are those that most people see most of the time.
func mainPages() []string {
	return []string{"/sign-in", "/portal", "/portal/report", "/incidents", "/incidents?open=INC-1", "/incidents/new", "/INC-1", "/overview"}
}

// lists are the pages with a list of things that an administrator tends, each with a page per thing.
func lists() []string {
	return []string{"/people", "/teams", "/entities", "/locations", "/categories", "/roles", "/settings/calendars", "/settings/service-levels", "/settings/fields", "/macros"}
}

func TestEveryPageIsAccessibleAndFitsItsWindow(t *testing.T) {
	s := serve(t)
	ctx := tab(t)
	look := func(paths ...string) {
		t.Helper()
		for _, path := range paths {
			do(t, ctx, chromedp.Navigate(s.url+path))
			looks := twoLooks
			if slices.Contains(mainPages(), path) {
				looks = everyLook
			}
			sound(t, ctx, path, looks)
		}
	}
	link, err := url.Parse(s.setup)
	if err != nil {
		t.Fatal(err)
	}
	look("/sign-in", "/portal", "/portal/report", "/nowhere", "/setup?token=wrong", link.RequestURI())
	do(t, ctx, chromedp.Navigate(s.setup), unchecked)
	press(t, ctx, `#setup button[type="submit"]`)
	sound(t, ctx, "set-up with nothing filled in", twoLooks)

	c := s.admin()
	do(t, ctx, chromedp.Navigate(s.url+"/sign-in"), typed("address", "ada@calder.example"), typed("password", "wrong"))
	press(t, ctx, `main button[type="submit"]`)
	sound(t, ctx, "sign-in with a wrong password", twoLooks)
	s.signIn(ctx, c)
	look("/incidents?view=open", "/incidents?view=mine", "/search", "/overview?period=7d", "/portal/requests", "/settings/fields") // nothing is there yet
	s.fill(s.token())
	made(t, ctx, s.url+"/settings/fields/new", map[string]string{"key": "asset_tag", "label": "Asset tag", "help": "It stands on the label."})
	_, follow := s.report("My screen flickers.\n\nSince **yesterday**.", "Piotr Nowak", "piotr@calder.example")
	look(mainPages()[3:]...)
	look("/incidents?q="+url.QueryEscape("status:open nothingmatchesthis"), "/incidents?q=staus:open", "/incidents?add=priority", "/incidents?view=waiting", "/INC-2", "/INC-3",
		"/INC-4?stay", "/INC-1?show=changes", "/INC-99", "/incidents/INC-5/hold", "/incidents/INC-5/resolve", "/incidents/INC-5/merge", "/incidents/INC-1/link", "/search?q=vault", "/search?q=zebra",
		"/me", "/portal", "/portal/requests", follow, follow+"?do=cancel", follow+"?new=1", "/portal/r/wrong", "/settings", "/settings/matrix", "/settings/tokens", "/settings/health", "/audit", "/notifications", s.find(c, "/people", `href="(/people/\d+)"`)+"/rights?record=INC-1")
	look("/locations") // nothing is there yet
	made(t, ctx, s.url+"/locations/new", map[string]string{"name": "Gdańsk, building 2"})
	made(t, ctx, s.url+"/macros/new", map[string]string{"name": "Greeting", "body": "Good morning, {first_name}!"})
	for _, list := range lists() {
		look(list, s.find(c, list, `href="(`+list+`/(?:[0-9][^"/]*|[a-z_-]+-?[0-9][^"/]*|agent|admin|requester))"`))
		if list != "/roles" {
			look(list + "/new")
		}
	}
}

// TestEveryRefusalIsAccessible looks at the answers to forms, which have no address of their own.
func TestEveryRefusalIsAccessible(t *testing.T) {
	s := serve(t)
	c := s.admin()
	s.fill(s.token())
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/INC-1"))
	stale := func() {
		version := run(t, ctx, chromedp.Value(chromedp.CSS(`form#edit [name="version"]`)))
		if status, page := s.send(c, "/incidents/INC-1/edit", url.Values{"title": {"Overtaken by somebody"}, "version": {version}}); status >= http.StatusBadRequest {
			t.Fatalf("%d %s", status, page)
		}
	}
	const title = `form#edit [name="title"]`
	stale()
	unfold(t, ctx, title)
	do(t, ctx, chromedp.Clear(chromedp.CSS(title)), chromedp.SendKeys(chromedp.CSS(title), "What I think it is"))
	press(t, ctx, `form#edit button[type="submit"]`)
	shows(t, ctx, ".rbanners", "Overtaken by somebody")
	sound(t, ctx, "a stale edit", everyLook)

	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/INC-1"))
	unfold(t, ctx, title)
	do(t, ctx, chromedp.Clear(chromedp.CSS(title)), unchecked)
	press(t, ctx, `form#edit button[type="submit"]`)
	if n := count(t, ctx, `form#edit [aria-invalid="true"]`); n == 0 {
		t.Errorf("an empty title is no fault: %s", text(t, ctx, "main"))
	}
	sound(t, ctx, "an edit that is refused", twoLooks)

	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/INC-1"))
	do(t, ctx, script(`document.querySelectorAll("details:not(.menu):not(.ck)").forEach(d => d.open = true)`))
	sound(t, ctx, "a record with every form open", twoLooks)
	do(t, ctx, script(`document.querySelector("details.ck").open = true`))
	sound(t, ctx, "why this deadline", everyLook)

	for _, path := range []string{"/incidents/new", "/people/new", "/teams/new", "/settings/service-levels/new", "/settings/calendars/new", "/portal/report"} {
		do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+path), unchecked)
		press(t, ctx, `main form.form button[type="submit"]`)
		if n := count(t, ctx, `main [role="alert"]`); n == 0 {
			t.Errorf("%s accepts nothing at all: %s", path, text(t, ctx, "main"))
		}
		sound(t, ctx, path+" with nothing filled in", twoLooks)
	}
}
