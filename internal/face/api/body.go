package api

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// takesJSON refuses a body that is called something else than JSON. A request without a body needs no type.
func takesJSON(r *http.Request) error {
	header := r.Header.Get("Content-Type")
	if header == "application/json" || (header == "" && r.ContentLength == 0) {
		return nil
	}
	kind, _, err := mime.ParseMediaType(header)
	if err == nil && (kind == "application/json" || kind == "application/merge-patch+json") {
		return nil
	}
	return problem.Refuse(http.StatusUnsupportedMediaType, "Send the body as application/json.")
}

// decode reads the body into a value.
func decode(r *http.Request, into any) ([]byte, error) {
	b, err := intake.Object(r)
	if err != nil {
		return nil, err
	}
	return b, problem.Misfit(reading(r, b)(into), b, reflect.TypeOf(into))
}

// reading returns the decoder of a body.
func reading(r *http.Request, b []byte) func(any) error {
	if r.Method == http.MethodPatch {
		return intake.Patch(b, action.JSON(b))
	}
	return action.JSON(b)
}

// answer writes a value as JSON.
func (a *API) answer(w http.ResponseWriter, r *http.Request, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.send(w, r, status, b)
}

// worth is the size in bytes from which compressing pays: below it everything fits into one packet.
const worth = 1400

// send writes JSON, compressed for those who understand it. What has an ETag is sent as it is: a tag names one sequence of bytes, and it
// is there to be sent back.
func (a *API) send(w http.ResponseWriter, r *http.Request, status int, b []byte) error {
	h := w.Header()
	h["Content-Type"] = []string{"application/json"}
	if len(b) >= worth && h["Etag"] == nil {
		h["Vary"] = append(h["Vary"], "Accept-Encoding")
		if accepts(r, "gzip") {
			return a.squeeze(w, status, b)
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(b) // a client that hung up is no error of ours
	return nil
}

func (a *API) squeeze(w http.ResponseWriter, status int, b []byte) error {
	z, ok := a.gzips.Get().(*gzip.Writer)
	if !ok {
		return errors.New("api: the pool of compressors holds something else")
	}
	defer a.gzips.Put(z)
	w.Header()["Content-Encoding"] = []string{"gzip"}
	w.WriteHeader(status)
	z.Reset(w)
	_, _ = z.Write(b)
	_ = z.Close()
	return nil
}

// accepts reports whether a client understands an encoding: it names it, and not with a weight of nothing.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			_, q, _ := strings.Cut(weight, "q=")
			return strings.Trim(strings.TrimSpace(q), "0.") != "" || q == ""
		}
	}
	return false
}

// wants reports whether the client asked for the whole representation of what it changed (RFC 7240).
func wants(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Prefer"), "return=representation")
}
