// Package handover are the pages on which people say what they were handed and what they still have, those on which it is followed up, and
// the one that prints labels.
//
// It exists because those who are asked seldom sign in: a link in a message leads to one thing or to one list, shows it with the terms as they
// stood, and takes the answer without a script. Whoever is signed in finds the same pages in the portal.
//
// It leaves what an answer changes to the practice, the proof of a link to app, and the records themselves to the pages that every kind has.
package handover
