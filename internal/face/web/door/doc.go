// Package door holds the pages before a session: set-up, signing in and out, links to set a password, and the one-click sign-in of a
// demonstration.
//
// An answer never tells whether an account exists, and a link is only used up by a form that somebody sent, because scanners and
// previews follow links.
//
// It leaves passwords, links and limits to identity, behind the interfaces of kit.
package door
