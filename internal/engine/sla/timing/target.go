package timing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Unit is what a target counts. The two never mix in one target.
type Unit string

// The units: counted minutes, or closes of business.
const (
	Minutes Unit = "minutes"
	Days    Unit = "days"
)

// Limits of a target: ten years round the clock, and ten years of days.
const (
	MaxMinutes = 5_256_000
	MaxDays    = 3_653
)

// Target is how much working time a promise allows. In JSON it is
// {"minutes":480} or {"days":3}.
type Target struct {
	Amount int
	Unit   Unit
}

// InMinutes is a target of n counted minutes.
func InMinutes(n int) Target { return Target{n, Minutes} }

// InDays is a target of n working days, ending at close of business.
func InDays(n int) Target { return Target{n, Days} }

// String writes "480 working minutes" or "3 working days".
func (t Target) String() string {
	unit := string(t.Unit)
	if t.Amount == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return fmt.Sprintf("%d working %s", t.Amount, unit)
}

// Check returns an Invalid error when the amount or the unit is out of range.
func (t Target) Check() error {
	if t.Unit != Minutes && t.Unit != Days {
		return errs.Bad("unit", "%q is not known; use minutes or days", t.Unit)
	}
	if t.Amount < 0 || t.Amount > t.most() {
		return errs.Bad(string(t.Unit), "%d is out of range; use 0 to %d", t.Amount, t.most())
	}
	return nil
}

func (t Target) most() int {
	if t.Unit == Days {
		return MaxDays
	}
	return MaxMinutes
}

// MarshalJSON writes {"minutes":480} or {"days":3}.
func (t Target) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "{%q:%d}", string(t.Unit), t.Amount), nil
}

// UnmarshalJSON reads {"minutes":480} or {"days":3} and checks it. 480.0 is a whole number too.
func (t *Target) UnmarshalJSON(b []byte) error {
	var in struct {
		Minutes json.RawMessage `json:"minutes"`
		Days    json.RawMessage `json:"days"`
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return calendar.DecodeError(err)
	}
	given := func(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }
	unit, raw := Minutes, in.Minutes
	switch {
	case given(in.Minutes) && given(in.Days):
		return errs.Bad("days", "stands beside minutes; keep one of the two")
	case given(in.Days):
		unit, raw = Days, in.Days
	case !given(in.Minutes):
		return errs.Bad("minutes", `is missing; write {"minutes":480} or {"days":3}`)
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || n != math.Trunc(n) {
		return errs.Bad(string(unit), "holds %.40s; give a whole number", raw)
	}
	*t = Target{int(max(-1, min(n, MaxMinutes+1))), unit}
	if err := t.Check(); err != nil {
		return errs.Bad(string(unit), "%.40s is out of range; use 0 to %d", raw, t.most())
	}
	return nil
}

// counter walks the runs of a clock towards the target.
type counter struct {
	hours  *calendar.Hours
	target Target
	passed time.Duration // counted time of the runs so far
	closes int           // closes of business reached in them
}

// run adds the time in which the clock ran from a to b and returns the instant
// at which the target was reached in it.
func (c *counter) run(a, b time.Time) (time.Time, bool) {
	worked := c.hours.Between(a, b)
	defer func() { c.passed += worked }()
	if c.target.Unit == Minutes {
		if c.passed+worked < c.target.length() {
			return time.Time{}, false
		}
		return c.hours.Add(a, c.target.length()-c.passed)
	}
	for at := range c.hours.Closes(a) {
		if at.After(b) {
			break
		}
		if c.closes++; c.closes == c.target.Amount+1 {
			return at, true
		}
	}
	return time.Time{}, false
}

// ahead returns when the target is reached if the clock runs on from a.
func (c *counter) ahead(a time.Time) (time.Time, bool) {
	if c.target.Unit == Minutes {
		return c.hours.Add(a, c.target.length()-c.passed)
	}
	left := c.target.Amount + 1 - c.closes
	for at := range c.hours.Closes(a) {
		if left--; left == 0 {
			return at, true
		}
	}
	return time.Time{}, false
}

// length is the counted time of a target in minutes.
func (t Target) length() time.Duration { return time.Duration(t.Amount) * time.Minute }
