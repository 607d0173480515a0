// Package plan keeps what the product looks for by itself: sweeps of address ranges over SNMP, and directories whose computers are read. Each
// is a record with its own interval, can be switched off, run at once, and tells what its last run found.
//
// It exists because switches and printers run no agent, and because nobody repeats by hand every week what can be done by a job. What is
// found goes the way of every report: it is matched, and where that is not certain, a person decides. The secrets of a plan are sealed, can be
// written and never read, and are forgotten when it is pointed at something else, so that nobody has them sent elsewhere.
//
// It leaves asking to port/snmp and port/directory, and matching and storing to port/discovery.
package plan
