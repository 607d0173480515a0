package intake_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/face/api/intake"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

func TestNothingOfAWrongFormIsKept(t *testing.T) {
	part := func(head, body string) string {
		return "--XX\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"
	}
	const end = "--XX--\r\n"
	file := part(`name="file"; filename="a.txt"`, strings.Repeat("hello", 1000))
	whole := file + part(`name="public"`, "true") + end
	sum := sha256.Sum256([]byte(whole))
	right := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
	for _, tt := range []struct {
		name, body, digest string
		status             int
	}{
		{"a form", whole, "", 0},
		{"a form with its digest", whole, right, 0},
		{"a form with what stands behind it", whole + "epilogue", "", 0},
		{"another digest", whole, "sha-256=:" + strings.Repeat("A", 43) + "=:", 422},
		{"something behind the form", whole + "x", right, 422},
		{"a second file", file + file + end, "", 422},
		{"an unknown field behind the file", file + part(`name="title"`, "x") + end, "", 422},
		{"public that says neither", file + part(`name="public"`, "perhaps") + end, "", 422},
		{"a form without an end", file, "", 400},
		{"a form that ends in the file", file[:100], "", 400},
		{"too many parts", file + strings.Repeat(part(`name="public"`, "true"), 12) + end, "", 400},
		{"no file", part(`name="public"`, "true") + end, "", 422},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "multipart/form-data; boundary=XX")
			if tt.digest != "" {
				r.Header.Set("Content-Digest", tt.digest)
			}
			kept := ""
			u, err := intake.File(r, func(body io.Reader) error {
				b, err := io.ReadAll(body)
				if err == nil {
					kept = string(b)
				}
				return err
			})
			if tt.status == 0 {
				if err != nil || kept != strings.Repeat("hello", 1000) || u.Name != "a.txt" || u.Public != "true" {
					t.Errorf("%+v with %d bytes, %v", u, len(kept), err)
				}
				return
			}
			refusal, ok := errors.AsType[*problem.Refusal](err)
			if !ok || refusal.Status != tt.status || kept != "" {
				t.Errorf("%d bytes were kept, %v", len(kept), err)
			}
		})
	}
}

func TestWhoeverDoesNotReadToTheEndHearsOfTheRestToo(t *testing.T) {
	body := "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhello\r\n"
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=XX")
	if _, err := intake.File(r, func(io.Reader) error { return nil }); err == nil {
		t.Error("a form without an end passes")
	}
}
