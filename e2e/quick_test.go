package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestARowIsTriagedWhereItStands changes team, category and urgency from the list, is refused once, and takes the next.
func TestARowIsTriagedWhereItStands(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	for _, title := range []string{"The scanner blinks", "The mail is slow"} {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": title})
	}
	ctx := tab(t)
	s.signIn(ctx, c)
	h := &hand{t: t, ctx: ctx}
	get := func(number, key string) any { return s.api(token, "GET", "/api/v1/incidents/"+number, nil)[key] }
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/incidents?q=status%3Aopen&sort=created"), chromedp.KeyEvent("j"))

	// Three fields by one form: the words that are typed choose.
	h.press("e")
	until(t, ctx, `document.activeElement?.name === "team"`)
	sound(t, ctx, "the short form of a row", twoLooks)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chosen(`#quick [name="team"]`, run(t, ctx, chromedp.Evaluate[string](`Array.from(document.querySelectorAll("#quick [name=team] option")).find(o => o.text === "Applications").value`))))
	do(t, ctx, chromedp.Focus(chromedp.CSS(`#quick [name="urgency"]`)))
	h.keys += 3  // the keys that lead from team over assignee to category and urgency
	h.press("h") // high
	h.press(kb.Enter)
	until(t, ctx, `document.querySelector("dialog") === null && !document.querySelector(".saving") && document.querySelector(".toasts")?.innerText.includes("is changed")`)
	h.within("triage", 6)
	if get("INC-1", "urgency") != 1.0 || get("INC-1", "team") == nil {
		t.Errorf("the urgency is %v and the team %v", get("INC-1", "urgency"), get("INC-1", "team"))
	}
	if at := run(t, ctx, chromedp.Evaluate[string](`document.activeElement.closest("[data-row]")?.dataset.row`)); at != "INC-1" {
		t.Errorf("the keyboard is on %q afterwards", at)
	}

	// A single field by its key; what the server refuses is as it was, with the reason.
	do(t, ctx, chromedp.KeyEvent("j"))
	h.press("a")
	until(t, ctx, `document.activeElement?.name === "assignee"`)
	do(t, ctx, chromedp.KeyEvent("nobody of this name"))
	h.press(kb.Enter)
	until(t, ctx, `document.querySelector("dialog[open] [role=alert]") !== null`)
	if who := text(t, ctx, `[data-row="INC-2"] .c-who`); strings.Contains(who, "no") && !strings.Contains(who, "nobody") {
		t.Errorf("the row says %q", who)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Escape))
	until(t, ctx, `document.querySelector("dialog") === null`)
	h.keys = 0

	// The next that nobody has is one key away.
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
	if at := h.leads("G", chromedp.KeyModifiers(chromedp.ModifierShift)); !strings.HasPrefix(at, "/INC-") {
		t.Fatalf("taking the next leads to %s", at)
	}
	h.within("taking the next", 1)
	shows(t, ctx, ".toasts", "is yours")

	// On a record the same keys change it where it stands, and one asks and waits.
	do(t, ctx, chromedp.Navigate(s.url+"/INC-2"))
	h.press("p")
	until(t, ctx, `document.activeElement?.name === "urgency"`)
	h.press("l") // low
	h.leads(kb.Enter)
	h.within("the priority of a record", 3)
	if get("INC-2", "urgency") != 3.0 {
		t.Errorf("the urgency is %v", get("INC-2", "urgency"))
	}
	h.press("w")
	until(t, ctx, `document.activeElement?.id === "composer-body" && document.querySelector('[data-composer] [name="state"]').value === "hold"`)
}
