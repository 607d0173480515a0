// Package audit reads the event log backwards, for those who have to know what was done and by whom.
//
// It exists because a timeline shows one record, while an auditor asks for everything a person did or every change of one kind. A page
// is cut by the id of an event, so that the log may be of any size and may grow while it is read.
//
// It leaves the proof that nothing was changed to engine/event, and the words for an event to the faces.
package audit
