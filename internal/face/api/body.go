package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/action"
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
	return refuse(http.StatusUnsupportedMediaType, "Send the body as application/json.")
}

// body reads the whole body.
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
		return nil, refuse(http.StatusBadRequest, "The body ended before it was complete.")
	}
	if len(b) > 0 && !json.Valid(b) {
		return nil, refuse(http.StatusBadRequest, "The body is not valid JSON.")
	}
	return b, nil
}

func tooLarge() error {
	return refuse(http.StatusRequestEntityTooLarge, "The body is larger than 1 MB; files go to /attachments.")
}

// decode reads the body into a value.
func decode(r *http.Request, into any) ([]byte, error) {
	b, err := body(r)
	if err != nil {
		return nil, err
	}
	return b, action.JSON(b)(into)
}

// answer writes a value as JSON.
func answer(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return send(w, status, b)
}

func send(w http.ResponseWriter, status int, b []byte) error {
	w.Header()["Content-Type"] = []string{"application/json"}
	w.WriteHeader(status)
	_, _ = w.Write(b) // a client that hung up is no error of ours
	return nil
}

// wants reports whether the client asked for the whole representation of what it changed (RFC 7240).
func wants(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Prefer"), "return=representation")
}
