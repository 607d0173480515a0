// Package once makes a repeated request harmless: a client names what it asks for with a key, and asking again with the same key gives
// the same answer without doing it again.
//
// It exists because a client that lost the answer cannot know whether its ticket was opened. The key is written in the transaction of the
// effect itself (see db.WithCompanion), so that a crash can never separate the two; what is kept is which record came of it.
//
// It leaves to the faces where the key comes from and how an answer looks.
package once
