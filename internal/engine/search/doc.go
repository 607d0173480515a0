// Package search is the one query language of lists, saved views, rules and the API, and the full text behind its free words.
//
// Parse turns a text into a tree, Print turns the tree back, Chips shows it as removable parts, and Compile makes a WHERE condition of
// it that is the same on both engines. Index finds records by words: candidates are taken newest first and bounded, then ranked in Go,
// so that a word that occurs in every second ticket costs no more than a rare one.
//
// It leaves to the rooms which fields there are, to the caller how names become ids, and to engine/actor which rows may be seen.
package search
