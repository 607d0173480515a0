// Package discovery is the page on which the secret of a network sweep or a directory is set: what it is let in with.
//
// Everything else about these is on the pages that every kind of record has. A secret is not like a field: it is typed hidden, sent once, kept
// sealed and never shown again, not even to whoever typed it wrong.
//
// It leaves keeping the secret, and who may set it, to the verbs.
package discovery
