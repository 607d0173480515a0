package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

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

// refusal is an error that HTTP has a word for and the engine has not.
type refusal struct {
	status     int
	text       string
	parameters []string
}

func (e *refusal) Error() string { return e.text }

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, text: fmt.Sprintf(format, args...)}
}

// fail answers with a problem document.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := Problem{Type: "about:blank", Instance: r.URL.Path, Trace: face.RequestID(r.Context())}
	if e, ok := errors.AsType[*refusal](err); ok {
		p.Status, p.Detail = e.status, e.text
		for _, name := range e.parameters {
			p.Errors = append(p.Errors, Fault{Parameter: name, Detail: "There is no such parameter, or it is given twice."})
		}
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
		h.Set("Www-Authenticate", `Bearer realm="fettle"`)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(retryAfter(err)))
	}
	if p.Status >= http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "status", p.Status, "trace", p.Trace, "error", err)
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
	if key == "" || key == "body" {
		return "#"
	}
	key = strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
	return "#/" + strings.ReplaceAll(key, ".", "/")
}

// retryAfter returns the seconds that an error asks to wait, 1 when it does not say.
func retryAfter(err error) int {
	var w interface{ RetryAfter() time.Duration }
	if errors.As(err, &w) {
		return max(1, int((w.RetryAfter()+time.Second-1)/time.Second))
	}
	return 1
}

// rescue turns a panic into an answer, so that one faulty request does not end the others.
func (a *API) rescue(w http.ResponseWriter, r *http.Request) {
	if p := recover(); p != nil {
		a.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}
