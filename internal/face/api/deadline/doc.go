// Package deadline puts the answer to "why this deadline?" into the words of who asks through the API.
//
// It exists because the engine tells one story of a clock, and a client reads it out: a requester hears nothing of what teams promised each
// other, an agent is not the one who is waited for, figures that were rounded one by one must still add up, and a key of a state is no word.
//
// It leaves every computation to engine/sla and whether the record may be seen at all to the desk.
package deadline
