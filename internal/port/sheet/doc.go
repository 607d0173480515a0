// Package sheet brings rows of tables that people keep, CSV files and Excel workbooks, into a desk.
//
// Most desks begin as a spreadsheet. A column is matched with a field by what stands above it, names are looked up, and every row is
// accounted for: it is imported, it was there already, or it is refused with its line and the reason. What is there already is never
// changed, so that a second run adds nothing and a run that was stopped is simply started again.
//
// It knows no kind of record by itself: it reads the fields that a practice declares and adds rows through the verb that people use, with
// its rules. It leaves the command line to app/command and the
// way out to engine/desk/export.
package sheet
