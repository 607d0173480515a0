// Package ask makes the forms of verbs: a field for each thing that a verb takes, with the words and choices of the practice, and what
// happens to such a form when somebody else was faster.
//
// It exists so that a new verb has a form without a line written for it, and so that there is one place that knows where the choices of
// a field come from. A form carries what its fields held when it was made; that is how a stale one tells a real change from an old value.
//
// It leaves reading what was sent to its sister work, every rule to the verbs, and the looks to ui.
package ask
