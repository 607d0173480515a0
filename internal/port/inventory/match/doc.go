// Package match says which known device an inventory report is about, or that a person has to decide.
//
// Tools of this kind are known for making duplicates and, worse, for writing one computer over another: makers leave serials at
// "Default string", disks are cloned together with the agent's identity, docks carry their address from desk to desk. So every key is
// worth a number of points, values that many machines share are no keys, contradictions count against, and what is not certain is a
// question to a person, with its reasons in plain sentences.
//
// All of it is pure functions over values. Where the known devices and their keys are kept, the review queue, and merging are left to
// the rooms that store assets.
package match
