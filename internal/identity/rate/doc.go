// Package rate limits how often something may be tried: token buckets in the database, so that a restart or another node does not
// reset them.
//
// It is for the few doors that anybody can knock at: sign-in, the portal without an account, links by mail. A limit slows down; it
// never closes for good, because a bucket fills again.
//
// It leaves limits of signed-in traffic, which must cost no write, to the faces.
package rate
