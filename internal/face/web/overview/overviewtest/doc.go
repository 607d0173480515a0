// Package overviewtest follows every link of the desk overview and compares what it opens with the figure that it stands under.
//
// It exists so that the promise "every number opens its rows" is one rule, held for a small story, a seeded desk and the real log alike:
// a figure whose rows are others than it counts is a lie that nobody notices by reading.
//
// It reads finished HTML only. It leaves making the page, and counting the rows of a question, to the tests that use it.
package overviewtest
