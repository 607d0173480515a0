// Package count keeps stocktakes: their scope, the list of what is expected as it was when the count began, every scan that arrived, what
// was decided about each row, and the report that somebody signed.
//
// It exists so that a count can be proved afterwards: the list is frozen with the places as they were called, scans are only ever added,
// and once it is signed off nobody changes it any more. Scans carry an id made by the device, so that a phone without a network may send
// them late, twice and in any order.
//
// It leaves what became of each row to the room above, which knows no database, and how a correction changes an asset to practice/asset.
package count
