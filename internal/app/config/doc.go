// Package config finds the few values that Fettle needs before it can open its
// database: where its data is, where it listens, how it keeps secrets.
//
// Each value comes from a flag, else from an environment variable FETTLE_…, else
// from a YAML file, else it has a default; and each remembers which, because "why
// does it use that database?" is the first question of everyone who runs it. A
// name that is not known anywhere is an error with a suggestion, never ignored.
//
// It leaves parsing the command line to the command, creating folders and keys to
// app, and everything that can be changed while running to the settings in the
// database: no other room imports it.
package config
