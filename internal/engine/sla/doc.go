// Package sla keeps the promises about time: when a record must have been
// answered or solved, how much of that time is used, and why.
//
// Its heart is a pure function. Compute takes a calendar, a target and the
// marks of one record (start, pause, resume, stop, swap) and answers for one
// instant what the clock says: state, deadline, elapsed working time, every
// counted interval and every pause. Whatever is stored elsewhere about a clock
// is a cache of this answer and can be thrown away and made again, which is why
// a later holiday, another priority or another agreement needs no special case.
//
// The rule. Counted time is calendar.Hours' counted time while the clock runs.
// A target of n minutes is due at the first instant at which n counted minutes
// have passed. A target of n days is due at the (n+1)-th close of business
// reached while the clock ran. A clock is breached when it is not stopped by
// its due time; stopping exactly then is met.
//
// Around that heart, Service keeps the agreements, reads the marks of a clock
// off the event log, stores what Compute says, and arms one timer per piece of
// work for its next warning or breach. It leaves to notify who is told, and to
// the practices what a state means: it knows phases and reasons of holds only.
//
// The pure part knows no database, no record and no current time; working
// hours come from package calendar.
package sla
