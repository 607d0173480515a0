// Package gauge reads what processes and the machine use: processor time, bytes written, memory, and what others took meanwhile.
//
// It exists because times on a shared machine say little without these. It reads /proc and answers "unknown" where there is none. The ranks
// and medians by which times are told, and how a file is made durable, stand here too.
//
// It leaves to package bench what is measured, and when.
package gauge
