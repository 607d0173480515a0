// Package ahead is the page that tells what ends soon: warranties, the last days to give notice, contracts and licences, by date, and the same as a
// table to take along.
//
// It exists because "what expires in the next 90 days" is one question, whatever practice keeps the date. Each line leads to the record behind it.
//
// It leaves what ends and who may see it to the practices.
package ahead
