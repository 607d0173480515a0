package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestEveryPageIsGuarded(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("A title with <script>alert(1)</script> & \"quotes\"", "description", `<img src=x onerror=alert(1)> [x](javascript:alert(1))`)
	for _, at := range []string{"/incidents", "/incidents?open=" + number, "/" + number, "/incidents/new", "/incidents/" + number + "/resolve", "/me", "/search?q=title", "/portal", "/portal/report", "/portal/" + number, "/nothing"} {
		p := b.get(at)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store"} {
			if p.Header.Get(name) != want {
				t.Errorf("%s: %s is %q", at, name, p.Header.Get(name))
			}
		}
		if len(p.all("[style]")) > 0 || len(p.all("style")) > 0 || len(p.all("[onerror]")) > 0 || len(p.all("[onclick]")) > 0 {
			t.Errorf("%s holds what the policy forbids", at)
		}
		for _, s := range p.all("script") {
			if !strings.HasPrefix(attr(s, "src"), "/static/") {
				t.Errorf("%s holds a script", at)
			}
		}
		for _, a := range p.all("a[href]") {
			if strings.HasPrefix(strings.ToLower(attr(a, "href")), "javascript:") {
				t.Errorf("%s leads to a script", at)
			}
		}
		p.without("<script>alert", "ZgotmplZ")
		ids := map[string]bool{}
		for _, n := range p.all("[id]") {
			if i := attr(n, "id"); ids[i] {
				t.Errorf("%s: two things are called %q", at, i)
			} else {
				ids[i] = true
			}
		}
	}
}

func TestAFormFromAnotherSiteDoesNothing(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("Leave me")
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
		b.send("POST", "/incidents/"+number+"/take", "application/x-www-form-urlencoded", strings.NewReader(""), header...).want(http.StatusForbidden, "another site")
	}
	b.get("/"+number).want(http.StatusOK, "Nobody yet")
}

func TestLargePagesAreCompressed(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	req, err := http.NewRequestWithContext(t.Context(), "GET", d.URL+"/incidents", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	c := d.Cookie("agent")
	req.AddCookie(c)
	a := d.Send(req)
	if a.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v", a.Header)
	}
	z, err := gzip.NewReader(bytes.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(plain, []byte("</html>")) {
		t.Errorf("%v", err)
	}
	_ = b
}

func TestEveryRouteSaysWhatItRestsOn(t *testing.T) {
	d := fettletest.SQLite(t)
	routes, err := d.Routes()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range routes {
		seen[r.Method+" "+r.Pattern] = true
		if r.Permission == "" || r.Scope == "" || !r.Safe() && r.Writes == nil {
			t.Errorf("%+v", r)
		}
	}
	for _, want := range []string{"POST /incidents/{number}/resolve", "GET /{number}", "POST /portal/report", "GET /portal/r/{token}", "POST /me/tokens"} {
		if !seen[want] {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestMyOwnSettings(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	b.get("/me").want(http.StatusOK, "Your settings", "Where you are signed in", "this one", "Keys to the API")
	b.post("/preferences", "theme", "dark").want(http.StatusSeeOther)
	if got := attr(b.get("/incidents").one("html"), "data-theme"); got != "dark" {
		t.Errorf("theme %q", got)
	}
	b.post("/me/profile", "language", "en", "zone", "Mars/Olympus").want(http.StatusUnprocessableEntity, "What you typed is still here")
	b.follow(b.post("/me/profile", "language", "en", "zone", "Asia/Tokyo")).want(http.StatusOK, "Saved")
	b.post("/me/password", "old", "x", "fresh", good, "again", "other").want(http.StatusUnprocessableEntity, "not the same")
	b.post("/me/password", "old", "wrong one", "fresh", good, "again", good).want(http.StatusUnprocessableEntity, "not right")

	b.post("/me/tokens", "name", "", "scopes", "incident.view", "days", "30").want(http.StatusUnprocessableEntity)
	b.post("/me/tokens", "name", "x", "scopes", "incident.view", "days", "soon").want(http.StatusUnprocessableEntity, "number of days")
	p := b.post("/me/tokens", "name", "Backup script", "scopes", "incident.view", "days", "30").want(http.StatusOK, "cannot be shown again")
	secret := attr(p.one(".banner input"), "value")
	if a := d.API(secret, "GET", "/api/v1/incidents", nil); a.Status != http.StatusOK {
		t.Errorf("the key does not work: %d %s", a.Status, a.Body)
	}
	b.get("/me").want(http.StatusOK, "Backup script").without(secret)
	var revoke string
	for _, f := range b.get("/me").all("#tokens form") {
		revoke = attr(f, "action")
	}
	b.follow(b.post(revoke)).want(http.StatusOK, "revoked")
	if a := d.API(secret, "GET", "/api/v1/incidents", nil); a.Status != http.StatusUnauthorized {
		t.Errorf("the revoked key answers %d", a.Status)
	}
}
