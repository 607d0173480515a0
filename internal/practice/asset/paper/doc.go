// Package paper draws what the asset room prints: pages measured in millimetres with text in any script, QR codes and Code 128 as exact
// rectangles, and tables that run over pages.
//
// It exists because labels and the signed stocktake report need the same few things of a PDF library, and because a printed code is only
// worth something when its bars are vectors, its quiet zone is kept and its text is never garbage. The Go fonts (BSD licence, compiled in)
// carry Latin, Greek and Cyrillic; what they lack is written in Latin letters where a table knows how (Arabic, Persian, Hebrew), without
// its marks where that helps, and as "?" as the last resort.
//
// It leaves to label where a label lies on its sheet and to stocktake what a report says.
package paper
