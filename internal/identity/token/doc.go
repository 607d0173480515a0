// Package token knows API tokens: "ftl_" with 256 random bits and a checksum, of which only the digest is stored.
//
// A token acts as a person, but never with more than the person may do at that moment, and with no more than its scopes name. A scope
// is a permission or a pattern of them: "incident.view", "incident.*", "*.view" or "*". Machines call often, so checking a known token
// costs a digest and a look into memory; a revoked one stops here at once and on other nodes within a second.
//
// It leaves to the API how the token travels, and to people what the person may do.
package token
