// Package sheet brings rows of tables that people keep, CSV files and Excel workbooks, into a desk.
//
// Most desks begin as a spreadsheet. A column is matched with a field by what stands above it, names are looked up, and every row is
// accounted for: it is imported, it changed what was there where that was asked for, it was there already, or it is refused with its line
// and the reason. The account of every run is stored: a second run changes nothing, a run that was stopped goes on where it was, and what a
// run did can be undone unless something else was done since.
//
// It knows no kind of record by itself: it reads the fields that a practice declares and adds rows through the verb that people use, with
// its rules.
//
// It leaves reading files to grid below it, the command line to app/command and the way out to engine/desk/export.
package sheet
