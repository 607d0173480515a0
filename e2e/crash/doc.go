// Package crash holds the tests of what the product promises when things end badly: the built binary is killed under load, its disk
// fills up and its fsync fails, and a journal outside of the program says what was acknowledged and must therefore still be there.
//
// It exists because durability is a property of the whole program on a real file system, which no test of a room can show. The races and
// the timers across a stop need a clock that can be set and run in this process instead, on the same parts.
//
// It leaves power loss to the database engines: kill -9 keeps what the kernel has already taken, so the test of a failing fsync shows that
// nothing is acknowledged without one.
package crash
