// Package servicenow reads the history of incidents out of a ServiceNow event log and turns it into histories in the words of
// this product.
//
// The log is a table with one row per change of an incident, every row repeating the whole incident as it stood after the change.
// Reading it well is what makes a change of tools believable: the old times, people, teams and states are kept, and what the log
// contradicts itself about is left out and named line by line instead of being guessed.
//
// How odd rows are treated. A row is left out, and listed with its line number and reason, when it cannot be read (broken quoting,
// wrong number of columns, text that is not UTF-8, control characters, an over-long line), when something it must have is missing or unknown
// (number, state, impact, urgency, priority, opening or update time, counters), when its times contradict each other (updated,
// resolved or closed before opened), and when it repeats an earlier row of its incident word for word. The other rows of the
// incident stay; an incident is absent only when none of its rows is left. A "?" means unknown and is never odd by itself, except
// where a value is required. Rows of one incident are put in the order of their update time, then of their change counter.
//
// The first part (parse*.go) yields typed rows grouped per incident, the second (history*.go) compares consecutive rows and maps
// them: one Change per row that is used, even when nothing visible changed, so that events can be counted against the file. Neither
// knows a database. The third (load*.go) stores the histories through the import calls of the rooms that own them, a group of incidents
// per write, each there completely or not at all. The fourth (replay*.go) plays a window of the log as live traffic against a server.
//
// What an incident is and may not be is left to practice/incident, and its service level clocks to engine/sla.
package servicenow
