// Package draw makes Fettle's drawings: the dayline in its three sizes, the
// horizon above a queue, the charts of the desk overview, and the icon set.
// Each is a plain function from a small struct to SVG text, because a drawing
// made on the server needs no script, can be compared with a golden file and
// looks the same in a page, a mail and a print. A drawing knows shares, labels
// and pixels only; what a clock means, how minutes are counted and which words
// stand beside it is decided by the caller. Every drawing carries a full
// sentence as its accessible name, and none carries a style attribute.
package draw
