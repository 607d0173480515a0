// Package label prints the labels of assets as a PDF: a QR code with the plain address of the asset, its tag for people to read, the tag as
// Code 128 where it is wanted and fits, its name and model, and whose it is. It knows the common sheets, on which printing may start at any
// label of a used sheet, and continuous tape, where each label is a page.
//
// It exists because a label is measured in tenths of a millimetre: a code that is drawn by a browser is scaled by its print dialogue, and
// one that nearly fits its sheet is waste paper. Codes that would be too small to read are refused before anything is printed.
//
// It leaves to asset which assets are printed and by whom, and to paper how text and codes are drawn.
package label
