// Package impact answers what stands on what: which configuration items an item
// needs, which need it, and what stops when some of them fail. It is a graph
// held in flat slices and pure functions over it, because the same question is
// asked by a map, a list, an incident and a rule, for today and for any other
// date, and must give each of them the same answer in a few milliseconds.
//
// Two words keep the direction clear. In every relation one side is the
// supporter and the other the dependent, whatever the relation is called: a
// server is the supporter of the application that runs on it, and a member is a
// supporter of its cluster. Failure goes from supporter to dependent only. Down
// is the way failure goes, towards services and people; up is the way back, to
// what an item rests on.
//
// A redundancy group belongs to one dependent and holds k of n supporters: the
// dependent fails when fewer than k are alive and is degraded while some are
// lost and k are left. Degraded says this of the item alone; what stands on a
// degraded item works and is not called degraded.
//
// Loading items and relations, their rights and their sources, the words of a
// page and the drawing belong to others: package service, its pages and
// ui/draw. Nothing here reads a clock or a database.
package impact
