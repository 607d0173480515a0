// Package held ties new and open work to what its requester holds: the question what is affected with their things as choices, one-tap ways
// to add one afterwards, and what is told of a thing on the page of the work.
//
// It exists so that whoever takes a call picks the laptop in question instead of searching for it, and sees its holder, its warranty and
// its history without leaving the page.
//
// It leaves the pages themselves to work, the links to the verbs, and what somebody holds to the practice of assets.
package held
