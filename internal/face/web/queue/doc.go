// Package queue is the list of a kind of work: saved views, filter, order, pages, the horizon of due times, and a preview.
//
// Everything that decides what is shown stands in the address, so that a list can be shared and the back button works. The same page
// serves every practice.
//
// It leaves what a filter means to engine/search and engine/desk, and where clocks stand to whoever keeps them.
package queue
