// Package cost reckons what assets cost in all: bought, kept working, under contract and worked on; one of them, or all of a model, a class, a
// person or an organisation, in each currency by itself and a month.
//
// It exists because the price on the invoice is the smaller half. A contract is shared among what it covers by the days that each was there,
// so that the shares sum to what was paid while something was there; work on tickets is their time at the price of an hour; and the age at
// which the average year is cheapest says when replacing becomes cheaper than keeping. All of it follows from what is recorded and nothing
// is kept (but the average of a class, for a minute), and sums over many assets are made by the database in one statement.
//
// It leaves contracts, orders and the price of an hour to finance, dates and terms of contracts to term, and who may see an asset to asset.
package cost
