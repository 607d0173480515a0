// Package contract writes down what the API promises: the OpenAPI document and the page that lists the operations, both made from the same
// Go types that decode the bodies and write the answers.
//
// It exists so that the promise cannot drift from the code: an operation that is mounted is described, choices come from the definitions of
// the fields, and a test compares real answers with the document.
//
// It leaves to the API what the operations are and do.
package contract
