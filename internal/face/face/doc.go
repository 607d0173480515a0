// Package face holds what the pages and the API have in common: which status an error becomes, where a request really comes from, the
// name a request has in logs and answers, the table of routes, how many requests a credential may make, and the one tail of the event log
// behind every live view.
//
// It exists so that the two faces cannot disagree about such things and neither imports the other. A route cannot be mounted without
// saying which permission it rests on, how rows are narrowed and what can be written through it.
//
// It leaves rights to the engine and how anything looks to the faces.
package face
