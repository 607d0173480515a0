// Package e2e drives the built binary in a real browser, as the people it is made for would: set it up, report something, work on it,
// follow it. It checks every page for accessibility with axe-core (Mozilla Public License 2.0, unchanged, in e2e/axe, used in tests only).
//
// It exists because only the whole thing shows that pages, scripts, cookies and headers fit together.
//
// It leaves rules to the tests of the rooms, and what a kill -9 does to e2e/crash.
package e2e_test
