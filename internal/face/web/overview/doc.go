// Package overview is the page that shows how the desk is doing: leading figures, charts and tables over a period and a team.
//
// Every tile says how it is counted, on how many pieces of work it stands and when it was computed; it opens its rows, shows the same
// figures as a table, and gives them as a file. The page is the same for every practice, with a tab each.
//
// It leaves measuring to insight and drawing to ui/draw, and asks no permission of its own.
package overview
