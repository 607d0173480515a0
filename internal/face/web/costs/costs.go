package costs

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Costs tells what assets have cost.
type Costs interface {
	// Report puts them together and sorts them, see Bys and Sorts of what it is called with. Kinds: Forbidden, Invalid.
	Report(ctx context.Context, by, sort string) (Report, error)
}

// Report is what assets have cost up to the end of a day.
type Report struct {
	At        string
	Lines     []Line
	Uncounted []string // sorts of cost that were left out
}

// Amount is a sum of money as people read it, and as a plain number.
type Amount struct{ Text, Plain string }

// Line is what some assets have cost in one currency.
type Line struct {
	Of                                                     id.ID // 0 for assets that nobody holds
	Name, Currency                                         string
	Assets, Months                                         int64
	Purchase, Maintenance, Contracts, Work, Total, Monthly Amount
}

// Path is where the page is; with .csv and .xlsx it is the table.
const Path = "/costs"

// need is the permission to see costs.
const need actor.Permission = "cost.view"

// Link is the way to the page in the rail.
func Link() kit.NavLink {
	return kit.NavLink{Group: "Insight", Label: "Costs of assets", Href: Path, Icon: "chart", Permission: need}
}

// Mount adds the page and its table.
func Mount(s *kit.Site, c Costs) {
	s.Show(Path, string(need), kit.ByQuery, func(v *kit.Visit) error { return show(v, c) })
	for _, f := range export.Formats() {
		s.Show(Path+"."+string(f), string(need), kit.ByQuery, func(v *kit.Visit) error { return take(v, c, f) })
	}
}

// bys are what assets are put together by, and how the first column is called.
func bys() []ui.Option {
	return []ui.Option{{Value: "model", Label: "Model"}, {Value: "class", Label: "Class"}, {Value: "person", Label: "Holder"}, {Value: "entity", Label: "Organisation"}}
}

// asked is the question of an address.
func asked(v *kit.Visit) (by, sort string) {
	if by = v.Query("by"); by == "" {
		by = bys()[0].Value
	}
	if sort = v.Query("sort"); sort == "" {
		sort = "-total"
	}
	return by, sort
}

// most is how many lines the page shows; the table has all.
const most = 200

func show(v *kit.Visit, c Costs) error {
	by, sort := asked(v)
	r, err := c.Report(v.Ctx(), by, sort)
	if err != nil {
		return err
	}
	frame := ui.Plain{Title: "Costs of assets", Wide: true, Lead: "Up to " + calendar.Words(r.At) + ": what was paid for them, repairs, their share of contracts and the work on their tickets. Each currency stands by itself."}
	for _, o := range bys() {
		frame.Tabs = append(frame.Tabs, ui.Link{Label: "By " + strings.ToLower(o.Label), Href: address(Path, o.Value, sort), Current: o.Value == by})
	}
	if left := leftOut(r.Uncounted); left != "" {
		frame.Banners = append(frame.Banners, ui.Banner{Tone: "info", Text: left})
	}
	if len(r.Lines) > 0 {
		frame.Acts = append(frame.Acts, ui.Button{Label: "Take along (CSV)", Href: address(Path+".csv", by, sort)}, ui.Button{Label: "Excel", Href: address(Path+".xlsx", by, sort)})
	}
	t := table(v, by, sort, r.Lines)
	if len(r.Lines) > most {
		t.Pager = ui.Pager{Text: "The first " + strconv.Itoa(most) + " of " + kit.Thousands(len(r.Lines)) + "; the table to take along has all."}
	}
	return v.Page(http.StatusOK, v.Shell("Costs of assets"), ui.PlainPage(frame, ui.DataTable(t)))
}

func address(path, by, sort string) string {
	return path + "?" + url.Values{"by": {by}, "sort": {sort}}.Encode()
}

// leftOut says what was not counted, "" for nothing.
func leftOut(list []string) string {
	var out []string
	if slices.Contains(list, "contracts") {
		out = append(out, "Contracts are not counted, because you do not see all of them.")
	}
	if slices.Contains(list, "work") {
		out = append(out, "Work on tickets is not counted, because you do not see all of them or nobody has said what an hour costs.")
	}
	return strings.Join(out, " ")
}

