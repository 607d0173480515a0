package job

import (
	"errors"
	"strings"
	"time"
)

// Abandon marks an error that no further attempt can cure: the job is dead at once. A nil error gives nil.
func Abandon(err error) error {
	if err == nil {
		return nil
	}
	return abandoned{err}
}

type abandoned struct{ err error }

func (a abandoned) Error() string { return a.err.Error() }
func (a abandoned) Unwrap() error { return a.err }

func isAbandoned(err error) bool {
	_, ok := errors.AsType[abandoned](err)
	return ok
}

// backoff bridges a failure of seconds quickly and one of a night at all: ten attempts stretch over about seven hours.
func backoff(attempt int) time.Duration {
	const longest = 3 * time.Hour
	d := 5 * time.Second
	for range attempt - 1 {
		if d *= 3; d >= longest {
			return longest
		}
	}
	return d
}

// jitter spreads a back-off over three to five quarters of itself, r being from 0 to 1.
func jitter(d time.Duration, r float64) time.Duration {
	return time.Duration(float64(d) * (0.75 + r/2))
}

const maxErrorText = 4000

// errorText is what is kept of an error: bounded, and without bytes that PostgreSQL refuses in text.
func errorText(err error) string {
	s := err.Error()
	if len(s) > maxErrorText {
		s = s[:maxErrorText] + "…"
	}
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?")
}
