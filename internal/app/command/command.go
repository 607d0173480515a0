// Package command holds the commands of the binary: what is typed, what it does, and what it prints.
//
// Each command is a struct with its flags and a Run method, in a file of its own. Reading commands print a table for people and JSON
// with --json; long ones show progress on a terminal. The exit code is 0 for success, 1 for a failure and 2 for a wrong use.
//
// It leaves the work to the rooms that app wires.
package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// globals are the flags of every command.
type globals struct {
	Config         string `help:"YAML file with settings." type:"path" placeholder:"FILE"`
	Data           string `help:"Data folder." type:"path" placeholder:"DIR"`
	Listen         string `help:"Address to listen on: host:port, or unix:/path." placeholder:"ADDR"`
	Database       string `help:"Database: sqlite:/path or postgres://user:password@host/name." placeholder:"URL"`
	BaseURL        string `help:"Public address, for links in messages." placeholder:"URL"`
	TrustedProxies string `help:"Networks whose forwarding headers are believed." placeholder:"NETS"`
	LogLevel       string `help:"Least important level to log: debug, info, warn or error." placeholder:"LEVEL"`
}

// flags returns the settings given as flags, by the name of the flag.
func (g globals) flags() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"config": g.Config, "data": g.Data, "listen": g.Listen, "database": g.Database, "base-url": g.BaseURL,
		"trusted-proxies": g.TrustedProxies, "log-level": g.LogLevel} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// cli is everything that can be typed.
type cli struct {
	globals

	Serve    serveCmd   `cmd:"" help:"Run the help desk."`
	SLA      slaCmd     `cmd:"" name:"sla" help:"Service levels."`
	Audit    auditCmd   `cmd:"" help:"The log of everything that happened."`
	Import   importCmd  `cmd:"" help:"Bring in data from other tools."`
	Replay   replayCmd  `cmd:"" help:"Play an incident log as live traffic against a running server."`
	Demo     demoCmd    `cmd:"" help:"Show the product on a throw-away company."`
	Seed     seedCmd    `cmd:"" help:"Fill a desk with made-up data, for benchmarks."`
	Token    tokenCmd   `cmd:"" help:"Tokens for the API."`
	Routes   routesCmd  `cmd:"" help:"List every route with its permission and scope."`
	ConfigIn configCmd  `cmd:"" name:"config" help:"Settings of the process."`
	Version  versionCmd `cmd:"" help:"Print the version."`
	Migrate  migrateCmd `cmd:"" help:"Bring the database to the newest schema and stop."`
}

// env is what the commands run with.
type env struct {
	ctx context.Context
	Streams
	globals
}

// Run runs a command line and returns its exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	var c cli
	var answered *int // the exit code, once kong has answered by itself, as to --help
	parser, err := kong.New(&c, kong.Name("fettle"), kong.Description("IT service management in one binary."), kong.UsageOnError(),
		kong.Writers(s.Out, s.Err), kong.Exit(func(n int) { answered = &n }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		_, _ = fmt.Fprintln(s.Err, "fettle:", err)
		return 1
	}
	k, err := parser.Parse(args)
	switch {
	case answered != nil:
		return *answered // kong goes on after its answer; what it finds then is of no interest
	case err != nil:
		parser.Errorf("%s", err)
		return 2
	}
	if err := k.Run(&env{ctx, s, c.globals}); err != nil {
		return report(s.Err, err)
	}
	return 0
}

// report prints why a command failed, for people, and returns the exit code.
func report(w io.Writer, err error) int {
	if errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(w, "fettle: stopped")
		return 1
	}
	_, _ = fmt.Fprintln(w, "fettle:", err)
	if errs.Is(err, errs.Invalid) {
		return 2
	}
	return 1
}

// load reads the settings.
func (e *env) load() (*config.Config, error) {
	return config.Load(config.System(e.flags()))
}

// open builds the product for a command that works on the database.
func (e *env) open(conf *config.Config) (*app.App, error) {
	return app.Build(e.ctx, app.Options{Data: conf.Data, Database: conf.Database, Clock: clock.System{}, Log: logger(e.Err, conf.LogLevel)})
}

// withApp loads, builds, runs fn as the product itself, and closes.
func (e *env) withApp(fn func(ctx context.Context, a *app.App) error) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	a, err := e.open(conf)
	if err != nil {
		return err
	}
	ctx := actor.With(e.ctx, actor.OfSystem("command"))
	return errors.Join(fn(ctx, a), a.Close())
}

// logger writes text for a terminal and JSON for everything else.
func logger(w io.Writer, level slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if terminal(w) {
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// printJSON prints v indented.
func (e *env) printJSON(v any) error {
	enc := json.NewEncoder(e.Out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// printf prints to the standard output.
func (e *env) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(e.Out, strings.TrimLeft(format, "\n"), args...)
}
