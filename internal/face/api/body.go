package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// maxBody is the largest JSON body in bytes.
const maxBody = 1 << 20

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

// body reads the whole body: nothing, or one JSON object.
func body(r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBody {
		return nil, tooLarge()
	}
	var b []byte
	var err error
	if r.ContentLength > 0 {
		b = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, b)
	} else {
		b, err = io.ReadAll(r.Body)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge()
	}
	if err != nil {
		return nil, problem.Refuse(http.StatusBadRequest, "The body ended before it was complete.")
	}
	b = bytes.TrimSpace(b)
	switch {
	case len(b) == 0:
		return nil, nil
	case !json.Valid(b):
		return nil, problem.Refuse(http.StatusBadRequest, "The body is not valid JSON.")
	case b[0] != '{':
		return nil, unfit("Send a JSON object, in curly brackets.")
	case holdsNUL(b):
		return nil, unfit("The body holds the character NUL, which no text may have.")
	}
	return b, nil
}

// unfit refuses a body as a whole.
func unfit(text string) error {
	return &problem.Refusal{Status: http.StatusUnprocessableEntity, Text: text, Faults: []problem.Fault{{Pointer: "#", Detail: text}}}
}

// holdsNUL reports whether a JSON text has an escaped NUL in it: PostgreSQL keeps none.
func holdsNUL(b []byte) bool {
	for rest := b; ; {
		i := bytes.Index(rest, []byte(`\u0000`))
		if i < 0 {
			return false
		}
		slashes := 1
		for i-slashes >= 0 && rest[i-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 1 { // otherwise the backslash itself is escaped
			return true
		}
		rest = rest[i+1:]
	}
}

func tooLarge() error {
	return problem.Refuse(http.StatusRequestEntityTooLarge, "The body is larger than 1 MB; files go to /attachments.")
}

// decode reads the body into a value.
func decode(r *http.Request, into any) ([]byte, error) {
	b, err := body(r)
	if err != nil {
		return nil, err
	}
	return b, problem.Misfit(action.JSON(b)(into), b, reflect.TypeOf(into))
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
