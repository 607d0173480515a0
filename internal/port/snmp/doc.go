// Package snmp finds devices in address ranges by asking them over SNMP, and describes each in the same words as the reports of
// inventory agents.
//
// Switches, printers and power strips run no agent, yet they are bought, depreciate and are asked about. What they say of themselves
// is read from the standard MIBs (system, interfaces, addresses, entity, printer, UPS) and from few places of makers who do not fill
// those in. Only reading is done, nothing is ever set, and rows and times are bounded, since what answers may be anything.
//
// The result is an inventory.Inventory with one Device, so that matching, review and storage are those of every other source. When a
// sweep runs, with which credentials, from which job and within which rights is left to the caller.
package snmp
