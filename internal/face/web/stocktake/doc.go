// Package stocktake is the page on which people count: the scanner with its camera, a field for keyboard scanners and typed tags, how far the
// count has come, and what is to be settled with one click for each row.
//
// It exists because counting is done on a phone in a cellar and not on a form: the camera stays open, what was scanned is kept in the
// browser while there is no network, and every scan is answered at once. Without a script the same field sends one tag after the other.
//
// It leaves the record, its life and its list to the pages that every kind has, what became of a row and what a correction does to the
// practice, and the scanner itself to ui.
package stocktake
