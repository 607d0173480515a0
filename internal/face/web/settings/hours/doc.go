// Package hours holds the pages on promised time: calendars with their weeks, holidays and exceptions, and service levels with their
// targets, conditions, pauses and warnings.
//
// Everything is written in plain text that can be read back: a week as from and to, a holiday as a line with its date, a target as "4h"
// or "2d", a warning as "90 raise". A holiday file shows what it would bring before it brings it, and an agreement can be tried on a
// record before anybody trusts it.
//
// It leaves the arithmetic to engine/calendar and engine/sla, and how a form is saved to sheet.
package hours
