// Package device tells what an agent reported of the hardware of an asset: processor, memory, drives, network, screens, batteries and
// protection, as the last report said.
//
// It exists because the report is kept whole and people want a page of it: what is in the thing, how full and how worn it is, and whether it
// is encrypted and protected, beside the moment and the agent that said so.
//
// It leaves the reading and the keeping of reports to discovery, installed programs to the room of software, and who may see an asset to
// the desk.
package device
