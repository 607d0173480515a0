package depreciation

import (
	"cmp"
	"encoding/csv"
	"io"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
)

// Kind says why a line is in the journal.
type Kind string

// The kinds of lines.
const (
	Depreciation Kind = "depreciation"
	Impaired     Kind = "impairment"
	Disposed     Kind = "disposal"
)

// Line is one posting: Amount, always above 0, is debited to one account and credited to another.
type Line struct {
	On     calendar.Date
	Asset  string
	Book   string
	Kind   Kind
	Debit  string
	Credit string
	Amount money.Amount
}

// Journal returns the lines of plans whose date lies within the two dates, both included, in the order of date, asset and book. A
// month's depreciation is dated its last day, or the day of a disposal; what is charged at once, the in-service day. A disposal takes
// out the accumulated depreciation and the cost, so that both accounts are even afterwards.
//
// Journals of adjoining ranges make up the journal of the whole range. Errors: Invalid, naming the asset and the book, for a plan that is
// wrong or that lacks an account which one of its lines needs.
func Journal(plans []Plan, from, to calendar.Date) ([]Line, error) {
	var out []Line
	for _, p := range plans {
		b, err := open(p)
		if err == nil {
			err = b.post(from, to, &out)
		}
		if err != nil {
			errs.Wrap(&err, "asset %q in book %q", p.Asset, p.Book)
			return nil, err
		}
	}
	sorted.By(out, func(x, y Line) int {
		return cmp.Or(cmp.Compare(x.On, y.On), cmp.Compare(x.Asset, y.Asset), cmp.Compare(x.Book, y.Book))
	})
	return out, nil
}

// A poster collects the lines of one plan that lie within a range.
type poster struct {
	*ledger
	from, to calendar.Date
	lines    *[]Line
	missing  errs.Check
}

func (b *ledger) post(from, to calendar.Date, lines *[]Line) error {
	w := &poster{ledger: b, from: from, to: to, lines: lines}
	a := b.plan.Accounts
	first, last := b.span()
	for m := max(first, civil.MonthOf(from)); m <= min(last, civil.MonthOf(to)); m++ {
		on := m.Last()
		switch {
		case b.line.once:
			on = b.line.start
		case b.disposed(on):
			on = b.plan.Disposal.On
		}
		expense, accumulated, charge := account{"expense", a.Expense}, account{"accumulated", a.Accumulated}, b.depreciated(m.Last())-b.depreciated(m.First()-1)
		w.line(on, Depreciation, expense, accumulated, charge)
		w.line(on, Depreciation, accumulated, expense, -charge) // what the months before a disposal bore beyond their half year
	}
	for _, i := range b.plan.Impairments {
		w.line(i.On, Impaired, account{"impairment", a.Impairment}, account{"accumulated", a.Accumulated}, i.Loss.Minor)
	}
	if d := b.plan.Disposal; d != nil {
		w.disposal(*d)
	}
	return w.missing.Err()
}

func (w *poster) disposal(d Disposal) {
	a := w.plan.Accounts
	cost, proceeds := account{"cost", a.Cost}, account{"proceeds", a.Proceeds}
	left, brought := w.carrying(d.On), d.Proceeds.Minor
	w.line(d.On, Disposed, account{"accumulated", a.Accumulated}, cost, w.plan.Cost.Minor-left)
	w.line(d.On, Disposed, proceeds, cost, min(left, brought))
	w.line(d.On, Disposed, account{"loss", a.Loss}, cost, left-brought)
	w.line(d.On, Disposed, proceeds, account{"gain", a.Gain}, brought-left)
}

type account struct{ key, name string }

// line posts an amount if there is one and its date lies within the range.
func (w *poster) line(on calendar.Date, kind Kind, debit, credit account, minor int64) {
	if minor <= 0 || on < w.from || on > w.to {
		return
	}
	for _, a := range []account{debit, credit} {
		w.missing.Must(a.name != "", "accounts."+a.key, "Name the account, which the %s of %v is posted to.", kind, on)
	}
	*w.lines = append(*w.lines, Line{on, w.plan.Asset, w.plan.Book, kind, debit.name, credit.name, w.amount(minor)})
}

// WriteCSV writes lines as a table with a heading, ready for a spreadsheet: texts that could be taken for a formula are made harmless,
// amounts have a point and no grouping. Errors: those of the writer.
func WriteCSV(w io.Writer, lines []Line) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"Date", "Asset", "Book", "Kind", "Debit", "Credit", "Amount", "Currency"}) // csv keeps the first error for Error
	for _, l := range lines {
		_ = out.Write([]string{l.On.String(), text.Cell(l.Asset), text.Cell(l.Book), string(l.Kind), text.Cell(l.Debit), text.Cell(l.Credit), l.Amount.Decimal(), string(l.Amount.Currency)})
	}
	out.Flush()
	return out.Error()
}
