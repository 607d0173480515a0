package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

func holds(word string) func(any) bool {
	return func(v any) bool { s, _ := v.(string); return strings.Contains(s, word) }
}

func TestAMergePatchEmptiesWithNull(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "ana", "Water the plants")
		patch := func(name, body string, status int, want map[string]any) {
			t.Run(name, func(t *testing.T) {
				w.check(t, scenario{As: "ana", Method: "PATCH", Path: at, Body: body, WantStatus: status, Want: want,
					Header: map[string]string{"If-Match": "*", "Content-Type": "application/merge-patch+json", "Prefer": "return=representation"}})
			})
		}
		patch("what is absent stays", `{"title":"Water them"}`, 200, map[string]any{"title": "Water them", "requester.id": w.ana.String()})
		patch("null empties", `{"requester":null}`, 200, map[string]any{"title": "Water them", "requester": nil})
		patch("what must be there cannot be emptied", `{"title":null}`, 422, map[string]any{"errors.0.pointer": "#/title"})
		patch("an object is emptied by name", `{"custom":null}`, 422, map[string]any{"errors.0.pointer": "#/custom"})
		patch("a null for the version is none", `{"version":null,"title":"Pour"}`, 200, map[string]any{"title": "Pour"})
		patch("a null for what does not exist is told", `{"titel":null}`, 422, map[string]any{"errors.0.pointer": "#/titel"})
	})
}

func TestAFormCarriesAFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "ana", "With files") + "/attachments"
		part := func(head, body string) string {
			return "--XX\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"
		}
		file := part(`name="file"; filename="../report.txt"`+"\r\nContent-Type: text/plain", "hi")
		end := "--XX--\r\n"
		sum := sha256.Sum256([]byte(file + end))
		right := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
		wrong := "sha-256=:" + base64.StdEncoding.EncodeToString(make([]byte, 32)) + ":"
		for _, tt := range []struct {
			name, body, kind, digest string
			status                   int
			want                     map[string]any
		}{
			{name: "the part is kept, not the form", body: file + end, status: 201, want: map[string]any{"name": "report.txt", "size": 2, "public": false}},
			{name: "a field makes it public, in any order", body: file + part(`name="public"`, "true") + end, status: 201, want: map[string]any{"public": true}},
			{name: "a field that is neither", body: file + part(`name="public"`, "yes") + end, status: 422, want: map[string]any{"errors.0.pointer": "#/public"}},
			{name: "another field", body: file + part(`name="title"`, "x") + end, status: 422, want: map[string]any{"errors.0.pointer": "#/title"}},
			{name: "two files", body: file + file + end, status: 422, want: map[string]any{"errors.0.detail": "Send one file at a time."}},
			{name: "no file", body: part(`name="public"`, "true") + end, status: 422, want: map[string]any{"errors.0.pointer": "#"}},
			{name: "a form that ends in the file", body: file[:len(file)-2], status: 400},
			{name: "a form that ends behind the file", body: file, status: 400},
			{name: "another sort of parts", body: file + end, kind: "multipart/mixed; boundary=XX", status: 415},
			{name: "no boundary", body: file + end, kind: "multipart/form-data", status: 415},
			{name: "a file that is too large", body: part(`name="file"; filename="a"`, strings.Repeat("x", 2000)) + end, status: 413},
			{name: "a form that goes on behind its file", body: file + end + strings.Repeat("x", 20_000), status: 413},
			{name: "the digest of the form", body: file + end, digest: right, status: 201},
			{name: "another digest", body: file + end, digest: wrong, status: 422},
		} {
			t.Run(tt.name, func(t *testing.T) {
				before := w.count(t, "attachment")
				header := map[string]string{"Content-Type": "multipart/form-data; boundary=XX"}
				if tt.kind != "" {
					header["Content-Type"] = tt.kind
				}
				if tt.digest != "" {
					header["Content-Digest"] = tt.digest
				}
				w.check(t, scenario{As: "ana", Method: "POST", Path: at, Body: tt.body, Header: header, WantStatus: tt.status, Want: tt.want})
				if kept := w.count(t, "attachment") - before; (kept == 1) != (tt.status == 201) {
					t.Errorf("%d files were kept", kept)
				}
				if tt.status == 201 { // room for the next
					if err := w.db.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(`DELETE FROM attachment`); return err }); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	})
}

