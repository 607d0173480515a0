package command

import (
	"context"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

// sheets is the desk into which tables are brought, and the program as whoever brings them.
func sheets(ctx context.Context, a *app.App) (context.Context, sheet.Desk) {
	who := actor.OfSystem("import")
	who.Channel = "import"
	return actor.With(ctx, who), sheet.Desk{DB: a.DB, Room: a.Room, People: a.People}
}

// importRunsCmd lists what was imported.
type importRunsCmd struct {
	JSON bool `help:"Print JSON."`
}

// maxRuns is how many runs are listed.
const maxRuns = 100

// Run prints the newest runs.
func (c importRunsCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		ctx, d := sheets(ctx, a)
		list, err := d.Runs(ctx, maxRuns)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(list)
		}
		rows := [][]string{{"Run", "Started", "Kind", "File", "State", "Rows", "Made", "Changed", "Same", "Refused"}}
		for _, r := range list {
			rows = append(rows, []string{r.ID.String(), r.Started.Time().Format(time.DateTime), r.Kind, r.File, string(r.State), strconv.Itoa(r.Rows), strconv.Itoa(r.Made), strconv.Itoa(r.Changed), strconv.Itoa(r.Same), strconv.Itoa(r.Refused)})
		}
		return columns(e.Out, rows)
	})
}

// importUndoCmd takes an import back.
type importUndoCmd struct {
	Import string `arg:"" name:"run" help:"The number of the import, as it was printed and as fettle import runs lists it."`
	JSON   bool   `help:"Print the account as JSON."`
}

// Help adds examples to --help.
func (importUndoCmd) Help() string {
	return "What the import made goes, and what it changed gets its values back. What somebody did something with since, or refers to by now, stays and is named."
}

// Run takes the import back and names what stays.
func (c importUndoCmd) Run(e *env) error {
	run, err := id.Parse(c.Import)
	if err != nil || run == 0 {
		return errs.New(errs.Invalid, "%q is not the number of an import; fettle import runs lists them.", c.Import)
	}
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		ctx, d := sheets(ctx, a)
		bar := newProgress(e.Err, "undoing", -1)
		out, err := d.Undo(ctx, run, func(n int) { bar.set(int64(n)) })
		bar.done()
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(out)
		}
		for i, k := range out.Kept {
			if i == maxShown {
				e.printf("  … and %d more; --json lists them all\n", len(out.Kept)-maxShown)
				break
			}
			e.printf("  line %d, %s stays: %s\n", k.Line, k.Number, k.Reason)
		}
		e.printf("%d were removed, %d got their values back, %d stay.\n", out.Removed, out.Restored, len(out.Kept))
		return nil
	})
}
