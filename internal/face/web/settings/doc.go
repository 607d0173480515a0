// Package settings is where an organisation is described: people, teams, entities, locations, categories, roles, the priority matrix,
// custom fields, calendars, service levels, API tokens, and the log of everything that was changed.
//
// All pages are plain lists and forms that work without script. A form carries the version it was made from; when somebody else saved
// in between, both values are shown side by side and nothing is overwritten unseen. Faults stand at their fields and what was typed
// stays.
//
// It decides nothing: every right and every rule is asked of the verb behind the form, and what the visitor may not do is only hidden.
package settings
