// Package seal encrypts the few secrets that the product must be able to read again, such as the password with which a directory is asked.
//
// They stand in the database, which is backed up, copied and looked at, so the key stands outside of it: in a file of the data folder or in
// the environment. What is sealed is bound to what it belongs to, so that nobody makes a secret another's by copying a row.
//
// It leaves to its callers where sealed values are kept and who may change them. Passwords of people are never sealed but hashed, see
// identity/password.
package seal
