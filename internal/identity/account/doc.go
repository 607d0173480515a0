// Package account lets people in by password: signing in, changing and resetting passwords, and inviting somebody to set the first.
//
// An answer never tells whether an account exists: the text is the same, and one hash is computed in either case. Tries are limited
// per account and network, in such a way that whoever guesses from elsewhere cannot shut out the owner, who comes from a network that
// the account has been used from.
//
// It leaves hashing to password, cookies and sessions to session, and sending links to a channel.
package account
