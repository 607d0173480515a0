// Package errs is the one error vocabulary of the product: a small set of kinds, a trail of operations, a text that may be shown to
// anyone, and errors that belong to single fields of a form.
//
// It exists so that a failure keeps its meaning from the database to the page and the API without any layer in between knowing
// about HTTP. The inner error is for the log only; what a person reads is the safe text.
//
// It leaves to the faces how a kind becomes a status code, and to the rooms which kind fits.
package errs
