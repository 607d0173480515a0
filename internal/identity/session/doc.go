// Package session knows who is signed in at a browser: a row per session, found by the digest of a random secret in a cookie.
//
// Sessions are in the database, so that ending one works at once and everywhere. One ends after 8 hours without use and after 7 days
// in any case; polling in the background does not count as use.
//
// It leaves to account how a session begins, and to the face the cookie itself (see CookieName).
package session
