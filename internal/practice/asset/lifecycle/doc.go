// Package lifecycle says until when a program or an operating system is supported by its maker.
//
// What is past support gets no more repairs for its holes, and nobody notices by looking at it; so the list of such machines, with their
// holders, is one of the first things asked of an inventory. The dates ship with the product, because a self-hosted installation must
// know them without asking anyone: a table of a few ten kilobytes, made by internal/tools/endoflife from the release data of
// endoflife.date and a supplement, unpacked when first asked.
//
// It finds by name and version and claims nothing where it is not sure. Packages that a Linux distribution maintains are a case of their
// own, see Maintained: there the end of the distribution counts. The package leaves to the asset practice which machines have what, and
// to product how names are read.
package lifecycle
