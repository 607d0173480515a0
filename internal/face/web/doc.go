// Package web is the face for people at a browser: it puts the rooms of pages together and mounts them.
//
// Pages are rendered on the server and work without script; the agents' workplace and the requesters' portal share one set of
// components. The face knows practices only as descriptors, so a new kind of work gets its queue, its record page and its place in the
// portal by being described.
//
// It leaves rules and permissions to the verbs it calls, looks to ui, and special pages to the rooms that mount their own.
package web
