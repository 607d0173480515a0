package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Problem is an error as the API answers it (RFC 9457).
type Problem struct {
	Type     string  `json:"type" doc:"Always about:blank: the status says the sort of problem."`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail" doc:"What is wrong and what to do, for people."`
	Instance string  `json:"instance" doc:"The path that was asked."`
	Errors   []Fault `json:"errors,omitempty"`
	Trace    string  `json:"trace_id" doc:"Names this request in the log."`
}

// Fault is what is wrong with one input: a place in the body, or a parameter.
type Fault struct {
	Pointer   string `json:"pointer,omitempty" doc:"JSON pointer into the body, such as #/custom/floor."`
	Parameter string `json:"parameter,omitempty" doc:"Name of a query parameter."`
	Detail    string `json:"detail"`
}

// Refusal is an error that HTTP has a word for and the engine has not, or whose places in the body are known exactly.
type Refusal struct {
	Status int
	Text   string
	Faults []Fault
}

// Error returns the safe text.
func (e *Refusal) Error() string { return e.Text }

// Refuse returns a refusal that is about no single input.
func Refuse(status int, format string, args ...any) *Refusal {
	return &Refusal{Status: status, Text: fmt.Sprintf(format, args...)}
}

// Write answers with the problem document of an error. Faults of ours are logged.
func Write(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	p := Problem{Type: "about:blank", Instance: r.URL.Path, Trace: face.RequestID(r.Context())}
	if e, ok := errors.AsType[*Refusal](err); ok {
		p.Status, p.Detail = e.Status, e.Text
		p.Errors = e.Faults
	} else {
		p.Status, p.Detail = face.Status(err), errs.Safe(err)
		p.Errors = faults(r, err)
		if p.Status == http.StatusUnprocessableEntity && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			p.Status = http.StatusBadRequest
		}
	}
	h := w.Header()
	switch p.Status {
	case face.StatusClientGone:
		return
	case http.StatusUnauthorized:
		challenge := `Bearer realm="fettle"`
		if r.Header.Get("Authorization") != "" {
			challenge += `, error="invalid_token"`
		}
		h.Set("Www-Authenticate", challenge)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusConflict:
		wait := face.RetryAfter(err)
		if p.Status != http.StatusConflict {
			wait = max(1, wait)
		}
		if wait > 0 {
			h.Set("Retry-After", strconv.Itoa(wait))
		}
	}
	if p.Status >= http.StatusInternalServerError {
		log.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "status", p.Status, "trace", p.Trace, "error", err)
	}
	if p.Title = http.StatusText(p.Status); p.Status == http.StatusInternalServerError {
		p.Detail += " The reference is " + p.Trace + "."
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"about:blank"}`)
	}
	h.Del("Etag")
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body)
}

// faults turns field errors into pointers, or into parameters where there is no body.
func faults(r *http.Request, err error) []Fault {
	var out []Fault
	for _, f := range errs.Fields(err) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			out = append(out, Fault{Parameter: f.Key, Detail: f.Text})
			continue
		}
		out = append(out, Fault{Pointer: pointer(f.Key), Detail: f.Text})
	}
	return out
}

// pointer turns "tasks.0.title" into "#/tasks/0/title".
func pointer(key string) string {
	if key == "" {
		return "#"
	}
	key = strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
	return "#/" + strings.ReplaceAll(key, ".", "/")
}
