// Package palette answers the command palette: which pages, records and people there are for the visitor, as JSON.
//
// Why: the palette leads everywhere, so that nobody has to know where a thing stands. What can be done on the page that is open, the
// script takes from that page itself, on which only legal acts stand.
//
// It leaves the dialog and the keys to ui/assets, and which pages there are to the rail and the settings.
package palette
