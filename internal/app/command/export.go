package command

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
)

// exportCmd groups what takes data out.
type exportCmd struct {
	CSV exportCSVCmd `cmd:"" name:"csv" help:"Write a list as CSV, or as an Excel workbook."`
}

type exportCSVCmd struct {
	Kind  string `arg:"" help:"What is listed: incident, asset, model, supplier, service, item and so on."`
	File  string `arg:"" help:"Where to: a new file, an Excel workbook if it ends in .xlsx; - is the standard output." default:"-" optional:""`
	Query string `help:"Which ones, as in the search field, such as \"status:in_use class:laptops\"; all of them when absent." placeholder:"QUERY"`
	Sort  string `help:"In which order, such as title or -updated." placeholder:"ORDER"`
}

// Help adds examples to --help.
func (exportCSVCmd) Help() string {
	return "Examples:\n  fettle export csv asset assets.csv --query status:in_use\n  fettle export csv asset assets.xlsx\n\nNo cell begins a formula, whatever people wrote."
}

// Run writes the list. A file that is there is not overwritten.
func (c exportCSVCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) (err error) {
		format := export.CSV
		if strings.EqualFold(filepath.Ext(c.File), ".xlsx") {
			format = export.XLSX
		}
		w := io.Writer(e.Out)
		if c.File != "-" {
			f, bad := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the file that was named
			if bad != nil {
				return bad
			}
			defer func() {
				if err = errors.Join(err, f.Close()); err != nil {
					err = errors.Join(err, os.Remove(c.File)) // half a list is none
				}
			}()
			w = f
		}
		bar := newProgress(e.Err, "exporting", -1)
		n, err := export.Write(ctx, a.Room, w, format, export.Question{Kind: c.Kind, Q: c.Query, Sort: c.Sort, Progress: func(n int) { bar.set(int64(n)) }})
		bar.done()
		if err != nil {
			return err
		}
		if c.File != "-" {
			e.printf("%d rows were written to %s.\n", n, c.File)
		}
		return nil
	})
}
