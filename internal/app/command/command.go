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

	"github.com/fettle-itsm/fettle/internal/app/config"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// globals are the flags of every command.
type globals struct {
	Config         string `group:"Settings:" help:"YAML file with settings." type:"path" placeholder:"FILE"`
	Data           string `group:"Settings:" help:"Data folder." type:"path" placeholder:"DIR"`
	Listen         string `group:"Settings:" help:"Address to listen on: host:port, or unix:/path." placeholder:"ADDR"`
	Database       string `group:"Settings:" help:"Database: sqlite:/path or postgres://user:password@host/name." placeholder:"URL"`
	BaseURL        string `group:"Settings:" help:"Public address, for links in messages." placeholder:"URL"`
	TrustedProxies string `group:"Settings:" help:"Networks whose forwarding headers are believed." placeholder:"NETS"`
	TLSCertificate string `name:"tls-certificate" group:"Settings:" help:"PEM file with the certificate and its chain, to answer over TLS." placeholder:"FILE"`
	TLSKey         string `name:"tls-key" group:"Settings:" help:"PEM file with its key." placeholder:"FILE"`
	LogLevel       string `group:"Settings:" help:"Least important level to log: debug, info, warn or error." placeholder:"LEVEL"`
	APIRequests    string `name:"api-requests" group:"Settings:" help:"API requests of each token and session a minute, or none." placeholder:"N"`
	APIFailures    string `name:"api-failures" group:"Settings:" help:"API tokens that do not hold, of each address a minute, or none." placeholder:"N"`
	APIStreams     string `name:"api-streams" group:"Settings:" help:"Open event streams of each token and session, or none." placeholder:"N"`
}

// flags returns the settings given as flags, by the name of the flag.
func (g globals) flags() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"config": g.Config, "data": g.Data, "listen": g.Listen, "database": g.Database, "base-url": g.BaseURL,
		"trusted-proxies": g.TrustedProxies, "tls-certificate": g.TLSCertificate, "tls-key": g.TLSKey, "log-level": g.LogLevel,
		"api-requests": g.APIRequests, "api-failures": g.APIFailures, "api-streams": g.APIStreams} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// cli is everything that can be typed.
type cli struct {
	globals

	Serve     serveCmd     `cmd:"" help:"Run the help desk."`
	Demo      demoCmd      `cmd:"" help:"Show the product on a throw-away company."`
	SetupLink setupLinkCmd `cmd:"" name:"setup-link" help:"Print a new link to set the desk up, as long as nobody has."`
	Token     tokenCmd     `cmd:"" help:"Tokens for the API."`
	Import    importCmd    `cmd:"" help:"Bring in data from other tools."`
	Export    exportCmd    `cmd:"" help:"Take data out."`
	Replay    replayCmd    `cmd:"" help:"Play an incident log as live traffic against a running server."`
	SLA       slaCmd       `cmd:"" name:"sla" help:"Service levels."`
	Asset     assetCmd     `cmd:"" help:"What assets are worth."`
	Discover  discoverCmd  `cmd:"" help:"Look for devices in networks and directories."`
	Licence   licenceCmd   `cmd:"" help:"Licences."`
	Doctor    doctorCmd    `cmd:"" help:"Say what is wrong with this installation, and how to cure it."`
	Audit     auditCmd     `cmd:"" help:"The log of everything that happened."`
	ConfigIn  configCmd    `cmd:"" name:"config" help:"Settings of the process."`
	Routes    routesCmd    `cmd:"" help:"List every route with its permission and scope."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database to the newest schema and stop."`
	Seed      seedCmd      `cmd:"" help:"Fill a desk with made-up data, for benchmarks."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
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
	parser, err := kong.New(&c, kong.Name("fettle"), kong.Description("IT service management in one binary."),
		kong.Writers(s.Out, s.Err), kong.Exit(func(n int) { answered = &n }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		_, _ = fmt.Fprintln(s.Err, "fettle:", err)
		return 1
	}
	if len(args) == 0 {
		_, _ = parser.Parse([]string{"--help"})
		return wrongUse
	}
	k, err := parser.Parse(args)
	switch {
	case answered != nil:
		return *answered // kong goes on after its answer; what it finds then is of no interest
	case err != nil:
		_, _ = fmt.Fprintf(s.Err, "fettle: %s\nTry \"%s --help\".\n", inWords(err), usageOf(err))
		return wrongUse
	}
	if err := k.Run(&env{ctx, s, c.globals}); err != nil {
		return report(s.Err, err)
	}
	return 0
}

// inWords says what is wrong with a command line.
func inWords(err error) string {
	text := strings.Replace(err.Error(), "expected a valid 64 bit int", "expected a whole number", 1)
	p, ok := errors.AsType[*kong.ParseError](err)
	if rest, extra := strings.CutPrefix(text, "unexpected argument "); extra && ok && (p.Context.Selected() == nil || !p.Context.Selected().Leaf()) {
		return "there is no command " + rest
	}
	return text
}

// usageOf returns the command whose help says more.
func usageOf(err error) string {
	name := []string{"fettle"}
	if p, ok := errors.AsType[*kong.ParseError](err); ok {
		for _, step := range p.Context.Path {
			if step.Command != nil {
				name = append(name, step.Command.Name)
			}
		}
	}
	return strings.Join(name, " ")
}

// load reads the settings.
func (e *env) load() (*config.Config, error) {
	return config.Load(config.System(e.flags()))
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
	_, _ = fmt.Fprintf(e.Out, format, args...)
}
