// Package licences are the pages on the rights to use programs: how a product stands on a day with every row that was counted, ready to be
// taken along for an audit; what its makers repair no more; and the question to whoever does not use a seat.
//
// It exists because these three are no lists of records: the first is a reckoning, the second runs over all devices, and the third is
// answered by people who see nothing else of licences, signed in or by a link.
//
// It leaves the reckoning, who may see what, and what follows from an answer to those who know software.
package licences
