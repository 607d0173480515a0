// Package finance keeps what assets cost and what binds them: contracts with their notice dates, orders and what was received of them,
// budgets, the books in which assets lose their value, and what each costs in all.
//
// A contract is lost on its notice date and not on its end, so that date is reckoned from the terms whenever it is asked for, and whoever
// looks after the contract is reminded 90, 60 and 30 days before it, each once. What is received of an order becomes an asset in the same
// write, with its price. Values, forecasts and costs are reckoned from what is recorded and kept nowhere, in each currency by itself.
//
// It leaves the reckoning to the rooms term and depreciation, which know no database, and the life of assets to practice/asset.
package finance
