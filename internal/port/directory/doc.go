// Package directory reads the computers that an LDAP directory knows, such as Active Directory or OpenLDAP, and describes each in the same
// words as the reports of inventory agents.
//
// A directory often knows machines that no agent has reported yet, and which of them have left. What it says of one is little: its name,
// its operating system, perhaps a serial number. Only reading is done, page by page, and numbers, sizes and times are bounded.
//
// A password is sent over an encrypted connection only, except to this machine itself, and never an empty one, which a directory would take
// for nobody. When a directory is read, with which password and within which rights is left to the caller.
package directory
