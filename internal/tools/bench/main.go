// Command main is the bench: it measures the floors of this machine and the product beside them, prints a Markdown table on the
// standard output and writes the same as JSON where asked.
//
// It exists so that `make bench` is one command on any machine. Progress goes to the standard error.
//
// It leaves the measuring to package bench and making data to the product.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/fettle-itsm/fettle/internal/bench"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

type flags struct {
	config         bench.Config
	quick, short   bool
	date           string
	into           string
	length         time.Duration
	runs           int
	scales         string
	pgScales       string
	json, markdown string
	against        string
	failOnMissed   bool
}

func parse(args []string) (flags, error) {
	var f flags
	c := &f.config
	s := flag.NewFlagSet("bench", flag.ContinueOnError)
	s.StringVar(&c.Dir, "dir", "", "scratch folder on the disk to measure; seeded desks in it are used again (default: a temporary one)")
	s.StringVar(&c.Binary, "binary", "bin/fettle", "the built product; with \"\" only the floors are measured")
	s.StringVar(&c.Postgres, "postgres", os.Getenv("FETTLE_TEST_POSTGRES"), "URL of a PostgreSQL server on which databases may be made")
	s.StringVar(&f.scales, "scale", "10000,100000,1000000", "tickets in the desk on SQLite, several separated by commas")
	s.StringVar(&f.pgScales, "postgres-scale", "100000", "the same on PostgreSQL")
	s.BoolVar(&f.short, "short", false, "10,000 tickets only, on both engines, and one run per measure: two minutes")
	s.StringVar(&f.date, "date", "", "date to print, such as 2026-11-22 (default: today)")
	s.StringVar(&f.into, "into", "", "put the report as Markdown between the marks in this file")
	s.BoolVar(&f.quick, "quick", false, "a few seconds, to see that everything works; the figures are not worth keeping")
	s.DurationVar(&f.length, "length", bench.Default().Length, "length of one run")
	s.IntVar(&f.runs, "runs", bench.Default().Runs, "runs per measure; the table holds their medians")
	s.StringVar(&c.EventLog, "log", "../shared/data/incident-log/servicenow-incident-events.csv.gz", "a ServiceNow log to import; left out when it is absent")
	s.StringVar(&f.json, "json", "", "write the report as JSON to this file")
	s.StringVar(&f.markdown, "markdown", "", "write the report as Markdown to this file instead of the standard output")
	s.StringVar(&f.against, "against", "", "an older JSON report; says when the two must not be compared")
	s.BoolVar(&f.failOnMissed, "strict", false, "fail when a target is missed; wrong answers always fail")
	err := s.Parse(args)
	if err == nil && s.NArg() > 0 {
		err = fmt.Errorf("unexpected %q", s.Arg(0))
	}
	return f, err
}

func run(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] == "hello" {
		return bench.ServeHello(ctx, os.Stdout)
	}
	f, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	c, done, err := f.settle()
	if err != nil {
		return err
	}
	defer done()
	report, runErr := bench.Run(ctx, c)
	if f.against != "" {
		if err := compare(report, f.against); err != nil {
			report.Note("%v", err)
		}
	}
	if err := errors.Join(runErr, f.write(report)); err != nil {
		return err
	}
	missed, wrong := report.Failed()
	if wrong > 0 || f.failOnMissed && missed > 0 {
		return fmt.Errorf("%d measures with wrong answers, %d targets missed", wrong, missed)
	}
	return nil
}

// settle fills in what the flags leave open.
func (f *flags) settle() (c bench.Config, done func(), err error) {
	c, done = f.config, func() {}
	c.Tell = func(s string) { fmt.Fprintln(os.Stderr, s) }
	c.Plan = bench.Default()
	c.Plan.Length, c.Plan.Runs = f.length, f.runs
	if f.short {
		f.scales, f.pgScales, c.Plan.Runs = "10000", "10000", 1
	}
	if f.quick {
		c.Plan = bench.Quick()
	}
	// What the product's seeding makes.
	c.Person, c.Password, c.Rare, c.Common = "agent@example.com", "Quiet-Harbour-2291", "zephyrglass", "printer" //nolint:gosec // of a desk that is thrown away
	if c.Scales, err = numbers("-scale", f.scales); err != nil {
		return c, done, err
	}
	if c.PostgresScales, err = numbers("-postgres-scale", f.pgScales); err != nil {
		return c, done, err
	}
	if c.Self, err = os.Executable(); err != nil {
		return c, done, err
	}
	if c.Dir != "" {
		return c, done, os.MkdirAll(c.Dir, 0o700)
	}
	c.Dir, err = os.MkdirTemp("", "fettle-bench-")
	return c, func() { _ = os.RemoveAll(c.Dir) }, err
}

func numbers(name, list string) (out []int, err error) {
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%s: %q is not a number of tickets", name, s)
		}
		out = append(out, n)
	}
	return out, nil
}

func (f *flags) write(r *bench.Report) error {
	if f.date != "" {
		at, err := time.Parse(time.DateOnly, f.date)
		if err != nil {
			return fmt.Errorf("-date: %q is no date such as 2026-11-22", f.date)
		}
		r.At = at
	}
	if f.json != "" {
		if err := toFile(f.json, func(o *os.File) error { return r.JSON(o) }); err != nil {
			return err
		}
	}
	if f.markdown != "" {
		return toFile(f.markdown, func(o *os.File) error { return r.Markdown(o) })
	}
	if f.into != "" {
		return insert(f.into, r)
	}
	return r.Markdown(os.Stdout)
}

// insert puts the report between the marks of a document.
func insert(path string, r *bench.Report) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text, err := r.Within(string(old))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // a document for everybody
}

func toFile(path string, write func(*os.File) error) error {
	o, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(o), o.Close())
}

func compare(r *bench.Report, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	old, err := bench.ReadReport(in)
	if err != nil {
		return err
	}
	return r.Comparable(old)
}
