package e2e_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
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
	act("INC-2", "take", map[string]any{})
	act("INC-2", "resolve", map[string]any{"code": "fixed", "resolution": "Unlocked the account."})
	act("INC-3", "cancel", map[string]any{"reason": "reported twice"})
	act("INC-4", "merge", map[string]any{"into": "INC-1"})
}

func TestEveryPageIsAccessibleAndFitsItsWindow(t *testing.T) {
	s := serve(t)
	ctx := tab(t)
	look := func(paths []string) {
		t.Helper()
		for _, path := range paths {
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int64{360, 1280} {
					name := fmt.Sprintf("%s %s %d", strings.TrimPrefix(path, s.url), scheme, width)
					if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
						Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
						t.Fatal(err)
					}
					do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(path))
					accessible(t, ctx, name)
					fits(t, ctx, name)
				}
			}
		}
	}
	at := func(paths ...string) []string {
		out := make([]string, len(paths))
		for i, p := range paths {
			out[i] = s.url + p
		}
		return out
	}
	look(append(at("/sign-in", "/portal", "/nowhere", "/setup?token=wrong"), s.setup))
	c := s.admin()
	s.signIn(ctx, c)
	look(at("/incidents")) // empty
	s.fill(s.token())
	look(at("/incidents", "/incidents?q="+url.QueryEscape("status:open nothingmatchesthis"), "/incidents?q=staus:open", "/incidents?open=INC-1", "/incidents/new",
		"/INC-1", "/INC-2", "/INC-4", "/INC-99", "/search?q=vault", "/me", "/portal", "/overview", "/people", "/teams", "/settings", "/settings/service-levels"))
}
