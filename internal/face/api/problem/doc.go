// Package problem is how the API says no: an error becomes a problem document (RFC 9457) with a status, a text for people, and a pointer to
// each place in the body, or the name of each parameter, that is wrong.
//
// It exists beside the API because every operation fails in the same few ways, and a client that was told exactly what is wrong does not ask
// again. A body that was refused is compared with the type it should have had, so that all its faults are told at once.
//
// It leaves to base/errs what sorts of failure there are, and to face/face which status each becomes.
package problem
