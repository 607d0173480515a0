// Package grid reads the tables that people keep, CSV files and the first sheet of Excel workbooks, into rows of text with the line that each
// stands on.
//
// It exists because such files come from everywhere: parted by commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252, with dates that a
// workbook keeps as numbers, and sent by people who may mean harm. What it returns is text and nothing is guessed about it.
//
// It leaves to sheet which column is what and what becomes of a row.
package grid
