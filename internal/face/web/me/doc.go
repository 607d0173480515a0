// Package me holds what belongs to whoever is signed in: how pages look to them, language and time zone, password, sessions and keys to
// the API; and the search over everything they may see.
//
// Whatever is changed here concerns the visitor alone, so it needs no right beyond being signed in.
//
// It leaves other people's accounts to the pages of administration.
package me
