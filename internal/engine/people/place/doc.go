// Package place holds the tree of entities (the organisation, customers, sites) and the locations in them. Settings are inherited
// along the entity tree; a child may override.
//
// It exists so that "where does this belong" has one answer: row scopes, time zones and calendars all follow the path of an entity.
//
// It leaves to calendar what a calendar is, and to people who belongs to an entity.
package place
