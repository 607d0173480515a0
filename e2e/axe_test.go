package e2e_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axe string

// finding is a broken rule.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// look is how somebody sees a page.
type look struct {
	scheme string
	width  int64
}

// The looks of the pages that everybody uses, and of the others.
var (
	everyLook = []look{{"light", 1280}, {"dark", 360}, {"light", 360}, {"dark", 1280}}
	twoLooks  = []look{{"light", 1280}, {"dark", 360}}
)

// sound fails the test for whatever is wrong with the present page in one of the looks: accessibility, and the fit into the window.
func sound(t *testing.T, ctx context.Context, name string, looks []look) {
	t.Helper()
	const screen = 800
	for _, l := range looks {
		name := fmt.Sprintf("%s %s %d", name, l.scheme, l.width)
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}); err != nil {
			t.Fatal(err)
		}
		do(t, ctx, chromedp.EmulateViewport(l.width, screen))
		fits(t, ctx, name)
		// In a window as tall as the page nothing hides beneath what sticks to the edges.
		whole := run(t, ctx, chromedp.Evaluate[int64](`document.documentElement.scrollHeight`))
		do(t, ctx, chromedp.EmulateViewport(l.width, max(3000, whole+screen)))
		accessible(t, ctx, name)
	}
}

// accessible fails the test for each accessibility rule that the present page breaks.
func accessible(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if !run(t, ctx, chromedp.Evaluate[bool](`"axe" in window`)) {
		run(t, ctx, chromedp.Evaluate[bool](axe+`; true`))
	}
	list := run(t, ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"], resultTypes: ["violations"]})
		.then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	var found []finding
	if err := json.Unmarshal([]byte(list), &found); err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("%s breaks %s (%s): %s, in %d places, first %s: %s", name, f.ID, f.Impact, f.Help, len(f.Nodes), f.Nodes[0].HTML, f.Nodes[0].FailureSummary)
	}
}

// fits fails the test if the present page is wider than its window.
func fits(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if over := run(t, ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
		t.Errorf("%s is %d px wider than its window", name, over)
	}
}
