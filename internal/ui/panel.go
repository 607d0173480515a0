package ui

import (
	"strconv"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func moreFields(n int) string {
	if n == 1 {
		return "+ 1 empty field"
	}
	return "+ " + strconv.Itoa(n) + " empty fields"
}

// untitled leaves the title to the summary that opens the form.
func (f Form) untitled() Form {
	f.Title = ""
	f.Submit.Small = true
	return f
}

func (e Entry) tone() string {
	switch e.Kind {
	case Note, Suggestion, Approval:
		return string(e.Kind)
	default:
		return ""
	}
}

// narrow is the ledger's drawing for a phone, where the promise stands in the
// title alone so that type keeps its size.
func (l Ledger) narrow() draw.Dayline {
	d := l.Line
	d.Promise = ""
	return d
}
