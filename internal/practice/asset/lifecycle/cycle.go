package lifecycle

import (
	"strings"
	"time"
)

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

// Name is the release as people write it: "11 23H2" for what the data call 11-23h2-w, "2012 R2" for 2012-r2, "10 1809 LTSC" for
// 10-1809-e-lts. Editions that only tell how long a release is supported are left out.
func (c Cycle) Name() string {
	if !strings.HasPrefix(c.Product, "windows") && c.Product != "mssqlserver" {
		return c.Release
	}
	var out []string
	for word := range strings.SplitSeq(c.Release, "-") {
		switch word {
		case "w", "e":
		case "lts":
			out = append(out, "LTSC")
		case "iot":
			out = append(out, "IoT")
		case "vista":
			out = append(out, "Vista")
		default:
			out = append(out, strings.ToUpper(word))
		}
	}
	return strings.Join(out, " ")
}
