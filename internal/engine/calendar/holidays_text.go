package calendar

import (
	"bytes"
	"io"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// holidayProperties are the lines of an event that decide its dates.
const holidayProperties = " UID SUMMARY STATUS DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID "

// holidayText reads a file within its limits and keeps only the lines that
// matter, unfolded. Real feeds carry odd properties, alarms and pages of
// description; none of that should decide whether a holiday can be read.
func holidayText(r io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxHolidayFile+1))
	if err != nil {
		return "", errs.Because(errs.Invalid, err, "The file could not be read; send it again.")
	}
	if len(raw) > MaxHolidayFile {
		return "", errs.New(errs.Invalid, "The file is larger than %d MiB; export fewer years.", MaxHolidayFile>>20)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	lines := unfold(raw)
	if len(lines) == 0 || !strings.EqualFold(strings.TrimSpace(lines[0]), "BEGIN:VCALENDAR") {
		return "", errs.New(errs.Invalid, "The file is not an iCal file: it does not begin with BEGIN:VCALENDAR.")
	}
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\n")
	var open []string // components around the line
	for _, line := range lines[1:] {
		name, value := nameAndValue(line)
		switch {
		case name == "BEGIN":
			open = append(open, value)
			if isEvent(open) {
				b.WriteString("BEGIN:VEVENT\n")
			}
		case name == "END":
			if isEvent(open) {
				b.WriteString("END:VEVENT\n")
			}
			open = open[:max(0, len(open)-1)]
		case len(open) == 0 && name == "METHOD" && value == "CANCEL":
			return "", errs.New(errs.Invalid, "The file takes events back instead of listing them (METHOD:CANCEL); export the calendar of holidays itself.")
		case isEvent(open) && strings.Contains(holidayProperties, " "+name+" "):
			if len(line) > maxHolidayLines {
				return "", errs.New(errs.Invalid, "A %s line is longer than %d bytes; shorten it.", name, maxHolidayLines)
			}
			b.WriteString(line + "\n")
		}
	}
	if isEvent(open) {
		return "", errs.New(errs.Invalid, "The file ends inside an event; it was cut off, export it again.")
	}
	b.WriteString("END:VCALENDAR\n")
	return b.String(), nil
}

func isEvent(open []string) bool { return len(open) == 1 && open[0] == "VEVENT" }

// nameAndValue splits a line at its name; parameters are not looked at.
func nameAndValue(line string) (name, value string) {
	at := strings.IndexAny(line, ":;")
	if at < 0 {
		return "", ""
	}
	return strings.ToUpper(line[:at]), strings.ToUpper(strings.TrimSpace(line[at+1:]))
}

// unfold returns the logical lines: a line that begins with a blank continues
// the one before. Empty lines vanish.
func unfold(raw []byte) []string {
	var out []string
	var current []byte
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			current = append(current, line[1:]...)
			continue
		}
		if len(current) > 0 {
			out = append(out, string(current))
		}
		current = append(current[:0], line...)
	}
	if len(current) > 0 {
		out = append(out, string(current))
	}
	return out
}
