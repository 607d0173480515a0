package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Getenv("FETTLE_TEST_POSTGRES"), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run checks the packages that args name and returns the exit code: 0 when every
// engine accepts every statement, 1 when one refuses, 2 when it could not look.
func run(ctx context.Context, args []string, server string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("sqlcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	verbose := flags.Bool("v", false, "list the statements that are put together at run time")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	refusals, all, err := inspect(ctx, flags.Args(), server, stderr)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "sqlcheck:", err)
		return 2
	}
	if *verbose {
		for _, at := range all.dynamic {
			_, _ = fmt.Fprintf(stdout, "%s:%d: put together at run time\n", at.Filename, at.Line)
		}
	}
	for _, r := range refusals {
		_, _ = fmt.Fprintln(stdout, r)
	}
	_, _ = fmt.Fprintf(stdout, "sqlcheck: %d statements prepared, %d refusals; %d more are put together at run time\n",
		len(all.statements), len(refusals), len(all.dynamic))
	if len(refusals) > 0 {
		return 1
	}
	return 0
}

// inspect finds the statements and has the engines prepare them.
func inspect(ctx context.Context, patterns []string, server string, stderr io.Writer) ([]string, found, error) {
	pkgs, err := load("", patterns)
	if err != nil {
		return nil, found{}, err
	}
	all := find(pkgs)

	dir, err := os.MkdirTemp("", "sqlcheck")
	if err != nil {
		return nil, all, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	lite, err := openSQLite(ctx, dir)
	if err != nil {
		return nil, all, err
	}
	defer func() { _ = lite.Close() }()
	engines := []engine{{"sqlite", lite}}

	switch {
	case server != "":
		pg, drop, err := openPostgres(ctx, server)
		if err != nil {
			return nil, all, err
		}
		defer func() {
			_ = pg.Close()
			_ = drop()
		}()
		engines = append(engines, engine{"postgres", pg})
	case os.Getenv("FETTLE_TEST_POSTGRES_REQUIRED") != "":
		return nil, all, fmt.Errorf("FETTLE_TEST_POSTGRES is not set, and PostgreSQL is compulsory here")
	default:
		_, _ = fmt.Fprintln(stderr, "sqlcheck: FETTLE_TEST_POSTGRES is not set: SQLite only")
	}
	return check(ctx, engines, all.statements), all, nil
}
