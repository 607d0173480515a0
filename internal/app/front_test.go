package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// ask sends a request with a Cookie header to the faces as they are for these options.
func ask(t *testing.T, d *fettletest.Desk, o app.ServeOptions, method, path, cookies string, headers ...string) *http.Response {
	t.Helper()
	faces, err := d.Faces(o)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	r.Header.Set("Cookie", cookies)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	faces.ServeHTTP(w, r)
	return w.Result()
}

func TestSigningOutEndsEverySessionWhoseCookieWasSent(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		tls := app.ServeOptions{BaseURL: "https://help.example.org"}
		plain := app.ServeOptions{}
		live := func(o app.ServeOptions, cookies string, want bool) {
			t.Helper()
			page, api := ask(t, d, o, http.MethodGet, "/incidents", cookies).StatusCode, ask(t, d, o, http.MethodGet, "/api/v1/incidents", cookies).StatusCode
			if (page == http.StatusOK) != want || (api == http.StatusOK) != want {
				t.Errorf("with %q, the page answers %d and the API %d; living: %v", cookies, page, api, want)
			}
		}
		secret := func() string { return d.Cookie("agent").Value }
		tests := []struct {
			name    string
			options app.ServeOptions
			cookies func(a, b string) string
			reads   bool
			ended   string
		}{
			{"one cookie", plain, func(a, _ string) string { return "fettle=" + a }, true, "a"},
			{"a stale one before the real one", plain, func(a, _ string) string { return "fettle=stale; x=y; fettle=" + a }, true, "a"},
			{"a stale one after it", plain, func(a, _ string) string { return "fettle=" + a + "; fettle=stale" }, true, "a"},
			{"two that live", plain, func(a, b string) string { return "fettle=" + a + "; fettle=" + b }, true, "ab"},
			{"two under TLS", tls, func(a, b string) string { return "__Host-fettle=stale; __Host-fettle=" + a + "; fettle=" + b }, true, "ab"},
			{"one of the time before TLS, which is not read any more", tls, func(a, _ string) string { return "fettle=" + a }, false, "a"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				a, b := secret(), secret()
				live(tt.options, tt.cookies(a, b), tt.reads)
				if res := ask(t, d, tt.options, http.MethodPost, "/sign-out", tt.cookies(a, b)); res.StatusCode != http.StatusSeeOther {
					t.Fatalf("signing out: %d", res.StatusCode)
				}
				live(plain, "fettle="+a, !strings.Contains(tt.ended, "a"))
				live(plain, "fettle="+b, !strings.Contains(tt.ended, "b"))
			})
		}
		a := secret()
		if res := ask(t, d, plain, http.MethodPost, "/sign-out", "fettle="+a, "Sec-Fetch-Site", "cross-site"); res.StatusCode != http.StatusForbidden {
			t.Errorf("from another site: %d", res.StatusCode)
		}
		live(plain, "fettle="+a, true)
	})
}

func TestBehindTLSCookiesAndHeadersAreThoseOfTLS(t *testing.T) {
	d := fettletest.SQLite(t)
	proxy := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} // where httptest's requests come from
	tests := []struct {
		name    string
		options app.ServeOptions
		proto   string
		secure  bool
	}{
		{"plain", app.ServeOptions{BaseURL: "http://127.0.0.1:8080"}, "", false},
		{"a client that says so itself", app.ServeOptions{}, "https", false},
		{"a trusted proxy", app.ServeOptions{TrustedProxies: proxy}, "https", true},
		{"a trusted proxy that was spoken to in plain", app.ServeOptions{TrustedProxies: proxy}, "http", false},
		{"the public address", app.ServeOptions{BaseURL: "https://help.example.org"}, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, path := range []string{"/sign-in", "/api/v1/incidents", "/livez", "/nowhere"} {
				res := ask(t, d, tt.options, http.MethodGet, path, "", "X-Forwarded-Proto", tt.proto)
				if got := res.Header.Get("Strict-Transport-Security"); (got != "") != tt.secure || strings.Contains(got, "includeSubDomains") {
					t.Errorf("%s: Strict-Transport-Security %q", path, got)
				}
			}
			res := ask(t, d, tt.options, http.MethodPost, "/sign-out", "fettle="+d.Cookie("agent").Value, "X-Forwarded-Proto", tt.proto)
			for _, c := range res.Cookies() {
				if c.Secure != tt.secure || strings.HasPrefix(c.Name, "__Host-") != tt.secure {
					t.Errorf("the cookie %s, Secure %v", c.Name, c.Secure)
				}
			}
			if len(res.Cookies()) == 0 {
				t.Error("no cookie")
			}
		})
	}
}