// column is one of the table: its label, the order that its head asks for, and its text.
type column struct {
	label, sort string
	text        func(Line) string
}

func columns() []column {
	sum := func(of func(Line) Amount) func(Line) string {
		return func(l Line) string { return of(l).Text }
	}
	return []column{
		{"Assets", "-assets", func(l Line) string { return kit.Thousands(int(l.Assets)) }},
		{"Purchase", "", sum(func(l Line) Amount { return l.Purchase })},
		{"Maintenance", "", sum(func(l Line) Amount { return l.Maintenance })},
		{"Contracts", "", sum(func(l Line) Amount { return l.Contracts })},
		{"Work", "", sum(func(l Line) Amount { return l.Work })},
		{"In all", "-total", sum(func(l Line) Amount { return l.Total })},
		{"A month of one", "-monthly", sum(func(l Line) Amount { return l.Monthly })},
	}
}

func table(v *kit.Visit, by, sort string, lines []Line) ui.Table {
	t := ui.Table{Caption: "Costs of assets", Empty: &ui.Empty{Title: "Nothing has cost anything", Text: "No asset that you see has a price, a repair or a contract."},
		Head: []ui.Column{head(by, sort, "name", label(by))}}
	for _, c := range columns() {
		h := ui.Column{Label: c.label}
		if c.sort != "" {
			h = head(by, sort, c.sort, c.label)
		}
		h.Num = true
		t.Head = append(t.Head, h)
	}
	for _, l := range lines[:min(len(lines), most)] {
		row := ui.TableRow{Cells: []ui.Cell{{Text: named(l), Href: way(v, by, l), Strong: true}}}
		for _, c := range columns() {
			row.Cells = append(row.Cells, ui.Cell{Text: c.text(l)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// head is a column that sorts, the other way round when it does already.
func head(by, sort, to, label string) ui.Column {
	c := ui.Column{Label: label}
	key := strings.TrimPrefix(to, "-")
	if strings.TrimPrefix(sort, "-") == key {
		c.Sorted = map[bool]string{true: "desc", false: "asc"}[strings.HasPrefix(sort, "-")]
		to = map[bool]string{true: key, false: "-" + key}[strings.HasPrefix(sort, "-")]
	}
	c.Href = address(Path, by, to)
	return c
}

// named is what a line is called.
func named(l Line) string {
	if l.Of == 0 {
		return "Held by nobody"
	}
	return l.Name
}

// way leads to the model or class, or to the assets of a holder or an organisation.
func way(v *kit.Visit, by string, l Line) string {
	switch {
	case l.Of == 0 || l.Name == "":
		return ""
	case by == "model" || by == "class":
		if ref, err := v.Room.RefByID(v.Ctx(), v.Room.DB, l.Of); err == nil {
			return "/" + ref.Number + "?tab=expenses"
		}
		return ""
	}
	field := map[string]string{"person": "holder", "entity": "entity"}[by]
	return "/assets?q=" + url.QueryEscape(field+`:"`+strings.ReplaceAll(l.Name, `"`, "")+`"`)
}

// take answers with all lines; amounts are numbers, with their currency beside them.
func take(v *kit.Visit, c Costs, f export.Format) error {
	by, sort := asked(v)
	r, err := c.Report(v.Ctx(), by, sort)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, l := range r.Lines {
		row := []any{named(l), l.Assets, l.Months, l.Currency}
		for _, a := range []Amount{l.Purchase, l.Maintenance, l.Contracts, l.Work, l.Total, l.Monthly} {
			row = append(row, export.Decimal(a.Plain))
		}
		rows = append(rows, row)
	}
	return v.Table(f, "costs-by-"+by, []string{label(by), "Assets", "Months", "Currency", "Purchase", "Maintenance", "Contracts", "Work", "In all", "A month of one"}, rows)
}

// label is how the first column is called.
func label(by string) string {
	return bys()[slices.IndexFunc(bys(), func(o ui.Option) bool { return o.Value == by })].Label
}
