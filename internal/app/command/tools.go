package command

import (
	"context"
	"os"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
)

// versionCmd prints the version.
type versionCmd struct {
	JSON bool `help:"Print JSON."`
}

// Help adds examples to --help.
func (versionCmd) Help() string {
	return "Example:\n  fettle version --json"
}

// Run prints the version of the binary and of Go.
func (c versionCmd) Run(e *env) error {
	v := app.Version()
	if c.JSON {
		return e.printJSON(v)
	}
	e.printf("fettle %s (%s)\n", v.Version, v.Go)
	return nil
}

// migrateCmd brings the schema up to date.
type migrateCmd struct{}

// Help adds examples to --help.
func (migrateCmd) Help() string {
	return "Example:\n  fettle migrate --database postgres://fettle:password@host/fettle"
}

// Run migrates and prints the number of the schema.
func (migrateCmd) Run(e *env) error {
	return e.withApp(func(ctx context.Context, a *app.App) error {
		v, err := a.DB.SchemaVersion(ctx)
		if err == nil {
			e.printf("The database has schema %d.\n", v)
		}
		return err
	})
}

// configCmd groups the commands about settings.
type configCmd struct {
	Dump configDumpCmd `cmd:"" help:"Print every setting with its value and origin."`
}

type configDumpCmd struct {
	JSON bool `help:"Print JSON."`
}

// Help adds examples to --help.
func (configDumpCmd) Help() string {
	return "Examples:\n  fettle config dump\n  FETTLE_DATABASE_FILE=/run/secrets/database fettle config dump --json"
}

// Run prints every setting of the process; secrets are masked.
func (c configDumpCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	return conf.Dump(e.Out, c.JSON)
}

// slaCmd groups the commands about service levels.
type slaCmd struct {
	Simulate slaSimulateCmd `cmd:"" help:"Answer what an agreement would have said: one JSON case per line in, one per line out."`
}

const simulateExample = `{"calendar":{"zone":"Europe/Berlin","weekly":{"mon":[["09:00","17:00"]]}},"target":{"minutes":60},` +
	`"events":[{"at":"2026-03-30T07:10:00Z","do":"start"}],"as_of":"2026-03-30T07:30:00Z"}`

type slaSimulateCmd struct {
	File string `arg:"" optional:"" help:"File with cases; standard input when absent." type:"existingfile"`
}

// Help adds examples to --help.
func (slaSimulateCmd) Help() string {
	return "Examples:\n  fettle sla simulate cases.jsonl\n  echo '" + simulateExample + "' | fettle sla simulate"
}

// Run answers every case. It fails when a line could not be read, after answering the others.
func (c slaSimulateCmd) Run(e *env) (err error) {
	in := e.In
	if c.File != "" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	done, err := timing.Simulate(in, e.Out)
	if err == nil && done.Bad > 0 {
		err = errs.New(errs.Invalid, "%d of %d cases could not be read; their lines say why", done.Bad, done.Cases)
	}
	return err
}

// routesCmd lists the routes.
type routesCmd struct {
	JSON bool `help:"Print JSON."`
}

// Help adds examples to --help.
func (routesCmd) Help() string {
	return "Examples:\n  fettle routes\n  fettle routes --json"
}

// Run prints every route with its method, permission, scope rule and writable fields.
func (c routesCmd) Run(e *env) error {
	return e.withAnyDesk(func(_ context.Context, a *app.App) error {
		routes, err := a.Routes()
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(routes)
		}
		for _, r := range routes {
			e.printf("%-7s %-60s %s\n", r.Method, r.Pattern, r.Permission)
		}
		return nil
	})
}
