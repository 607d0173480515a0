// Package term reckons with the dates and the money of a contract: until when notice must be given, how it renews, what state it is in
// on a day, when to warn, what it costs in each month, and what a lease has cost so far. All are pure functions of its terms.
//
// It exists because a contract is lost on its notice date and not on its end, and because that date moves with each renewal: computed
// here, it cannot be forgotten in a field. The one rule is that notice given on a day ends a contract no earlier than that day plus the
// notice period, and the notice date is the last day on which that is still early enough. A period of months ends on the same day of
// the month, or on the last of a month that has no such day.
//
// It leaves to others where contracts are kept, who is warned, and what a contract says about its form.
package term
