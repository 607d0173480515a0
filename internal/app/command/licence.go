package command

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// licenceCmd groups the commands about licences.
type licenceCmd struct {
	Position positionCmd `cmd:"" help:"How products stand: what is owned, promised, installed and missing."`
}

// positionCmd prints positions.
type positionCmd struct {
	Product string `help:"Number of one product, such as SWP-1; all of them when absent." placeholder:"NUMBER"`
	At      string `help:"The day, such as 2026-11-22; today when absent." placeholder:"DATE"`
	JSON    bool   `help:"Print JSON, with every row that was counted or not." xor:"form"`
	CSV     bool   `name:"csv" help:"Print the evidence as CSV; needs --product." xor:"form"`
}

// Help adds examples to --help.
func (positionCmd) Help() string {
	return "Examples:\n  fettle licence position\n  fettle licence position --product SWP-1 --at 2026-06-30 --csv"
}

// Run prints the position of one product or of all.
func (c positionCmd) Run(e *env) error {
	if c.CSV && c.Product == "" {
		return errs.New(errs.Invalid, "An export is about one product: add --product.")
	}
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		numbers := []string{c.Product}
		if c.Product == "" {
			var err error
			if numbers, err = a.Software.Numbers(ctx); err != nil {
				return err
			}
		}
		list := []software.Position{}
		for _, n := range numbers {
			p, err := a.Software.At(ctx, n, c.At)
			if err != nil {
				return err
			}
			if c.CSV {
				return p.WriteCSV(e.Out)
			}
			list = append(list, software.Tell(p))
		}
		if c.JSON {
			return e.printJSON(list)
		}
		w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(w, "PRODUCT\tSTATE\tENTITLED\tALLOCATED\tINSTALLED\tSHORT\tSPARE")
		for _, p := range list {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", p.Product, p.State, p.Entitled, p.Allocated, p.Installed, p.Short, p.Spare)
		}
		return w.Flush()
	})
}

// pastSupportCmd lists what makers repair no more.
type pastSupportCmd struct {
	At   string `help:"The day, such as 2026-11-22; today when absent." placeholder:"DATE"`
	JSON bool   `help:"Print JSON."`
}

// Help adds examples to --help.
func (pastSupportCmd) Help() string {
	return "Example:\n  fettle asset past-support --json"
}

// Run prints the operating systems and programs past support, with their devices and holders.
func (c pastSupportCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		list, err := a.Software.PastSupport(ctx, c.At)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(append([]software.Support{}, list...))
		}
		w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(w, "ENDED\tASSET\tHOLDER\tWHAT\tRELEASE")
		for _, s := range list {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.End, s.Asset, s.Holder, s.Name, s.Release)
		}
		return w.Flush()
	})
}
