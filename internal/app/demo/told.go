package demo

import (
	"regexp"
	"time"
)

// moment is a time of day in a text, as its distance from now: "{-3h20m}".
var moment = regexp.MustCompile(`\{([-+][0-9hm]+)\}`)

// told fills in the times of day that people mention, as the clock shows them where somebody works: a past one to the minute, one that
// lies ahead as people make appointments, on the half hour.
func (s *show) told(text, login string) string {
	return moment.ReplaceAllStringFunc(text, func(found string) string {
		d, err := time.ParseDuration(found[1 : len(found)-1])
		if err != nil {
			return found
		}
		at := s.now.Add(d)
		if d > 0 {
			at = at.Round(30 * time.Minute)
		}
		return at.In(s.company.zoneOf(login)).Format("15:04")
	})
}
