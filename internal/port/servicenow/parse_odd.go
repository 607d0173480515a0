package servicenow

import "fmt"

// Code names why a row was left out. The values are stable and meant for counting; Odd.Reason says the same in a sentence.
type Code string

// The reasons for leaving a row out.
const (
	OddQuoting   Code = "broken_quoting"
	OddColumns   Code = "column_count"
	OddText      Code = "unreadable_text"
	OddLength    Code = "line_too_long"
	OddNumber    Code = "number"
	OddState     Code = "unknown_state"
	OddTime      Code = "unreadable_time"
	OddCounter   Code = "unreadable_counter"
	OddFlag      Code = "unreadable_flag"
	OddLevel     Code = "unknown_level"
	OddUpdated   Code = "updated_before_opened"
	OddResolved  Code = "resolved_before_opened"
	OddClosed    Code = "closed_before_opened"
	OddDuplicate Code = "duplicate"
)

// maxListed bounds the list of odd rows of one report, so that a file of another kind cannot fill the memory with complaints.
const maxListed = 10_000

// Odd is a row that was left out. Line counts from 1 and includes the header; Number is empty when the row has none that can be read.
type Odd struct {
	Line   int    `json:"line"`
	Number string `json:"number,omitempty"`
	Code   Code   `json:"code"`
	Reason string `json:"reason"`
}

func odd(c Code, format string, args ...any) *Odd {
	return &Odd{Code: c, Reason: fmt.Sprintf(format, args...)}
}

// short cuts a quoted value for a message.
func short(s string) string {
	const limit = 60
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}
