// Package demo makes a throw-away company in which everything can be tried: Calder Instruments, sixty people who build measuring
// machines in Gdańsk, Leeds and Porto, and eighteen months of what went wrong there.
//
// The older months are made up in bulk by package seed with texts of this package; the last days are played through the same verbs that
// people use, on a clock that runs from then to now, so that events, pauses, warnings and broken promises are real ones. All of it is
// shifted in time: whenever the demonstration starts, it is a busy day.
//
// It leaves serving to app and what is printed to app/command.
package demo
