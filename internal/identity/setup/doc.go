// Package setup makes a new installation usable: with a link that is printed once, somebody names the organisation and becomes its
// first administrator, and the shipped content is there in the same moment.
//
// It exists so that a fresh database never has a known password and never two first administrators: link, organisation, person, role,
// password and content are one write, or nothing.
//
// It leaves to app what the shipped content is and where the link is printed.
package setup
