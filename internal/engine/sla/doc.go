// Package sla keeps the promises about time: when a record must have been
// answered or solved, how much of that time is used, and why.
//
// Service keeps the agreements, picks the promises that apply to a piece of
// work, reads the marks of its clocks off the event log, stores what
// timing.Compute says of them, and arms one timer per piece of work for its next
// warning or breach. What is stored about a clock is only a cache of that
// answer and can be thrown away and made again. A clock that stopped keeps its
// verdict: it is measured by what applied when it stopped, whatever became of
// priority, agreement or calendar later; one that runs follows all of them. Only
// what the log says can be made again, though: Rebuild knows calendars and
// agreements as they are today.
//
// It leaves the rule itself to package timing, who is told to notify, and what a
// state means to the practices: it knows phases and reasons of holds only.
package sla
