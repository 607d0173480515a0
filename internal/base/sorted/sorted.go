// Package sorted sorts slices of structs by one machine code for all of them.
//
// Why: slices.SortFunc compiles a sort of its own, about 17 kB, for every type of element; with the eighty that we sort that was more than
// a megabyte of the program. What is sorted very often or has very many elements uses slices.SortFunc all the same.
package sorted

import "sort"

// By sorts list in place; equal elements stay in their order.
func By[T any](list []T, compare func(a, b T) int) {
	sort.SliceStable(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
}
