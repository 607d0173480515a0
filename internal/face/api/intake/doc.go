// Package intake takes what clients of the API send: JSON objects, merge patches and files, whole or inside a form, with the digests that
// were sent along.
//
// It exists so that every operation treats a body the same way: what no text may hold is refused with its place, a null in a merge patch
// empties, and a file is kept as it was sent or not at all.
//
// It leaves decoding the fields to engine/action, what they mean to the practices, and keeping files to engine/attach.
package intake
