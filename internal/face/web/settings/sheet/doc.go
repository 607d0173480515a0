// Package sheet is what the pages of settings have in common: the frame with the list of all settings at its side, a form for one thing
// that carries the version it was made from, and the choices that many forms offer.
//
// It exists so that saving is the same everywhere: faults stand at their fields, what was typed stays, and when somebody else saved in
// between both values are shown side by side.
//
// It leaves what the things are to its sister packages, and every right and rule to the verbs that they call.
package sheet
