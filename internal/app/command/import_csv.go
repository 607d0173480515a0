package command

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

// importCSVCmd brings in a table.
type importCSVCmd struct {
	Kind     string   `arg:"" help:"What the rows are: asset, model, supplier, service, item, person, location and so on."`
	File     string   `arg:"" help:"A CSV file, or an Excel workbook (.xlsx), whose first line names its columns." type:"existingfile"`
	Map      []string `help:"Which field a column fills, such as \"Asset no=tag\"; \"Notes=-\" leaves a column out. Or a file that says so, in YAML or JSON. The others are matched by their names." placeholder:"COLUMN=FIELD|FILE" sep:";"`
	Currency string   `help:"Currency of amounts that name none, such as EUR." placeholder:"CODE"`
	Dates    string   `help:"How dates are written: iso (2026-11-22, also if absent), dmy (22.11.2026) or mdy (11/22/2026)." enum:",iso,dmy,mdy" default:""`
	Update   bool     `help:"Change what is there already where the file says otherwise. People stay as they are."`
	DryRun   bool     `help:"Change nothing; say what would happen."`
	JSON     bool     `help:"Print the report as JSON."`
}

// Help adds examples to --help.
func (importCSVCmd) Help() string {
	return "Examples:\n  fettle import csv supplier suppliers.csv\n  fettle import csv asset laptops.xlsx --map \"Asset no=tag\" --currency EUR --dates dmy --dry-run\n  fettle import csv contract contracts.csv --map contracts.yaml --update\n\n" +
		"A mapping file (.yaml, .yml or .json) has the columns, and if need be what else the flags say; flags win:\n\n" +
		"  columns:\n    Asset no: tag\n    Price: cost\n    Notes: \"-\"\n  currency: EUR\n  dates: dmy\n\n" +
		"Names are looked up: models and suppliers by their name, people by their address. What is there already stays as it is unless --update is\n" +
		"given, so that importing again changes nothing. An import that was stopped goes on where it was when it is started again."
}

// Run imports the table and prints the report, also after a stop. It fails when a row was refused.
func (c importCSVCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		t, err := grid.Read(c.File)
		if err != nil {
			return err
		}
		m, err := c.mapping()
		if err != nil {
			return err
		}
		bar := newProgress(e.Err, "importing", int64(len(t.Rows)))
		ctx, d := sheets(ctx, a)
		r, err := d.Load(ctx, t, sheet.Options{Kind: c.Kind, Map: m.Columns, Currency: strings.ToUpper(cmp.Or(c.Currency, m.Currency)), Dates: cmp.Or(c.Dates, m.Dates),
			DryRun: c.DryRun, Update: c.Update || m.Update, Progress: func(n int) { bar.set(int64(n)) }})
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
	for _, need := range r.Unfilled {
		e.printf("No column fills %s, which everything new needs; --map \"COLUMN=%s\" says which does.\n", need.Label, need.Key)
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
	e.printf("%d rows were read: %d %s imported, %d %s changed, %d are there already, %d %s refused.\n", r.Rows, r.Imported, verb, r.Changed, verb, r.Unchanged, len(r.Refused), verb)
	if r.Resumed > 0 {
		e.printf("%d of them were accounted for by an earlier part of this import.\n", r.Resumed)
	}
	if r.Run != 0 && r.Imported+r.Changed > 0 {
		e.printf("This is import %s; fettle import undo %s takes it back.\n", r.Run, r.Run)
	}
	if r.Stopped {
		e.printf("It was stopped before the end. Run it again to go on.\n")
	}
}
