package assets

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(method, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestAssetsAreServed(t *testing.T) {
	tests := []struct {
		name, method, path, accept string
		code                       int
		encoding                   string
	}{
		{"the stylesheet under its hashed name", "GET", URL("fettle.css"), "", 200, ""},
		{"gzip where the browser takes it", "GET", URL("app.js"), "br, gzip", 200, "gzip"},
		{"the mark", "GET", URL("favicon.svg"), "", 200, ""},
		{"only the head", "HEAD", URL("app.js"), "", 200, ""},
		{"nothing under the plain name", "GET", "/static/fettle.css", "", 404, ""},
		{"nothing outside", "GET", "/static/../assets.go", "", 404, ""},
		{"no writing", "POST", URL("app.js"), "", 405, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(tt.method, tt.path, tt.accept)
			if w.Code != tt.code || w.Header().Get("Content-Encoding") != tt.encoding {
				t.Errorf("code %d, encoding %q", w.Code, w.Header().Get("Content-Encoding"))
			}
			if tt.code == http.StatusOK && !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
				t.Error("may not be kept")
			}
		})
	}
}

func TestOnlyTheWorkerOfTheScannerReachesBeyondItsFolder(t *testing.T) {
	for _, name := range []string{"app.js", "scan.js", "offline.js"} {
		want := map[bool]string{true: "/stocktakes/"}[name == "offline.js"]
		if got := get("GET", URL(name), "").Header().Get("Service-Worker-Allowed"); got != want {
			t.Errorf("%s may reach %q", name, got)
		}
	}
}

func TestTheStylesheetAndScriptFitTheBudget(t *testing.T) {
	for name, limit := range map[string]int{"fettle.css": 20_000, "desk.css": 8_000, "app.js": 6_000, "desk.js": 20_000, "map.js": 3_000, "scan.js": 6_000, "decode.js": 50_000, "offline.js": 2_000} {
		if n := get("GET", URL(name), "gzip").Body.Len(); n > limit || n == 0 {
			t.Errorf("%s is %d bytes packed, more than %d", name, n, limit)
		}
	}
}
