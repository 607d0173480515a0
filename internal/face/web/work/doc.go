// Package work is the page of one piece of work and everything that can be done there: its conversation, clocks, properties, tasks,
// files and links, a page for each act that needs an answer, and the form for new work.
//
// It knows no practice: acts come from the descriptor's verbs, and a form is made of what a verb takes. What somebody typed is never
// lost: a form that is refused comes back with its texts, and when somebody else was faster it also says what changed.
//
// It leaves what is allowed to the verbs, and which moves are legal to their flow.
package work
