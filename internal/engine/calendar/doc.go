// Package calendar knows when an organisation works: a time zone, weekly
// hours with several intervals a day, holidays and exceptions, and the exact
// arithmetic of working time on top of them.
//
// It exists because every promise about time (service levels, automatic
// closing, escalation) is only as right as this arithmetic. The rule: an
// instant of real time counts when its wall-clock time in the zone lies in one
// of that local date's intervals [from, to). So an hour that a clock change
// repeats counts twice, an hour or a date it skips never counts, and nothing is
// ever computed from "today's" offset. Counting is continuous: elapsed time is
// a duration, and whole minutes are its floor, taken only for display.
//
// A holiday has no working time; an exception replaces the intervals of its
// date and wins when the date is a holiday too. Instants from 1972 on are
// exact to the minute rule (older zone offsets may hold odd seconds). All
// searches are bounded: a calendar that never opens answers "never".
//
// Calendars keeps the definitions of an organisation in the database and
// answers by which of them an entity works; it remembers them, so that asking
// costs nothing. The arithmetic itself stores nothing and knows no clock, and
// nothing here knows a ticket: rooms above ask.
package calendar
