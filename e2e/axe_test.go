package e2e_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axe string

// finding is a broken rule.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// accessible fails the test for each accessibility rule that the present page breaks.
func accessible(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	list := run(t, ctx, chromedp.Evaluate[string](axe+`; axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations))`,
		chromedp.EvalAwaitPromise))
	var found []finding
	if err := json.Unmarshal([]byte(list), &found); err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("%s breaks %s (%s): %s, in %d places, first %s", name, f.ID, f.Impact, f.Help, len(f.Nodes), f.Nodes[0].HTML)
	}
}

// fits fails the test if the present page is wider than its window.
func fits(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if over := run(t, ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
		t.Errorf("%s is %d px wider than its window", name, over)
	}
}
