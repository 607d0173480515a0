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
	quick          bool
	length         time.Duration
	runs           int
	scales         string
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
	s.StringVar(&f.scales, "scale", "10000", "tickets in the desk, several separated by commas")
	s.BoolVar(&f.quick, "quick", false, "a few seconds, to see that everything works; the figures are not worth keeping")
	s.DurationVar(&f.length, "length", 3*time.Second, "length of one run")
	s.IntVar(&f.runs, "runs", 3, "runs per measure; the table holds their medians")
	s.StringVar(&c.Person, "person", "admin@example.com", "person the API token is made for")
	s.StringVar(&c.Login, "login", "admin@example.com", "who signs in to the pages")
	s.StringVar(&c.Password, "password", "", "password for the pages")
	s.StringVar(&c.Rare, "rare", "", "a word of very few seeded incidents")
	s.StringVar(&c.Common, "common", "", "a word of many seeded incidents")
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
	if f.quick {
		c.Plan = bench.Quick()
	}
	for s := range strings.SplitSeq(f.scales, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return c, done, fmt.Errorf("-scale: %q is not a number of tickets", s)
		}
		c.Scales = append(c.Scales, n)
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

func (f *flags) write(r *bench.Report) error {
	if f.json != "" {
		if err := toFile(f.json, func(o *os.File) error { return r.JSON(o) }); err != nil {
			return err
		}
	}
	if f.markdown != "" {
		return toFile(f.markdown, func(o *os.File) error { return r.Markdown(o) })
	}
	return r.Markdown(os.Stdout)
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
