package face

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
)

type requestKey struct{}

// Named gives a request its name: the trace id of a W3C traceparent header, or a new one. It is in the answer's Request-Id header.
func Named(w http.ResponseWriter, r *http.Request) *http.Request {
	name := trace(r.Header.Get("Traceparent"))
	if name == "" {
		var b [16]byte
		_, _ = rand.Read(b[:]) // never fails
		name = hex.EncodeToString(b[:])
	}
	w.Header()["Request-Id"] = []string{name}
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, name))
}

// RequestID returns the name of the request under way, "" outside of one.
func RequestID(ctx context.Context) string {
	name, _ := ctx.Value(requestKey{}).(string)
	return name
}

// trace returns the trace id of a traceparent header, "" when it is not one.
func trace(header string) string {
	parts := strings.Split(header, "-")
	if len(parts) < 4 || len(parts[1]) != 32 || strings.Trim(parts[1], "0") == "" || strings.Trim(parts[1], "0123456789abcdef") != "" {
		return ""
	}
	return parts[1]
}
