// Package portal is the face for those who ask: one box to say what is wrong, the way to follow it, and a person one tap away.
//
// Everything works without an account and without script. A report without an account is followed through a link that reaches this one
// report and nothing else; whether an address is known here is never told.
//
// It leaves the desk's own view of the same work to work, and limits of tries to identity.
package portal
