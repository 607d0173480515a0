package command

import (
	"context"
	"errors"
	"strings"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

// importCSVCmd brings in a table.
type importCSVCmd struct {
	Kind     string            `arg:"" help:"What the rows are: asset, model, supplier, service, item, person and so on."`
	File     string            `arg:"" help:"A CSV file, or an Excel workbook (.xlsx), whose first line names its columns." type:"existingfile"`
	Map      map[string]string `help:"Which field a column fills, such as \"Asset no=tag\"; \"Notes=-\" leaves a column out. The others are matched by their names." placeholder:"COLUMN=FIELD"`
	Currency string            `help:"Currency of amounts that name none, such as EUR." placeholder:"CODE"`
	Dates    string            `help:"How dates are written: iso (2026-11-22), dmy (22.11.2026) or mdy (11/22/2026)." enum:"iso,dmy,mdy" default:"iso"`
	DryRun   bool              `help:"Change nothing; say what would happen."`
	JSON     bool              `help:"Print the report as JSON."`
}

// Help adds examples to --help.
func (importCSVCmd) Help() string {
	return "Examples:\n  fettle import csv supplier suppliers.csv\n  fettle import csv asset laptops.xlsx --map \"Asset no=tag\" --currency EUR --dates dmy --dry-run\n\n" +
		"Names are looked up: models and suppliers by their name, people by their address. What is there already stays as it is, so that\n" +
		"importing again adds nothing and an import that was stopped is simply started again."
}

// Run imports the table and prints the report, also after a stop. It fails when a row was refused.
func (c importCSVCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		t, err := sheet.Read(c.File)
		if err != nil {
			return err
		}
		bar := newProgress(e.Err, "importing", int64(len(t.Rows)))
		d := sheet.Desk{DB: a.DB, Room: a.Room, People: a.People}
		r, err := d.Load(ctx, t, sheet.Options{Kind: c.Kind, Map: c.Map, Currency: strings.ToUpper(c.Currency), Dates: c.Dates, DryRun: c.DryRun, Progress: func(n int) { bar.set(int64(n)) }})
		bar.done()
		if r.Columns == nil {
			return err
		}
		if c.JSON {
			err = errors.Join(err, e.printJSON(r))
		} else {
			c.print(e, &r)
		}
		if err == nil && len(r.Refused) > 0 {
			err = errs.New(errs.Conflict, "%d of %d rows were refused.", len(r.Refused), r.Rows)
		}
		return err
	})
}

func (c importCSVCmd) print(e *env, r *sheet.Report) {
	for _, col := range r.Columns {
		to := col.Field
		if to == "" {
			to = "(left out; --map \"" + col.Header + "=FIELD\" says which)"
		}
		e.printf("  %-28s → %s\n", col.Header, to)
	}
	for i, f := range r.Refused {
		if i == maxShown {
			e.printf("  … and %d more; --json lists them all\n", len(r.Refused)-maxShown)
			break
		}
		e.printf("  line %d: %s\n", f.Line, f.Reason)
	}
	verb := "were"
	if r.DryRun {
		verb = "would be"
	}
	e.printf("%d rows were read: %d %s imported, %d are there already, %d %s refused.\n", r.Rows, r.Imported, verb, r.Unchanged, len(r.Refused), verb)
	if r.Stopped {
		e.printf("It was stopped before the end. Run it again to go on.\n")
	}
}
