package errs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what sort of failure an error is. The zero value None is "no error".
type Kind int

// The kinds, few on purpose. Anything that is not classified is Internal.
const (
	None            Kind = iota
	Internal             // a fault of ours; details go to the log only
	NotFound             // absent, or not visible to the caller: the two look the same
	Invalid              // the input is wrong; see Fields
	Forbidden            // visible, but this act is not allowed
	Unauthenticated      // nobody is signed in, or the proof was wrong
	Conflict             // stale version, wrong state, or a duplicate
	Unavailable          // try again later: full disk, stopping, database away
	TooMany              // rate limit; see RetryAfter of the caller's limiter
	Precondition         // a required precondition, such as If-Match, is missing
)

var names = [...]string{"none", "internal", "not found", "invalid", "forbidden", "unauthenticated", "conflict", "unavailable", "too many", "precondition"}

// String returns the plain English name of the kind.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(names) {
		return "internal"
	}
	return names[k]
}

// Error is a classified failure. Text is safe to show; Inner is for the log.
type Error struct {
	Kind   Kind
	Text   string
	Inner  error
	Fields []Field
}

// Field is what is wrong with one input. Key is the input's name, a dotted path for nested input ("tasks.0.title").
type Field struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// Error returns the safe text followed by the inner error: for logs, not for people.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Text)
	if e.Text == "" {
		b.WriteString(e.Kind.String())
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Key, f.Text)
	}
	if e.Inner != nil {
		b.WriteString(": ")
		b.WriteString(e.Inner.Error())
	}
	return b.String()
}

// Unwrap returns the inner error.
func (e *Error) Unwrap() error { return e.Inner }

// New returns an error of a kind with a safe text.
func New(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...)}
}

// Because classifies inner: it becomes kind k with a safe text. A nil inner gives nil.
func Because(k Kind, inner error, format string, args ...any) error {
	if inner == nil {
		return nil
	}
	return &Error{Kind: k, Text: fmt.Sprintf(format, args...), Inner: inner}
}

// Bad returns an Invalid error for one field, naming the field and the cure.
func Bad(key, format string, args ...any) error {
	return &Error{Kind: Invalid, Text: "Some of the input needs a correction.", Fields: []Field{{Key: key, Text: fmt.Sprintf(format, args...)}}}
}

// Absent returns the uniform answer for "does not exist" and "not visible to you".
func Absent(what string) error {
	return &Error{Kind: NotFound, Text: fmt.Sprintf("There is no such %s, or you cannot see it.", what)}
}

// Check collects what is wrong with several fields at once.
type Check struct{ fields []Field }

// Add notes that a field is wrong.
func (c *Check) Add(key, format string, args ...any) {
	c.fields = append(c.fields, Field{Key: key, Text: fmt.Sprintf(format, args...)})
}

// Must notes that a field is wrong unless ok.
func (c *Check) Must(ok bool, key, format string, args ...any) {
	if !ok {
		c.Add(key, format, args...)
	}
}

// Join takes over the field errors of err under a prefix ("" for none). An error without fields is noted under the prefix itself.
func (c *Check) Join(prefix string, err error) {
	if err == nil {
		return
	}
	fs := Fields(err)
	if len(fs) == 0 {
		c.Add(prefix, "%s", Safe(err))
		return
	}
	for _, f := range fs {
		if prefix != "" {
			f.Key = prefix + "." + f.Key
		}
		c.fields = append(c.fields, f)
	}
}

// Err returns one Invalid error with every noted field, or nil.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: "Some of the input needs a correction.", Fields: slices.Clone(c.fields)}
}

// KindOf returns the kind of err: None for nil, Internal when nothing in its chain is classified.
func KindOf(err error) Kind {
	if err == nil {
		return None
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return KindOf(err) == k }

// Safe returns the text that may be shown to anyone.
func Safe(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind != Internal && e.Text != "" {
		return e.Text
	}
	return "Something went wrong on our side."
}

// Fields returns the field errors of err, nil when it has none.
func Fields(err error) []Field {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fields
	}
	return nil
}

// Wrap adds the operation to *err, if there is one: defer it as the first line of a function.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
