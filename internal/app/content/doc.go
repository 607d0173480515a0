// Package content is what a new desk finds on its first day: the "Small business" roles, teams, categories, calendars and service
// levels. All of it can be edited.
//
// It is applied again at each start, so that upgrades bring what is new: a role that nobody edited gets its newest form, and whatever
// was applied once is never added again, also when somebody renamed or archived it.
//
// It leaves calendars and agreements as plain values to whoever stores them, and views to the room of searches.
package content
