// Package costs is the page that tells what assets have cost, put together by model, class, holder or organisation, and the same as a table to
// take along; and the page that tells what the books hold of them on a day, with the journal of a
// book for the accounts.
//
// It exists because the question is about many records at once: which models are dear to keep, and where the money goes. Each line leads to the
// assets behind it, each currency stands by itself, and what was not counted for the reader is said above the figures.
//
// It leaves the reckoning and who may see what to those who know assets, and what one asset, model or class has cost to their own pages.
package costs
