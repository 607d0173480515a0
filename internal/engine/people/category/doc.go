// Package category holds the tree of what work is about: "Hardware / Printer", with a default team and hints for impact and urgency.
//
// It exists so that opening and closing categories, routing and reports speak of the same thing, and so that a customer can have
// categories of its own without others seeing them.
//
// It leaves to the practices which category a record gets and what the hints do to it.
package category
