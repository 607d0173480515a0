// Package record is the waist of the house: what every numbered thing has, whatever its practice. A kind, a number people quote, a
// title, a state, an entity, a version, times, custom fields, links to other records and people who follow it.
//
// It exists so that search, timeline, links and permissions work on one table for incidents, assets and changes alike, and so that
// two people who edit the same thing never overwrite each other: Save refuses a version that is not the newest.
//
// It leaves to engine/ticket what only work has, and to the practices what a kind means.
package record
