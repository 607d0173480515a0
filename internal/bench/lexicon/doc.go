// Package lexicon makes texts for benchmarks of a fixed vocabulary in which, as in real ones, few words are common and many are rare.
//
// It exists so that every floor and every scenario writes and searches texts of the same shape, and so that a run can be repeated word for
// word. It leaves what is done with the texts to bench.
package lexicon
