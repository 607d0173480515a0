// Package register draws the pages of what is not work: services, configuration items, and whatever else a practice declares. A kind has a
// page for each record, a form for a new one, and a form for each verb that needs answers, all made from its fields, its states and its
// verbs.
//
// It exists so that a new kind has its pages without a line written for it, and so that all of them look and behave alike: what may be done
// is offered, what was typed is never lost, and who changed something meanwhile is named.
//
// It leaves the list to queue, which lists work as well, the forms of verbs to work and ask, every rule to the verbs, and the looks to ui.
package register
