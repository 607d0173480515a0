// Package app is the only place that knows everything: it opens the database, builds the rooms, registers their events, reactors and
// jobs in a written order, mounts the faces and runs the process until it is told to stop.
//
// It exists so that no room has to find another by itself, and so that a test can start the whole product with a settable clock.
//
// It leaves every decision on business data to the rooms: there is no "if" on such data here. Commands are in app/command,
// configuration in app/config, shipped content in app/content.
package app
