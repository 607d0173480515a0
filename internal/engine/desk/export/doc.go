// Package export writes the records that answer a question as a table that people take along: CSV, or an Excel workbook.
//
// Every list can be taken out, with the rights of whoever takes it and by the same question that the page shows. What people wrote never
// becomes a formula in the program that opens the file, and a long list is read page by page.
//
// It leaves the question, the scope and the names of what ids stand for to engine/desk, and files and answers to its callers.
package export
