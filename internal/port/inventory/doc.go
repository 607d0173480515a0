// Package inventory reads what inventory agents send about computers, phones and network devices, and turns each report into one
// plain Go value.
//
// Two protocols are spoken in the field and neither is described completely: the JSON of the GLPI agent and the older XML of the
// FusionInventory and OCS agents, each plain or compressed. What a report is, is recognised from its bytes and never from a header,
// because agents label a zlib stream in several ways. A report comes from a machine that may be hostile, so reading is bounded in
// compressed size, expanded size, depth, number of elements and length of text, and XML may not declare a document type.
//
// Nothing is dropped in silence. Sections and fields that the product does not keep (processes, environment, licence keys among
// them, on purpose) are counted by name in the Report, and a value that cannot be true, such as a date in month 54, is left out with
// its path and the reason.
//
// What a handler must know of the older agent, seen on FusionInventory 2.6: it posts a prolog and then the inventory to the same
// address, zlib with Content-Type application/x-compress-zlib and no Content-Encoding. It sends a password only after a 401 with
// WWW-Authenticate: Basic, and does so for each of the two requests. It sends nothing unless the answer to the prolog holds
// RESPONSE SEND, takes no JSON for an answer, calls an empty body or <REPLY/> an error, passes over an ERROR element, and reports a
// status such as 503. The GLPI agent names itself by a UUID in the header GLPI-Agent-ID; a caller that has it sets Agent.ID.
//
// Beside reading there are two pure functions of the intake: Compare tells two lists of software apart, and Answer gives the bytes an
// agent expects back. Which known device a report is about is left to port/inventory/match; storing, permissions, queues and HTTP to
// the rooms that call it, and what an asset is to practice/asset.
package inventory
