package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Limits of one definition; beyond them New reports a fault instead of working
// on input nobody wrote by hand.
const (
	MaxIntervals = 48   // in one day
	MaxDates     = 5000 // holidays, and exceptions
)

// Definition is a calendar as people write it and as JSON carries it:
//
//	{"zone":"Europe/Berlin","weekly":{"mon":[["09:00","12:00"]]},
//	 "holidays":["2026-12-25"],
//	 "exceptions":[{"date":"2026-12-24","intervals":[["09:00","12:00"]]}]}
//
// It may hold mistakes; New checks it and names each by its field.
type Definition struct {
	Zone       string                `json:"zone"`
	Weekly     map[string][]Interval `json:"weekly"`
	Holidays   []string              `json:"holidays,omitempty"`
	Exceptions []Exception           `json:"exceptions,omitempty"`
}

// Exception replaces the intervals of one date; no intervals means closed.
type Exception struct {
	Date      string     `json:"date"`
	Intervals []Interval `json:"intervals"`
}

// Interval is [From, To) of one local day, "09:00" to "12:00"; To may be
// "24:00". In JSON it is a list of two texts.
type Interval struct {
	From, To string
	odd      string // what stood there when it was not two texts
}

// MarshalJSON writes ["09:00","12:00"].
func (i Interval) MarshalJSON() ([]byte, error) { return json.Marshal([2]string{i.From, i.To}) }

// UnmarshalJSON reads ["09:00","12:00"]. Another shape is kept and reported by
// New, which can name the field.
func (i *Interval) UnmarshalJSON(b []byte) error {
	var parts []string
	if err := json.Unmarshal(b, &parts); err != nil || len(parts) != 2 {
		*i = Interval{odd: shorten(string(b))}
		return nil
	}
	*i = Interval{From: parts[0], To: parts[1]}
	return nil
}

// Parse reads one calendar from its JSON form and checks it. The error is
// Invalid and names each field; unknown keys are mistakes too.
func Parse(b []byte) (*Hours, error) {
	var def Definition
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&def); err != nil {
		return nil, DecodeError(err)
	}
	return New(def)
}

// DecodeError turns an error of encoding/json into an Invalid one that names
// the field as far as it is known ("json" when it is not).
func DecodeError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return errs.Bad(wrong.Field, "holds a JSON %s; give %s", wrong.Value, wantedJSON(wrong))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return errs.Bad(strings.Trim(name, `"`), "is not a known key; check the spelling or remove it")
	}
	return errs.Bad("json", "is not readable (%s); write one JSON object", strings.TrimPrefix(err.Error(), "json: "))
}

func wantedJSON(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "string":
		return "a text in quotes"
	case "int", "int64", "float64":
		return "a whole number"
	case "slice":
		return "a list"
	}
	return "an object"
}
