package e2e_test

import (
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// weight is what a page cost: bytes as they came over the wire, headers included.
type weight struct {
	mu            sync.Mutex
	types         map[network.RequestID]network.ResourceType
	total, script float64
	requests      int
}

func (w *weight) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.types[e.RequestID] = e.Type
	case *network.EventLoadingFinished:
		w.requests++
		w.total += e.EncodedDataLength
		if w.types[e.RequestID] == network.ResourceTypeScript {
			w.script += e.EncodedDataLength
		}
	}
}

// TestTheFirstPagesAreLight opens them as somebody who was never here. Every tab watches that no request leaves this machine.
func TestTheFirstPagesAreLight(t *testing.T) {
	const kilo = 1024
	s := serve(t)
	s.admin()
	for path, budget := range map[string]struct{ total, script float64 }{"/portal": {60 * kilo, 15 * kilo}, "/portal/report": {60 * kilo, 15 * kilo}, "/sign-in": {40 * kilo, 15 * kilo}} {
		w := &weight{types: map[network.RequestID]network.ResourceType{}}
		ctx := tab(t)
		if err := chromedp.Listen(ctx, w.hear); err != nil {
			t.Fatal(err)
		}
		do(t, ctx, chromedp.Navigate(s.url+path))
		until(t, ctx, `document.readyState === "complete"`)
		w.mu.Lock()
		t.Logf("%s: %.1f KB in %d requests, of which script %.1f KB", path, w.total/kilo, w.requests, w.script/kilo)
		if w.total > budget.total || w.script > budget.script || w.total < kilo || w.script == 0 {
			t.Errorf("%s weighs %.0f bytes, script %.0f", path, w.total, w.script)
		}
		w.mu.Unlock()
	}
}
