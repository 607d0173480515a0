// Package field describes the fields of things: key, label, type, choices, rules and the column. One description serves the SELECT
// list, the insert, the form, the filter, the JSON key, the export and the audit trail.
//
// It exists so that a built-in field costs a struct field, one line and a migration, without reflection or generated code, and so
// that a field which an administrator adds (Custom) behaves like a built-in one everywhere at once.
//
// It leaves to search how a filter becomes SQL, to ui how a form looks, and to the rooms which fields there are and what they mean.
package field
