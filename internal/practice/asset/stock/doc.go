// Package stock keeps what is used up rather than held: cables, toner, mice, spare parts. It knows how many lie in which room, and every
// piece that came or went, with who took it and for what.
//
// It exists beside assets because a cable has no tag and no holder of its own: what matters is that one is there when it is needed, and that
// somebody is told before the last one goes.
//
// It leaves things that are followed one by one to practice/asset, and the ordering of new ones to the rooms of finance.
package stock
