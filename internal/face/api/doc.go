// Package api is the JSON face: REST under /api/v1 for whatever kinds of record there are, with an OpenAPI document made from the same Go
// types, tokens, cursors, entity tags, idempotency keys, problem documents and a stream of events.
//
// It is generic: a practice appears in it by its descriptor, each of its verbs by its input type, a custom field by its definition. Bodies
// are decoded by engine/action, the same way for every caller, and each route says what it rests on, so that the table of routes is the
// whole truth about what can be reached.
//
// It leaves every right and rule to the engine and the practices, and proving who one is to identity.
package api
