// Package incident restores service: it takes reports of something that does not work, keeps them moving, and ends them with a code and
// a text that others can learn from.
//
// It promises that an incident moves only along its states and their guards, that two people never overwrite each other, that a
// requester's answer brings waiting work back, and that resolving a parent resolves its children and tells each requester.
//
// It leaves root causes to problem, what was changed to change, promised times to engine/sla, and telling people to engine/notify.
package incident
