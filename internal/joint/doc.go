// Package joint holds the rules between two practices, one file for each pair: what follows in one practice from what happened in another.
//
// It exists so that practices stay rooms that know nothing of each other. A rule is seen by the people it concerns: it is off until somebody
// switches it on in the settings, and what it did stands on the timeline with its reason and in the name of the rule.
//
// It leaves every change to the verbs of the practice that is changed, and when a rule is asked to the events of the log.
package joint
