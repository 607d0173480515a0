// Package imports is the pages on which a table that somebody keeps, a CSV file or an Excel workbook, is brought into the desk.
//
// A file is sent, its columns are matched with fields and can be matched differently, every row is checked and accounted for before anything is
// changed, and then the queue brings them in while the page says how far it is. What was refused can be taken along with the reasons, put right
// and sent again, and the whole can be taken back. Each step is a plain form, so that all of it works without script.
//
// It leaves reading files, matching, checking, adding and undoing to the importer, and every right to it and to the verbs that it calls.
package imports
