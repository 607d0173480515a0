package face

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// StatusClientGone is logged, never sent: the client hung up before there was an answer.
const StatusClientGone = 499

// Status returns the HTTP status of an error. This is the only place that knows.
func Status(err error) int {
	switch errs.KindOf(err) {
	case errs.None:
		return http.StatusOK
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.Forbidden:
		return http.StatusForbidden
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Conflict:
		return http.StatusConflict
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Precondition:
		return http.StatusPreconditionRequired
	}
	switch {
	case errors.Is(err, context.Canceled):
		return StatusClientGone
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// RetryAfter returns the whole seconds that an error asks to wait, for the header of that name; 0 when it does not say.
func RetryAfter(err error) int {
	var w interface{ RetryAfter() time.Duration }
	if !errors.As(err, &w) {
		return 0
	}
	return max(1, seconds(w.RetryAfter()))
}
