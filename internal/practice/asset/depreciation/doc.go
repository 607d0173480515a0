// Package depreciation says what an asset is worth in a book at any date, past or future, as a pure function of a plan: cost, life,
// method, salvage, convention, write-downs and disposal. From the same function come the monthly schedule, the forecast and the journal.
//
// It exists because a value that is computed by a nightly job cannot be asked for last March or for next year, and because accountants
// check the cent: everything is exact in minor units, charges sum to cost less salvage, and two books of one asset are two plans.
//
// How it reckons. The life is cut into the years of the method, each with a whole charge in minor units; within such a year the charge
// accrues evenly by months or days, read off a running total that is rounded half up, so that parts always make up the whole.
//   - straight_line: one stretch, (cost - salvage) over the life. IAS 16.62.
//   - declining_balance, double_declining: fiscal years; a year's rate × the value at its beginning (double: 2 / life in years), not
//     below salvage, and what is left falls into the last year. With Switch, straight line over the rest once that is not less:
//     IRS Publication 946 and Internal Revenue Code 168(b)(1)(B).
//   - sum_of_years: years from the in-service date; (cost - salvage) × remaining life / sum of the years' digits. A last year that is
//     not full counts with its months.
//   - immediate: all on the in-service day; also what costs no more than the low-value limit.
//
// docs/depreciation.md has an example of each method with each convention, worked out by hand; a test reads and reckons them.
//
// What is not depreciated stands at its cost until it is lost or disposed of; what is lost is written down to nothing on that day.
//
// By half years the year of a disposal bears half a year's charge; what its months bore more or less is put right on the day of the disposal,
// so that no value of an earlier day changes afterwards.
//
// It leaves to others where plans are kept, which date is today, and tax law.
package depreciation
