// Package stocktake decides what a count of things found: it holds the list of what was expected, frozen when the count began, against the
// codes that phones and scanners sent, and puts every row into exactly one of found, misplaced, missing, unknown and duplicate, with the
// corrections that may be made at one click.
//
// It is a pure function of the list and the set of scans, because phones lose the network: they send what they scanned late, twice and in
// any order, and two phones count one room. Neither order nor repetition changes a result, and the same result has the same digest, which is
// what a person signs.
//
// It leaves to its room count how lists, scans and decisions are stored and who may sign, and to asset how a correction changes an asset.
package stocktake
