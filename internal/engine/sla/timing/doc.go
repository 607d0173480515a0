// Package timing is the clock of a promise about time: it says when a promise
// is due, how much of it is used, and why.
//
// It is one pure function and the ways to read its answer. Compute takes working
// hours, a target and the marks of one piece of work (start, pause, resume,
// stop, cancel, swap) and answers for one instant what the clock says: state,
// deadline, counted working time, every counted interval and every pause. Since
// nothing else goes in, whatever is stored of a clock can be made again.
// Explain tells the answer as a story, Dayline as the numbers of a drawing, and
// Simulate runs the clock over cases given as lines of JSON.
//
// The rule. Counted time is calendar.Hours' counted time while the clock runs.
// A target of n minutes is due at the first instant at which n counted minutes
// have passed. A target of n days is due at the (n+1)-th close of business
// reached while the clock ran. A clock is breached when it is not stopped by
// its due time; stopping exactly then is met. One that is cancelled before its
// due time has passed is neither. Once breached it stays so and keeps its due
// time, also while it is paused.
//
// It knows no database, no record and no current time. Working hours come from
// package calendar; which promise applies, what pauses it and what happens when
// it is broken is left to package sla.
package timing
