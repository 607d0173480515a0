package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// The exit codes.
const (
	failure  = 1
	wrongUse = 2
)

// report prints why a command failed, for people, and returns the exit code.
func report(w io.Writer, err error) int {
	if errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(w, "fettle: stopped")
		return failure
	}
	if all, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // only what was joined at the top
		code := 0
		for _, one := range all.Unwrap() {
			code = max(code, report(w, one))
		}
		return code
	}
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Kind == errs.Internal || e.Text == "" {
		_, _ = fmt.Fprintln(w, "fettle:", err) // a fault of ours: whoever looks into it needs all of it
		return failure
	}
	_, _ = fmt.Fprintln(w, "fettle:", e.Text)
	for _, f := range e.Fields {
		_, _ = fmt.Fprintf(w, "  %s: %s\n", f.Key, f.Text)
	}
	if e.Inner != nil {
		_, _ = fmt.Fprintf(w, "  (%v)\n", e.Inner)
	}
	if e.Kind == errs.Invalid {
		return wrongUse
	}
	return failure
}
