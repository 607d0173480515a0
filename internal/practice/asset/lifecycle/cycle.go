package lifecycle

import "time"

// Cycle is the life of one release. Dates are days in UTC, zero where unknown; on the day itself the support still holds.
type Cycle struct {
	Product       string // the name in the data, such as "windows-server"
	Release       string // the release, such as "2012-r2"
	Released      time.Time
	EndOfActive   time.Time // last day of new features and ordinary repairs
	EndOfSecurity time.Time // last day of security repairs for everyone
	Extended      time.Time // last day of security repairs for those who pay for them
	Latest        string    // the newest version of the release when the data were made; may be empty
	Over          bool      // support has ended, on a day that is not known
	Open          bool      // support goes on, and no end is announced
}

// State is where a release is in its life.
type State string

// The states.
const (
	Unknown      State = ""              // the data have no end for it
	Supported    State = "supported"     // repairs of all kinds
	SecurityOnly State = "security_only" // security repairs only
	Ending       State = "ending"        // supported, for no more than EndingDays
	Ended        State = "ended"         // no repairs, other than those bought
)

// EndingDays is how many days before its end a release is called ending: half a year, time to replace it.
const EndingDays = 180

// StateOn says where a release is in its life on a day. Extended support does not count, for it must be bought.
func StateOn(c Cycle, date time.Time) State {
	y, m, d := date.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	switch end := c.EndOfSecurity; {
	case c.Over || !end.IsZero() && today.After(end):
		return Ended
	case end.IsZero() && !c.Open:
		return Unknown
	case !end.IsZero() && !today.AddDate(0, 0, EndingDays).Before(end):
		return Ending
	}
	if !c.EndOfActive.IsZero() && today.After(c.EndOfActive) {
		return SecurityOnly
	}
	return Supported
}
