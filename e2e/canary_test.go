package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// canaries are texts that run a script, or break out of where they stand, on a page that shows them carelessly.
func canaries() []string {
	return []string{
		`<img src=x onerror=window.__pwned=1>`,
		`<script>window.__pwned=1</script>`,
		`<svg onload=window.__pwned=1>`,
		`"><img src=x onerror=window.__pwned=1>`,
		`' autofocus onfocus=window.__pwned=1 x='`,
		`" autofocus onfocus=window.__pwned=1 x="`,
		`[press](javascript:window.__pwned=1)`,
		`[press](JaVaScRiPt&colon;window.__pwned=1)`,
		`![x](x" onerror="window.__pwned=1)`,
		`<a href="javascript:window.__pwned=1">press</a>`,
		`<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>`,
		`</textarea><script>window.__pwned=1</script>`,
		`</title><script>window.__pwned=1</script>`,
		`<details open ontoggle=window.__pwned=1>`,
		`<math><mtext><style><img title="</style><img src=x onerror=window.__pwned=1>">`,
		`<noscript><p title="</noscript><img src=x onerror=window.__pwned=1>">`,
		`<body onload=window.__pwned=1>`,
		`<object data="data:text/html,<script>parent.__pwned=1</script>"></object>`,
		`<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=javascript:window.__pwned=1">`,
		`<form action="https://evil.example/"><button>press</button></form>`,
		"<https://evil.example/\" onmouseover=\"window.__pwned=1>",
		"```\n</code></pre><script>window.__pwned=1</script>\n```",
		`&lt;script&gt;window.__pwned=1&lt;/script&gt;`,
		`{{constructor.constructor('window.__pwned=1')()}}`,
		"\u202e<img src=x onerror=window.__pwned=1>",
	}
}

// dangerous lists what no page may hold, whoever wrote its texts: handlers, scripts and frames of others, addresses that are programs.
const dangerous = `(() => { const out = []; if (window.__pwned !== undefined) out.push("a script of the data ran");
	for (const e of document.querySelectorAll("*")) { const at = e.outerHTML.slice(0, 200);
		for (const a of e.attributes) { if (/^on/i.test(a.name)) out.push("a handler: " + at);
			if (/^(href|src|action|formaction|data|xlink:href)$/i.test(a.name) && /^\s*(javascript|vbscript|data)\s*:/i.test(a.value)) out.push("a program as address: " + at); }
		if (/^(iframe|object|embed|base|math|noscript|style)$/i.test(e.tagName) || e.tagName === "META" && e.httpEquiv) out.push("an element: " + at);
		if (e.tagName === "SCRIPT" && !new URL(e.src, location).pathname.startsWith("/static/")) out.push("a script: " + at);
		if (e.tagName === "IMG") out.push("a picture: " + at);
		if (e.tagName === "FORM" && new URL(e.action, location).host !== location.host) out.push("a form that leads away: " + at);
	} return out; })()`

// TestNoTextRunsOnAnyPage stores canaries wherever texts can be stored, and visits every page that shows them. A dialog, a script that
// fails, and anything that the policy had to stop fail the test too: then a text had come as far as the policy.
func TestNoTextRunsOnAnyPage(t *testing.T) {
	s := serve(t)
	c := s.admin()
	ctx := tab(t)
	s.signIn(ctx, c)
	paths := s.plant(ctx, c, s.token())
	do(t, ctx, chromedp.EmulateViewport(1280, 900))
	shown := 0
	for _, path := range paths {
		do(t, ctx, chromedp.Navigate(s.url+path))
		shown += run(t, ctx, chromedp.Evaluate[int](`Number(document.body.textContent.includes("__pwned"))`))
		for _, found := range run(t, ctx, chromedp.Evaluate[[]string](dangerous)) {
			t.Errorf("%s holds %s", path, found)
		}
	}
	t.Logf("%d pages, %d of them with a canary", len(paths), shown)
	if shown < 80 {
		t.Errorf("only %d of %d pages show a canary", shown, len(paths))
	}
}

