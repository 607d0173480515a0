// Package layered places boxes and arrows in columns from left to right, so
// that arrows run forward, cross seldom and stay short: the method of Sugiyama,
// Tagawa and Toda in its five classic steps. It is written here because the
// drawing must be made on the server, the same each time, and no maintained Go
// library does that without a C dependency. It takes sizes and pairs and gives
// back whole pixels; what a box shows and how an arrow looks is ui/draw's, and
// which boxes there are is the caller's.
//
// The steps: arrows that close a circle are turned for the time of the layout;
// columns come from the longest path and are then drawn together; arrows over
// several columns get a place in each; the order within a column follows the
// mean place of the neighbours, in a fixed number of sweeps of which the best
// is kept; heights are the nearest ones to those of the neighbours that leave
// the gaps, an exact least-squares fit per column.
package layered
