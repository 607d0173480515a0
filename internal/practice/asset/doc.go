// Package asset keeps what the organisation owns or holds: what it is, where it is and who has it, from the order to the disposal.
//
// An asset is of a model, a model of a class. Its life has states with only the legal moves between them, and who has it is a chain of
// custody to which something is only ever added. What an asset is worth, which licences cover what is installed and what a label looks
// like are computed by the rooms below this one, which know no database.
//
// It leaves configuration items without a price and a holder, and the relations between them, to practice/service, and how an asset is
// found in a network to port.
package asset
