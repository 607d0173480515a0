package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// estate is a shop that stands on two of three nodes, of which the third, a server of one's own, joined ten days ago, and a till that needs
// the shop. It returns the numbers by name.
func (s *server) estate(token string) map[string]string {
	s.t.Helper()
	at := map[string]string{}
	add := func(path, name string, body map[string]any) {
		body["title"] = name
		at[name] = fmt.Sprint(s.api(token, "POST", "/api/v1/"+path, body)["number"])
	}
	add("services", "Shop", map[string]any{"criticality": "high", "users": 120})
	add("services", "Till", map[string]any{"criticality": "medium", "users": 15})
	add("configuration-items", "Cluster", map[string]any{"class": "cluster"})
	add("configuration-items", "Node A", map[string]any{"class": "virtual_machine"})
	add("configuration-items", "Node B", map[string]any{"class": "virtual_machine"})
	add("configuration-items", "Room", map[string]any{"class": "site"})
	class := s.api(token, "POST", "/api/v1/asset-classes", map[string]any{"title": "Machines", "tag_prefix": "MC"})
	model := s.api(token, "POST", "/api/v1/asset-models", map[string]any{"title": "Rack 4", "class": class["id"]})
	add("assets", "Node C", map[string]any{"model": model["id"]})
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).Format("2006-01-02") }
	for _, r := range []struct {
		from, to, group string
		since           int
	}{{"Shop", "Cluster", "", 300}, {"Till", "Shop", "", 300}, {"Cluster", "Node A", "nodes", 300}, {"Cluster", "Node B", "nodes", 300}, {"Cluster", "Node C", "nodes", 10}, {"Node A", "Room", "", 300}} {
		body := map[string]any{"kind": "depends_on", "to": at[r.to], "date": day(r.since)}
		if r.group != "" {
			body["group"], body["need"] = r.group, 2
		}
		kind := map[bool]string{true: "services", false: "configuration-items"}[strings.HasPrefix(at[r.from], "SVC")]
		s.api(token, "POST", "/api/v1/"+kind+"/"+at[r.from]+"/actions/relate", body)
	}
	return at
}

// TestTheMapAnswersWhatFailsOnWhichDayAndWhatChanged opens the map of a service, opens it further, asks what a node's failure stops today and
// before there was a third one, and compares the two days.
func TestTheMapAnswersWhatFailsOnWhichDayAndWhatChanged(t *testing.T) {
	s := serve(t)
	c := s.admin()
	at := s.estate(s.token())
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/services/"+at["Shop"]+"/map"))
	shows(t, ctx, ".mapsay", "Within 2 steps, 1 item stands on Shop, and it rests on 4 items.")
	drawn(t, ctx, "Till", "Cluster", "2 of 3", "Node C", "Machines", "+1")
	sound(t, ctx, "the map", everyLook)
	press(t, ctx, ".smap a.more")
	drawn(t, ctx, "Room")

	do(t, ctx, chromedp.Navigate(s.url+"/assets/"+at["Node C"]+"/map"))
	press(t, ctx, `.maptools a[href*="mode=fail"]`)
	shows(t, ctx, ".mapsay", "If Node C fails, nothing else stops. Cluster goes on with 2 of 3 of “nodes”.")
	do(t, ctx, chromedp.Navigate(s.url+"/configuration-items/"+at["Node B"]+"/map?mode=fail"))
	shows(t, ctx, ".mapsay", "nothing else stops", "2 of 3")
	sound(t, ctx, "the map of a failure", twoLooks)
	before := time.Now().AddDate(0, 0, -30).Format("2006-01-02")
	do(t, ctx, chromedp.SetValue(chromedp.CSS(`main [name="at"]`), before))
	if to := press(t, ctx, `main form[action$="/map"] button[type="submit"]`); !strings.Contains(to, "at="+before) || !strings.Contains(to, "mode=fail") {
		t.Errorf("another day leads to %s", to)
	}
	shows(t, ctx, ".mapsay", "If Node B fails, 2 services (1 critical) and 1 other item stop; it concerns 120 to 135 people.")
	drawn(t, ctx, "2 of 2", "Stops")

	do(t, ctx, chromedp.Navigate(s.url+"/configuration-items/"+at["Cluster"]+"/map"))
	do(t, ctx, chromedp.SetValue(chromedp.CSS(`main [name="with"]`), before))
	press(t, ctx, `main form[action$="/map"] button[type="submit"]`)
	shows(t, ctx, ".mapsay", "1 relation came, 0 went and 0 changed.")
	drawn(t, ctx, "New on the map")
	sound(t, ctx, "two days compared", twoLooks)
	s.walked(t, ctx)

	_, page := s.get(c, "/services/"+at["Shop"]+"/map?mode=fail") // what is there without a script
	for _, want := range []string{"<svg", "<caption", "Node C (2 of 3)", "Fails first", `href="/configuration-items/` + at["Cluster"] + `/map`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("without a script the map lacks %s", want)
		}
	}
}

// drawn fails the test unless the map has all of the words.
func drawn(t *testing.T, ctx context.Context, words ...string) {
	t.Helper()
	have := run(t, ctx, chromedp.Evaluate[string](`[...document.querySelectorAll(".mapview .smap text")].map(e => e.textContent).join("\n")`))
	for _, w := range words {
		if !strings.Contains(have, w) {
			t.Errorf("the map at %s has no %q but: %s", where(ctx), w, have)
		}
	}
}

// walked goes along the arrows by the keys alone, makes the map larger and shows all of it again.
func (s *server) walked(t *testing.T, ctx context.Context) {
	t.Helper()
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Focus(chromedp.CSS(".smap a.node.me")))
	name := func() string {
		return run(t, ctx, chromedp.Evaluate[string](`document.activeElement.querySelector(".val")?.textContent ?? document.activeElement.tagName`))
	}
	for _, step := range []struct{ key, want string }{{kb.ArrowRight, "Node"}, {kb.ArrowDown, "Node"}, {kb.ArrowLeft, "Cluster"}, {kb.ArrowLeft, "Shop"}, {kb.ArrowRight, "Cluster"}} {
		do(t, ctx, chromedp.KeyEvent(step.key))
		if got := name(); !strings.HasPrefix(got, step.want) {
			t.Errorf("%q leads to %s, not to %s", step.key, got, step.want)
		}
	}
	width := func() int {
		return run(t, ctx, chromedp.Evaluate[int](`document.querySelector(".mapview .smap").getBoundingClientRect().width | 0`))
	}
	usual := width()
	do(t, ctx, chromedp.KeyEvent("+"))
	if larger := width(); larger <= usual {
		t.Errorf("the map is %d wide and was %d", larger, usual)
	}
	do(t, ctx, chromedp.KeyEvent("0"))
	if run(t, ctx, chromedp.Evaluate[bool](`(b => b.scrollWidth > b.clientWidth)(document.querySelector(".mapview"))`)) {
		t.Error("the whole map does not fit")
	}
}
