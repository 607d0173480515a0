package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

func TestKindOf(t *testing.T) {
	inner := errors.New("disk I/O error")
	tests := []struct {
		name string
		err  error
		want errs.Kind
		safe string
	}{
		{"no error has no kind", nil, errs.None, "Something went wrong on our side."},
		{"an unclassified error is internal and hides its text", inner, errs.Internal, "Something went wrong on our side."},
		{"a classified error shows its safe text only", errs.Because(errs.Unavailable, inner, "The disk is full."), errs.Unavailable, "The disk is full."},
		{"a kind survives wrapping", fmt.Errorf("a: %w", fmt.Errorf("b: %w", errs.New(errs.Conflict, "stale"))), errs.Conflict, "stale"},
		{"an internal error never shows its text", errs.New(errs.Internal, "secret"), errs.Internal, "Something went wrong on our side."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := errs.KindOf(tt.err); got != tt.want {
				t.Errorf("KindOf = %v, want %v", got, tt.want)
			}
			if got := errs.Safe(tt.err); got != tt.safe {
				t.Errorf("Safe = %q, want %q", got, tt.safe)
			}
		})
	}
}

func TestCheckCollectsEveryField(t *testing.T) {
	var c errs.Check
	c.Must(true, "title", "not noted")
	c.Must(false, "title", "Give it a title of at most %d characters.", 300)
	c.Join("tasks.0", errs.Bad("due", "Use a date."))
	c.Join("zone", errs.New(errs.Invalid, "Unknown zone."))
	want := []errs.Field{
		{Key: "title", Text: "Give it a title of at most 300 characters."},
		{Key: "tasks.0.due", Text: "Use a date."},
		{Key: "zone", Text: "Unknown zone."},
	}
	if diff := cmp.Diff(want, errs.Fields(c.Err())); diff != "" {
		t.Error(diff)
	}
	var empty errs.Check
	if empty.Err() != nil {
		t.Error("an empty check is an error")
	}
}

func TestWrapKeepsTheTrail(t *testing.T) {
	f := func() (err error) {
		defer errs.Wrap(&err, "incident.Resolve(%s)", "INC-1")
		return errs.New(errs.Conflict, "stale")
	}
	if got, want := f().Error(), "incident.Resolve(INC-1): stale"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
