// Package handover keeps what people say of the things that are in their name: that they took one over under the terms of use as they
// stood that day, and, when a campaign asks, that they still have it.
//
// It exists because "you signed for it" is only worth something when it is known what was signed. A text of terms is never changed once it
// is in force; a new one replaces it. Every answer is a link of the asset's chain of custody with the version of the terms, who gave it, when
// and how. The list of a campaign is frozen when it starts, so that a disputed thing cannot leave it by being handed on.
//
// It leaves the chain itself to practice/asset, the proof of a signed link to identity, and counting by scanning to stocktake.
package handover
