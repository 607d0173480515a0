package command

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// assetCmd groups the commands about what assets are worth.
type assetCmd struct {
	Value   assetValueCmd   `cmd:"" help:"What a book holds on a day, by class and currency, or of one asset."`
	Journal assetJournalCmd `cmd:"" help:"The postings of a book: depreciation, impairment and disposal."`
	Books   assetBooksCmd   `cmd:"" help:"Show the two books as JSON, or change them."`
	Hour    assetHourCmd    `cmd:"" help:"Show or change what an hour of work on the tickets of an asset costs."`
	Past    pastSupportCmd  `cmd:"" name:"past-support" help:"What makers repair no more: systems and programs, with devices and holders."`
}

type assetValueCmd struct {
	Tag  string `arg:"" optional:"" help:"An asset; all of them if absent."`
	Book string `help:"The name of the book; the first if absent." placeholder:"NAME"`
	At   string `help:"A date in the past or the future; today if absent." placeholder:"DATE"`
	JSON bool   `help:"Print JSON."`
}

// Help adds examples to --help.
func (assetValueCmd) Help() string {
	return "Examples:\n  fettle asset value --at 2026-12-31\n  fettle asset value LT-0001 --book tax --json"
}

// Run prints what assets are worth.
func (c assetValueCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		on := calendar.DateOf(a.DB.Clock().Now(), time.UTC)
		if c.At != "" {
			var err error
			if on, err = parseDay("at", c.At); err != nil {
				return err
			}
		}
		if c.Tag != "" {
			v, err := a.Finance.Value(ctx, c.Tag, c.Book, on)
			if err != nil {
				return err
			}
			if c.JSON {
				return e.printJSON(v)
			}
			e.printf("%s on %s in the book %s, of %s.\n", v.Value.Grouped(), v.At, v.Book, v.Cost.Grouped())
			return nil
		}
		list, err := a.Finance.Totals(ctx, c.Book, on)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(list)
		}
		rows := [][]string{{"Class", "Assets", "Cost", "Value"}}
		for _, t := range list {
			rows = append(rows, []string{t.Class, count(int64(t.Assets), "asset"), t.Cost.Grouped(), t.Value.Grouped()})
		}
		return columns(e.Out, rows)
	})
}

type assetJournalCmd struct {
	Book string `help:"The name of the book; the first if absent." placeholder:"NAME"`
	From string `help:"The first day." required:"" placeholder:"DATE"`
	To   string `help:"The last day." required:"" placeholder:"DATE"`
	CSV  bool   `help:"Print CSV." xor:"form"`
	JSON bool   `help:"Print JSON." xor:"form"`
}

// Help adds examples to --help.
func (assetJournalCmd) Help() string {
	return "Examples:\n  fettle asset journal --book accounts --from 2026-01-01 --to 2026-12-31 --csv > journal.csv"
}

// Run prints the journal.
func (c assetJournalCmd) Run(e *env) error {
	from, err := parseDay("from", c.From)
	if err != nil {
		return err
	}
	to, err := parseDay("to", c.To)
	if err != nil {
		return err
	}
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		list, err := a.Finance.Journal(ctx, c.Book, from, to)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(postings(list))
		}
		if c.CSV {
			return depreciation.WriteCSV(e.Out, list)
		}
		rows := [][]string{{"Date", "Asset", "Kind", "Debit", "Credit", "Amount"}}
		for _, l := range list {
			rows = append(rows, []string{l.On.String(), l.Asset, string(l.Kind), l.Debit, l.Credit, l.Amount.Grouped()})
		}
		return columns(e.Out, rows)
	})
}

// posting is a line of the journal as JSON.
type posting struct {
	Date   calendar.Date     `json:"date"`
	Asset  string            `json:"asset"`
	Book   string            `json:"book"`
	Kind   depreciation.Kind `json:"kind"`
	Debit  string            `json:"debit"`
	Credit string            `json:"credit"`
	Amount money.Amount      `json:"amount"`
}

func postings(list []depreciation.Line) []posting {
	out := make([]posting, len(list))
	for i, l := range list {
		out[i] = posting{l.On, l.Asset, l.Book, l.Kind, l.Debit, l.Credit, l.Amount}
	}
	return out
}

type assetBooksCmd struct {
	Set string `help:"Take the two books from a file, in the form in which they are shown; - is the standard input." placeholder:"FILE"`
}

// Help adds examples to --help.
func (assetBooksCmd) Help() string {
	return "Examples:\n  fettle asset books > books.json\n  fettle asset books --set books.json"
}

// Run shows or changes the books.
func (c assetBooksCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		if c.Set != "" {
			b, err := c.read(e)
			if err != nil {
				return err
			}
			return a.Finance.EditBooks(ctx, b)
		}
		b, err := a.Finance.Books(ctx)
		if err != nil {
			return err
		}
		return e.printJSON(b)
	})
}

func (c assetBooksCmd) read(e *env) (b finance.Books, err error) {
	in := e.In
	if c.Set != "-" {
		f, err := os.Open(c.Set)
		if err != nil {
			return b, errs.Because(errs.NotFound, err, "The file %s cannot be read.", c.Set)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	dec := json.NewDecoder(io.LimitReader(in, 1<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return b, errs.Because(errs.Invalid, err, "These are no books: %v.", err)
	}
	return b, nil
}

type assetHourCmd struct {
	Set string `help:"An amount with its currency, or none." placeholder:"AMOUNT"`
}

// Help adds examples to --help.
func (assetHourCmd) Help() string {
	return "Examples:\n  fettle asset hour\n  fettle asset hour --set \"60 EUR\""
}

// Run shows or changes the rate.
func (c assetHourCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		if c.Set == "" {
			rate, err := a.Finance.Hour(ctx)
			if err != nil {
				return err
			}
			if rate.None() {
				e.printf("none\n")
				return nil
			}
			e.printf("%s\n", rate)
			return nil
		}
		var rate money.Amount
		if c.Set != "none" {
			var err error
			if rate, err = money.Parse(c.Set); err != nil {
				return err
			}
		}
		return a.Finance.EditHour(ctx, rate)
	})
}

// parseDay reads a date of a flag.
func parseDay(flag, s string) (calendar.Date, error) {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return 0, errs.New(errs.Invalid, "--%s: %v.", flag, err)
	}
	return d, nil
}

// columns prints rows below each other.
func columns(out io.Writer, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				_, _ = io.WriteString(w, "\t")
			}
			_, _ = io.WriteString(w, cell)
		}
		_, _ = io.WriteString(w, "\n")
	}
	return w.Flush()
}
