// Package snmptest answers over SNMP as recorded devices did, for tests.
//
// It exists because what real switches and printers say is stranger than what anybody would make up, and no test may need one. A walk is read
// from text and served at an address of this machine.
//
// It leaves what the answers mean to port/snmp.
package snmptest
