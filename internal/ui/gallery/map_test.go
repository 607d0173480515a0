package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/fettle-itsm/fettle/internal/ui/assets"
)

// mapScript works the map with keys and a wheel and notes its width and where
// the focus is after each.
const mapScript = `(() => {
  const box = document.querySelector('[data-map]'), svg = box.querySelector('svg'), out = [];
  const note = (what) => {
    const at = document.activeElement.querySelector?.('title')?.textContent ?? '';
    out.push(what + ' ' + svg.getAttribute('width') + ' ' + at.split(',')[0]);
  };
  const key = (k) => { (document.activeElement.closest('[data-map]') ?? box).dispatchEvent(new KeyboardEvent('keydown', {key: k, bubbles: true, cancelable: true})); note(k); };
  document.querySelector('a.node.me').focus();
  note('start');
  ['+', '-', '0', 'ArrowLeft', 'ArrowDown', 'ArrowRight'].forEach(key);
  const width = svg.getAttribute('width');
  const plain = box.dispatchEvent(new WheelEvent('wheel', {deltaY: -100, bubbles: true, cancelable: true}));
  out.push('plain wheel is left alone ' + (plain && width === svg.getAttribute('width')));
  const zoomed = box.dispatchEvent(new WheelEvent('wheel', {deltaY: -100, ctrlKey: true, bubbles: true, cancelable: true}));
  out.push('wheel with Ctrl zooms ' + (!zoomed && Number(width) < Number(svg.getAttribute('width'))));
  return out.join('\n');
})()`

func TestTheMapIsWorkedByKeysAndWheel(t *testing.T) {
	needBrowser(t)
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("GET /{page}", serve)
	srv := httptest.NewServer(mux)
	defer srv.Close()
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(t.TempDir()))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	defer stop()
	tab, closeTab := chromedp.NewContext(alloc)
	defer closeTab()
	ctx, cancel := context.WithTimeout(tab, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+"/map"), chromedp.WaitReady("[data-map][data-ready]")); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](mapScript))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"start 2348 Order desk", "+ 2935 Order desk", "- 2348 Order desk", "0 1160 Order desk",
		"ArrowLeft 1160 Dispatch", "ArrowDown 1160 Invoices and reminders for customers abroad", "ArrowRight 1160 Ledger",
		"plain wheel is left alone true", "wheel with Ctrl zooms true"}
	if got != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}
