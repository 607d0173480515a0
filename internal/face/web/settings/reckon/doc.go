// Package reckon is where an administrator says how things are reckoned: what an hour of work costs, by how much an invoice may differ from its
// order, how the two books write assets off, and after how many days a seat counts as unused.
//
// It exists because these rules were changed on the command line only, and whoever answers for them works in the browser. Each page is one form that
// says of every field what it means, in which unit, and what applies while nobody has said anything.
//
// It leaves the rules themselves, and what is refused, to the settings that it is given; it sees them as the texts of a form.
package reckon
