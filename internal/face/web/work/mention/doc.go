// Package mention finds out who is meant behind an @ in a text that somebody writes: a full name, a first or last name that one person
// has, the part of an address before its @, or a whole address.
//
// It exists so that mentions work in a plain form, without a script and without a list to choose from, and so that a name which could
// be several people is asked back instead of guessed. What is clear is written out in bold with the full name, which needs no more than
// Markdown to be read anywhere.
//
// It leaves to the caller whom the writer may look up, to the practice to keep the mention, and to notify to tell the person.
package mention