// plant stores the canaries and returns the pages that show them.
func (s *server) plant(ctx context.Context, c *http.Client, token string) []string {
	t := s.t
	t.Helper()
	bird := func(i int) string { return canaries()[i%len(canaries())] }
	for i, path := range []string{"/entities/new", "/locations/new", "/teams/new", "/categories/new", "/settings/calendars/new"} {
		made(t, ctx, s.url+path, map[string]string{"name": bird(i) + " " + bird(i+5)})
	}
	for i := range 2 {
		made(t, ctx, s.url+"/macros/new", map[string]string{"name": bird(5*i + 2), "body": bird(i)})
		made(t, ctx, s.url+"/settings/fields/new", map[string]string{"key": fmt.Sprintf("canary%d", i), "label": bird(3 * i), "help": bird(3*i + 1)})
	}
	made(t, ctx, s.url+"/settings/fields/new", map[string]string{"key": "choice", "type": "choice", "label": bird(10), "options": "one | " + bird(0)})
	s.api(token, "POST", "/api/v1/people", map[string]any{"name": bird(0), "email": "bird@calder.example", "title": bird(1), "department": bird(3), "phone": bird(4)})
	act := func(number, verb string, body map[string]any) {
		s.api(token, "POST", "/api/v1/incidents/"+number+"/actions/"+verb, body)
	}
	paths := []string{"/", "/incidents", "/incidents/new", "/incidents?view=waiting", "/incidents?view=resolved", "/incidents?q=" + url.QueryEscape(bird(3)), "/incidents?q=" + url.QueryEscape(`title:"`+bird(1)),
		"/search?q=" + url.QueryEscape(bird(0)), "/search?q=pwned", "/overview", "/audit", "/me", "/settings", "/settings/tokens", "/settings/matrix", "/portal", "/portal/requests", "/portal/report?q=" + url.QueryEscape(bird(11)),
		"/people?q=" + url.QueryEscape(bird(3)), "/sign-in?next=" + url.QueryEscape("javascript:window.__pwned=1"), "/setup?token=" + url.QueryEscape(bird(3)), "/portal/r/" + url.PathEscape(bird(1)), "/" + url.PathEscape("INC-1"+bird(0))}
	for i := range canaries() {
		n := s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": bird(i), "description": bird(i) + "\n\n" + bird(i+1), "requester_email": fmt.Sprintf("b%d@calder.example", i), "requester_name": bird(i),
			"impact": 2, "urgency": 2, "custom": map[string]any{"canary0": bird(i), "canary1": bird(i + 1), "choice": "one"}})["number"].(string)
		act(n, "reply", map[string]any{"body": bird(i)})
		act(n, "note", map[string]any{"body": bird(i + 1)})
		act(n, "add_task", map[string]any{"title": bird(i + 2)})
		s.attach(token, n, bird(i)+".png")
		switch i % 5 {
		case 0:
			act(n, "hold", map[string]any{"reason": "awaiting_caller", "message": bird(i + 3)})
		case 1:
			act(n, "resolve", map[string]any{"code": "fixed", "resolution": bird(i), "cause_code": "defect"})
		case 2:
			act(n, "cancel", map[string]any{"reason": bird(i)})
		case 3:
			act(n, "log_time", map[string]any{"minutes": 5, "note": bird(i)})
		}
		paths = append(paths, "/"+n)
		if i%3 == 0 {
			paths = append(paths, "/incidents?open="+n, "/portal/"+n)
		}
	}
	for i := range 3 {
		_, follow := s.report(bird(i)+"\n"+bird(i+11), bird(i), fmt.Sprintf("guest%d@calder.example", i))
		s.upload(follow+"/compose", bird(3*i)+" and "+bird(i+6), bird(i)+".txt")
		paths = append(paths, follow, follow+"?new=1", follow+"?do=cancel")
	}
	for _, list := range lists() {
		paths = append(append(paths, list), s.all(c, list, `href="(`+list+`/[0-9A-Za-z][^"/]*)"`, 4)...)
	}
	return paths
}

// attach hangs a file with a name on a record.
func (s *server) attach(token, number, name string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/api/v1/incidents/"+number+"/attachments?public=true&name="+url.QueryEscape(name), strings.NewReader("<script>window.__pwned=1</script>"))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "text/html")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusBadRequest {
		s.t.Fatalf("attaching %q: %s", name, res.Status)
	}
}

// upload writes a message with a file, as a form does.
func (s *server) upload(path, body, name string) {
	s.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("body", body)
	part, err := w.CreateFormFile("files", name)
	if err == nil {
		_, err = part.Write([]byte("<script>window.__pwned=1</script>"))
	}
	if err != nil || w.Close() != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, &b)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := guest(s.t).Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusBadRequest {
		s.t.Fatalf("writing to %s: %s", path, res.Status)
	}
}
