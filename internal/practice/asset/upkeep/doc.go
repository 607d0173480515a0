// Package upkeep keeps what was done to assets so that they go on working: repairs, upgrades, tests, with what they cost and how long they stood still.
//
// It exists because the history of repairs says more about the next purchase than any price list. What was done is only ever added to, and told without
// its cost to whoever may not see costs.
//
// It leaves the life of an asset to practice/asset, and what repairs add up to to the room cost.
package upkeep
