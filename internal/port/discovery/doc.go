// Package discovery takes the reports of inventory agents and keeps the register of assets in step with them.
//
// A report is matched with the known devices: it updates the one it is surely about, adds the one that is like none, and otherwise waits
// as a finding until a person decides. Nothing that a person wrote is ever overwritten: each field knows where its value comes from, and
// what an agent says differently stands beside it as an offer. A report is applied in one write, and applying it twice changes nothing.
//
// A device key is a token that may report only: it belongs to the first device that it reported and is refused for every other.
//
// It leaves reading the messages to port/inventory, recognising to port/inventory/match, HTTP to app, and what an asset and a program are
// to the asset practice.
package discovery