func TestAFileIsWhatItsDigestSays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores/" + w.open(t, "ana", "With files") + "/attachments"
		const hello, other = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:", "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
		for _, tt := range []struct {
			name, header, value string
			status              int
		}{
			{"the right one", "Content-Digest", hello, 201},
			{"the right one of the representation, beside one of an old sort", "Repr-Digest", "md5=:AAAA:, " + hello, 201},
			{"the wrong one", "Content-Digest", other, 422},
			{"the wrong one of the representation", "Repr-Digest", other, 422},
			{"the wrong one of two", "Content-Digest", "sha-512=:AAAA:, " + hello, 422},
			{"one that cannot be read", "Content-Digest", "sha-256=hello", 400},
			{"an encoding, which would be kept", "Content-Encoding", "gzip", 415},
		} {
			t.Run(tt.name, func(t *testing.T) {
				before := w.count(t, "attachment")
				a := w.check(t, scenario{As: "ana", Method: "POST", Path: at + "?name=a.txt", Body: "hello", WantStatus: tt.status,
					Header: map[string]string{"Content-Type": "text/plain", tt.header: tt.value}})
				if kept := w.count(t, "attachment") - before; (kept == 1) != (tt.status == 201) {
					t.Errorf("%d files were kept", kept)
				}
				switch tt.status {
				case 201:
					w.check(t, scenario{As: "ana", Method: "GET", Path: a.at(t, "url").(string), WantStatus: 200, WantHeader: map[string]string{"Repr-Digest": hello}})
				case 422:
					if said := a.at(t, "detail").(string); strings.Count(said, "=:") < 2 {
						t.Errorf("both digests are to be named: %s", said)
					}
				}
			})
		}
	})
}

func TestFieldsAreSuggested(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/api/v1/chores"
		one := at + "/" + w.open(t, "ana", "One")
		for _, path := range []string{at, one} {
			w.check(t, scenario{As: "ana", Method: "GET", Path: path + "?fields=title,titel", WantStatus: 400,
				Want: map[string]any{"errors.0.parameter": "fields", "errors.0.detail": `There is no field "titel". Did you mean title?`}})
			w.check(t, scenario{As: "ana", Method: "GET", Path: path + "?fields=zzzzzzzzzzzz", WantStatus: 400, Want: map[string]any{"errors.0.detail": holds(`"zzzzzzzzzzzz"`)}})
		}
	})
}

func TestTokensThatDoNotHoldAreCountedByAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		w := newWorldWith(t, d, c, face.Quota{Requests: -1})
		for range 120 {
			w.check(t, scenario{As: "wrong", Method: "GET", Path: "/api/v1/me", WantStatus: http.StatusUnauthorized})
		}
		w.check(t, scenario{As: "wrong", Method: "GET", Path: "/api/v1/me", WantStatus: http.StatusTooManyRequests, WantHeader: map[string]string{"Retry-After": "1"}})
		w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/me", WantStatus: 200})
		w.check(t, scenario{Method: "GET", Path: "/api/v1/me", WantStatus: http.StatusUnauthorized})
	})
}

func TestATokenHasSoManyStreams(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 32 {
			w.listen(t, "ana", nil)
		}
		w.check(t, scenario{As: "ana", Method: "GET", Path: "/api/v1/stream", WantStatus: http.StatusTooManyRequests, WantHeader: map[string]string{"Retry-After": "*"}})
		w.listen(t, "rob", nil)
	})
}
