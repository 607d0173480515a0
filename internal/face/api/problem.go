package api

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// fail answers with a problem document.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem.Write(w, r, a.Log, err)
}

// rescue turns a panic into an answer, so that one faulty request does not end the others.
func (a *API) rescue(w http.ResponseWriter, r *http.Request) {
	if p := recover(); p != nil {
		a.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}
