package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/port/servicenow"
)

// importCmd groups what brings data in from other tools.
type importCmd struct {
	CSV           importCSVCmd        `cmd:"" name:"csv" help:"Import a table: assets, models, suppliers, services, items, people."`
	Runs          importRunsCmd       `cmd:"" help:"List the tables that were imported, newest first."`
	Undo          importUndoCmd       `cmd:"" help:"Take the import of a table back."`
	ServicenowLog importServicenowCmd `cmd:"" name:"servicenow-log" help:"Import incidents with their whole history from a ServiceNow event log."`
}

type importServicenowCmd struct {
	File             string `arg:"" help:"The log: CSV, plain or gzipped." type:"existingfile"`
	Zone             string `help:"Time zone of the log's times, such as Europe/Berlin." default:"UTC"`
	Organisation     string `help:"Name of the organisation, if nobody has set up the desk yet. Set-up asks again." default:"My organisation" placeholder:"NAME"`
	OrganisationZone string `help:"Its time zone, by which working hours count; this machine's when absent." placeholder:"ZONE"`
	DryRun           bool   `help:"Change nothing; say what would happen."`
	JSON             bool   `help:"Print the report as JSON, every row that was left out included."`
}

// Help adds examples to --help.
func (importServicenowCmd) Help() string {
	return "Examples:\n  fettle import servicenow-log incidents.csv.gz --dry-run\n  fettle import servicenow-log incidents.csv.gz --zone America/New_York --json\n\n" +
		"Importing again adds nothing; an import that was stopped goes on where it was."
}

// Run imports the log and prints the report, also after a stop. It fails when an incident could not be stored.
func (c importServicenowCmd) Run(e *env) error {
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return err
	}
	with := e.withApp
	if c.DryRun {
		with = e.withAnyDesk
	}
	return with(func(ctx context.Context, a *app.App) error {
		l, err := servicenow.Open(ctx, c.File, servicenow.Options{Zone: zone})
		if err != nil {
			return err
		}
		if l.Rows() == 0 {
			return errs.New(errs.Invalid, "The file names its columns and has no rows: there is nothing to import.")
		}
		if err := c.organisation(ctx, e, a); err != nil {
			return err
		}
		bar := newProgress(e.Err, "importing", int64(l.Rows()))
		r, err := l.Load(ctx, servicenow.Desk{DB: a.DB, People: a.People, Incidents: a.Incidents, Clocks: a.SLA},
			servicenow.LoadOptions{DryRun: c.DryRun, Progress: bar.set})
		bar.done()
		if err == nil && !c.DryRun {
			err = a.DB.Write(ctx, db.Analyse)
		}
		if c.JSON {
			err = errors.Join(err, e.printJSON(r))
		} else if err == nil || r.Rows > 0 {
			c.print(e, &r)
		}
		if err == nil && len(r.Failed) > 0 {
			err = errs.New(errs.Conflict, "%d incidents could not be stored.", len(r.Failed))
		}
		return err
	})
}

// zoneOf returns a time zone by its name. Kinds: Invalid.
func zoneOf(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, errs.Because(errs.Invalid, err, "%q is not a time zone; use a name such as Europe/Berlin.", name)
	}
	return zone, nil
}

// organisation makes the organisation of a desk that nobody has set up, with the shipped content, so that the imported past is measured
// by its service levels. Set-up takes it over.
func (c importServicenowCmd) organisation(ctx context.Context, e *env, a *app.App) error {
	_, err := place.Root(ctx, a.DB)
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	if c.DryRun {
		return nil
	}
	at := place.Entity{Kind: place.Organisation, Name: c.Organisation, Zone: cmp.Or(c.OrganisationZone, machineZone())}
	if _, err := zoneOf(at.Zone); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(e.Err, "Nobody has set this desk up yet: the organisation %q is made, its working hours count in %s.\n"+
		"Set-up asks for both again; --organisation and --organisation-zone name others now.\n", at.Name, at.Zone)
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		root, err := a.People.InsertEntity(tx, at)
		if err != nil {
			return err
		}
		return a.Content(tx, root.ID)
	})
}

// maxShown is how many odd rows are shown to people.
const maxShown = 40

func (c importServicenowCmd) print(e *env, r *servicenow.Loaded) {
	if !r.Stopped {
		printOdd(e, &r.Report)
	}
	if r.DryRun {
		e.printf("%d incidents with %d events would be imported; %d exist already.\n", r.Imported, r.Events, r.Skipped)
		return
	}
	e.printf("%d incidents with %d events were imported; %d existed already.\n", r.Imported, r.Events, r.Skipped)
	if r.New != (servicenow.NewNames{}) {
		e.printf("Added with them: %d people, %d teams, %d categories, %d locations.\n", r.New.People, r.New.Teams, r.New.Categories, r.New.Locations)
	}
	for _, f := range r.Failed {
		e.printf("  %s (line %d) could not be stored: %s\n", f.Number, f.Line, f.Reason)
	}
	e.printf("It took %.1f s", r.Seconds)
	if r.Seconds > 0 && r.Events > 0 {
		e.printf(", %.0f events a second", float64(r.Events)/r.Seconds)
	}
	e.printf(".\n")
	if r.Stopped {
		e.printf("It was stopped before the end. Run it again to go on.\n")
	}
}

func printOdd(e *env, r *servicenow.Report) {
	e.printf("%d rows were read: %d can be used, %d are left out.\n", r.Rows, r.Used, r.OddRows)
	for i, o := range r.Odd {
		if i == maxShown {
			e.printf("  … and %d more; --json lists them all\n", r.OddRows-maxShown)
			break
		}
		number := o.Number
		if number == "" {
			number = "no number"
		}
		e.printf("  line %d (%s): %s\n", o.Line, number, o.Reason)
	}
}
