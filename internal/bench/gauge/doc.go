// Package gauge reads what processes and the machine use: processor time, bytes written, memory, and what others took meanwhile.
//
// It exists because times on a shared machine say little without these. It reads /proc and answers "unknown" where there is none.
//
// It leaves to package bench what is measured, and when.
package gauge
