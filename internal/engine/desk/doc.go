// Package desk is how a kind of work presents itself to those who look at it: a descriptor per practice, the queue with its query
// language, one piece of work with its fields and legal moves, and its timeline in words.
//
// The pages and the API are thin because of it: both list through the same Ask, show the same View and print the same sentences, and
// neither knows a practice by name.
//
// It leaves the rules to the practices and their actions, and how anything looks to the faces.
package desk
