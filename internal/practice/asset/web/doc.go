// Package web tells on one page what is known of an asset: what it has cost and is worth, the terms that run, who has had it, what is in it
// and on it, and the code by which its label is scanned.
//
// It exists because these stand in many parts, each with its own table, and whoever looks at a thing wants them at a glance; the parts keep
// their pages, and this one leads to them. What the visitor may not see is left out, because it reads the same parts as everybody else.
//
// It leaves the reckoning to the rooms that keep the parts, what fails with the asset to the map, and the frame with the fields, the tickets
// and the acts to the page of any record.
package web
