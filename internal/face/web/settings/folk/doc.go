// Package folk holds the pages on who there is and where things belong: people, teams, entities, locations, categories and roles.
//
// A person's page joins what many verbs keep: the person, addresses, teams, roles and absences, each with a small form of its own. What
// the visitor may not see is left out, and what they may not change has no form.
//
// It leaves the rules to engine/people and how a form is saved to sheet.
package folk
