// Package slapdtest runs a real OpenLDAP server with computers in it, for tests.
//
// It exists because paging, sign-in and refusals are the server's, and a made-up one would only repeat what the reader believes. The classes
// and attributes of computers are those of Active Directory, under their own numbers.
//
// It leaves what is read from it to port/directory.
package slapdtest
