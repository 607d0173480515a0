// Package inbox is the page of what somebody was told: the newest first, each with the reason, and what they do not want to be told.
//
// Why: whoever works with several queues must see at one place what concerns them, know why they see it, and be able to make it stop.
//
// It leaves who is told of what to engine/notify.
package inbox
