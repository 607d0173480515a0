package costs

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Values tells what the books hold.
type Values interface {
	// Books returns the names of the books.
	Books(ctx context.Context) ([]string, error)
	// Totals are what a book, the first for "", holds at the end of a day, today for "", by class and currency; it returns the day. Kinds:
	// Forbidden, Invalid.
	Totals(ctx context.Context, book, on string) (list []Total, day string, err error)
	// Journal are the postings of a book from one day to another. Kinds: Forbidden, Invalid.
	Journal(ctx context.Context, book, from, to string) ([]Posting, error)
}

// Total is what a book holds of a class in one currency.
type Total struct {
	Class, Currency string
	Assets          int
	Cost, Value     Amount
}

// Posting is a line of a journal.
type Posting struct{ Date, Asset, Book, Kind, Debit, Credit, Amount, Currency string }

// ValuesPath is where the page is; journal.csv and journal.xlsx below it are the postings.
const ValuesPath = "/asset-values"

// ValuesLink is the way to the page in the rail.
func ValuesLink() kit.NavLink {
	return kit.NavLink{Group: "Insight", Label: "Value of assets", Href: ValuesPath, Icon: "chart", Permission: need}
}

// MountValues adds the page and the journal.
func MountValues(s *kit.Site, c Values) {
	s.Show(ValuesPath, string(need), kit.ByQuery, func(v *kit.Visit) error { return values(v, c) })
	for _, f := range export.Formats() {
		s.Show(ValuesPath+"/journal."+string(f), string(need), kit.ByQuery, func(v *kit.Visit) error { return journal(v, c, f) })
	}
}

func values(v *kit.Visit, c Values) error {
	books, err := c.Books(v.Ctx())
	if err != nil {
		return err
	}
	book, on := v.Query("book"), v.Query("at")
	status := http.StatusOK
	frame := ui.Plain{Title: "Value of assets", Wide: true}
	list, day, err := c.Totals(v.Ctx(), book, on)
	if errs.Is(err, errs.Invalid) { // no such book, or a date that is none
		status = http.StatusUnprocessableEntity
		frame.Banners = []ui.Banner{{Tone: "danger", Text: work.Message(err)}}
		book, on = "", ""
		list, day, err = c.Totals(v.Ctx(), book, on)
	}
	if err != nil {
		return err
	}
	if !slices.Contains(books, book) {
		book = books[0]
	}
	frame.Lead = "What the books hold at the end of a day, past or future, of the assets that you see. Each currency stands by itself."
	for _, b := range books {
		frame.Tabs = append(frame.Tabs, ui.Link{Label: kit.Upper(b), Href: ValuesPath + "?" + url.Values{"book": {b}, "at": {day}}.Encode(), Current: b == book})
	}
	ask := ui.FormBox(ui.Form{ID: "day", Action: ValuesPath, Method: "get", Hidden: []ui.Hidden{{Name: "book", Value: book}},
		Fields: []ui.Field{{Name: "at", Label: "At the end of", Kind: ui.FieldDate, Value: day}}, Submit: ui.Button{Label: "Show", Look: ui.Secondary}})
	return v.Page(status, v.Shell("Value of assets"), ui.PlainPage(frame, ask, ui.DataTable(totals(list)), ui.BlockBox(ui.Block{Title: "Journal", Body: ui.FormBox(journalForm(book, day))})))
}

// journalForm asks for the days whose postings are taken along: at first the year up to the day.
func journalForm(book, day string) ui.Form {
	return ui.Form{ID: "journal", Action: ValuesPath + "/journal.csv", Method: "get", Lead: "Depreciation, write-downs and disposals as postings, ready for the accounts, as CSV.", Columns: 2, Hidden: []ui.Hidden{{Name: "book", Value: book}},
		Fields: []ui.Field{{Name: "from", Label: "From", Kind: ui.FieldDate, Value: day[:5] + "01-01", Required: true}, {Name: "to", Label: "To", Kind: ui.FieldDate, Value: day, Required: true}},
		Submit: ui.Button{Label: "Take along (CSV)", Look: ui.Secondary}}
}

func totals(list []Total) ui.Table {
	t := ui.Table{Caption: "Value by class", Empty: &ui.Empty{Title: "The book is empty", Text: "No asset that you see is owned and has a cost."},
		Head: []ui.Column{{Label: "Class"}, {Label: "Assets", Num: true}, {Label: "Cost", Num: true}, {Label: "Value", Num: true}}}
	for _, l := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: l.Class, Strong: true}, {Text: strconv.Itoa(l.Assets)}, {Text: l.Cost.Text}, {Text: l.Value.Text}}})
	}
	return t
}

func journal(v *kit.Visit, c Values, f export.Format) error {
	list, err := c.Journal(v.Ctx(), v.Query("book"), v.Query("from"), v.Query("to"))
	if err != nil {
		return err
	}
	var rows [][]any
	for _, p := range list {
		rows = append(rows, []any{p.Date, p.Asset, p.Book, p.Kind, p.Debit, p.Credit, export.Decimal(p.Amount), p.Currency})
	}
	return v.Table(f, "journal", []string{"Date", "Asset", "Book", "Kind", "Debit", "Credit", "Amount", "Currency"}, rows)
}
