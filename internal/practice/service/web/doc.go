// Package web draws the map of what stands on what around a service, a configuration item or an asset: as it is on a day, what stops when
// the record fails, and how two days differ.
//
// It exists because a map is no list and no form: it is a page of its own that every kind of record on the map shares. Everything on it is
// a link with an address, so that it can be walked, opened further and sent to a colleague without any script.
//
// It leaves what is on the map to package relation, which knows what the visitor may see, the picture to ui/draw, and the frame of the page
// with its place among the others to whoever mounts it.
package web
