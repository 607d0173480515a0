// Command fettle is the whole product in one binary: the server, its commands, and everything they need.
//
// It parses nothing and decides nothing by itself: commands and their flags live in internal/app/command, so that a test can run them
// with other streams than the process's own.
//
// It leaves the exit code to the command: 0 for success, 1 for a failure, 2 for a wrong use.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // calendars work on machines without time zone files

	"github.com/fettle-itsm/fettle/internal/app/command"
)

// garbage is how much the heap may grow, in percent of what is in use, before it is collected: requests leave much behind and little in
// use, so twice Go's own value saves a fifth of the processor time for a few megabytes. The environment's GOGC wins.
const garbage = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command.Run(ctx, os.Args[1:], command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
