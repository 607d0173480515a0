// Command sqlcheck prepares every SQL constant of the code on both engines.
//
// It loads the given packages with their types, finds each constant that is
// passed as the statement to a method of base/db (or to a function of ours shaped
// like one), and has SQLite and PostgreSQL prepare it at the newest schema. A
// misspelt column, a function that one engine lacks or a wrong number of values
// is thus found before any test reaches it, and without a code generator.
//
// A statement meant for one engine only stands in a file whose name ends in
// sqlite.go or postgres.go, or carries the comment "sqlcheck:sqlite" or
// "sqlcheck:postgres" on its line or the line above. Statements put together at
// run time cannot be prepared here; they are counted, listed with -v, and left to
// the tests of their rooms. It needs a PostgreSQL server in FETTLE_TEST_POSTGRES;
// scripts/with-postgres gives one.
package main
