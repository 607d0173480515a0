package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// versionCmd prints the version.
type versionCmd struct {
	JSON bool `help:"Print JSON."`
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

type slaSimulateCmd struct {
	File string `arg:"" optional:"" help:"File with cases; standard input when absent." type:"existingfile"`
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

// auditCmd groups the commands about the log.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Find events that were changed, removed or reordered."`
}

type auditVerifyCmd struct {
	JSON bool `help:"Print JSON."`
}

// Run reads the whole log and fails when it is not what it was.
func (c auditVerifyCmd) Run(e *env) error {
	return e.withApp(func(ctx context.Context, a *app.App) error {
		bar := newProgress(e.Err, "verifying", -1)
		r, err := a.Events.Verify(ctx, a.DB, func(n int64) { bar.set(n) })
		bar.done()
		if err != nil {
			return err
		}
		if c.JSON {
			if err := e.printJSON(r); err != nil {
				return err
			}
		} else {
			printFaults(e.Out, r.Events, r.Subjects, r.Seals)
			for _, f := range r.Faults {
				e.printf("  subject %s, event %s: %s\n", f.Subject, f.Event, f.Text)
			}
		}
		if n := len(r.Faults); n > 0 {
			return fmt.Errorf("the log is not what it was: %d faults", n)
		}
		return nil
	})
}

func printFaults(w io.Writer, events, subjects, seals int64) {
	_, _ = fmt.Fprintf(w, "%d events of %d subjects and %d daily seals were read.\n", events, subjects, seals)
}

// tokenCmd groups the commands about API tokens.
type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make a token for a person and print it once."`
}

type tokenCreateCmd struct {
	Person string        `help:"E-mail address of the person as whom the token acts." required:""`
	Name   string        `help:"What the token is for." default:"command line"`
	Scopes []string      `help:"What it may do, such as incident.view, incident.* or *." default:"*"`
	Days   time.Duration `help:"How long it lasts, such as 2160h; 90 days when absent."`
	JSON   bool          `help:"Print JSON."`
}

// Run makes the token.
func (c tokenCreateCmd) Run(e *env) error {
	return e.withApp(func(ctx context.Context, a *app.App) error {
		p, err := people.Owner(ctx, a.DB, people.Email, strings.TrimSpace(c.Person))
		if err != nil {
			return err
		}
		t := token.Token{Person: p, Name: c.Name}
		for _, s := range c.Scopes {
			t.Scopes = append(t.Scopes, people.Pattern(s))
		}
		if c.Days > 0 {
			t.Expires = clock.Of(a.Clock.Now().Add(c.Days))
		}
		secret, t, err := a.Tokens.Create(ctx, t)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(map[string]string{"token": secret, "id": t.ID.String(), "expires_at": t.Expires.String()})
		}
		e.printf("%s\n", secret)
		return nil
	})
}

// routesCmd lists the routes.
type routesCmd struct {
	JSON bool `help:"Print JSON."`
}

// Run prints every route with its method, permission, scope rule and writable fields.
func (c routesCmd) Run(e *env) error {
	return e.withApp(func(_ context.Context, a *app.App) error {
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
