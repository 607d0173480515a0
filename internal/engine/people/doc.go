// Package people knows who there is: persons and their addresses, teams, entities (the tree of customers and sites), locations,
// categories, roles, and absences. It turns a person into the actor of a request and picks whom a team's next ticket goes to.
//
// It exists so that a name, a right and a way to reach someone have one home. Every verb asks for a permission, keeps within the
// actor's row scope, refuses a stale version and leaves an event; nobody can hand out a permission they do not hold, and the last
// administrator stays. Functions that take a *db.Tx ask for nothing: they are for set-up, importers and other rooms' verbs.
//
// It leaves to identity how people prove who they are, to the practices which permissions exist (see Know), and to ticket what
// counts as somebody's load.
package people
