// Package link makes links that prove something by being known: set-up, invitation, a new password, following a report without an
// account.
//
// Each holds 256 random bits of which only the digest is stored, serves one purpose, ends at a time, and most work once. Whoever
// looks at a link that is unknown, used, expired or meant for something else gets one and the same answer.
//
// It leaves to the callers how the link travels, and what may be done with it.
package link
