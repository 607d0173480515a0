// Package password hashes passwords with argon2id and says which ones are too easy to guess.
//
// It exists so that a stolen database does not give the passwords away and so that hashing cannot eat the machine: the memory each
// hash takes is bounded by how many run at once, and overlong input is refused before any work. Parameters travel in the hash, so
// that they can be raised later.
//
// It leaves to account who may sign in, and with how many tries.
package password
