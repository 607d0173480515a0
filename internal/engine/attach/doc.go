// Package attach keeps files: by their content, each once, and what hangs on which record.
//
// A file is streamed to the disk while it is hashed, made durable, and only then named in the transaction that uses it, so that a row
// never points at something that is not there. Reading checks the hash again: a damaged file is an error, never a wrong answer. Names
// and media types that a client sends are data only; no path is ever made of them.
//
// It leaves to the faces how a file is sent safely to a browser, and to the rooms who may see the record that it hangs on.
package attach
