package ahead

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Soon lists what ends within so many days, the first first; sort is one of those of Sorts, or "". Kinds: Forbidden, Invalid.
type Soon func(ctx context.Context, sort string, days int) ([]Ending, error)

// Ending is something that ends on a day.
type Ending struct {
	Sort, Number, Title, Whose, Date string
	Days                             int
}

// Path is where the page is; with .csv and .xlsx it is the table.
const Path = "/ending-soon"

const need actor.Permission = "asset.view"

// Link is the way to the page in the rail.
func Link() kit.NavLink {
	return kit.NavLink{Group: "Services & assets", Label: "Ending soon", Href: Path, Icon: "clock", Permission: need}
}

// Mount adds the page and its tables.
func Mount(s *kit.Site, soon Soon) {
	s.Show(Path, string(need), kit.ByQuery, func(v *kit.Visit) error { return show(v, soon) })
	for _, f := range export.Formats() {
		s.Show(Path+"."+string(f), string(need), kit.ByQuery, func(v *kit.Visit) error { return take(v, soon, f) })
	}
}

// Sorts are what may end, as a choice.
func Sorts() []ui.Option {
	return []ui.Option{{Value: "warranty", Label: "Warranties"}, {Value: "notice", Label: "Last days to give notice"}, {Value: "contract", Label: "Contracts"}, {Value: "licence", Label: "Licences"}}
}

// words name one that ends.
func words(sort string) string {
	return map[string]string{"warranty": "Warranty", "notice": "Last day to give notice", "contract": "Contract ends", "licence": "Licence"}[sort]
}

// horizons are how far ahead the page looks, in days.
func horizons() []int { return []int{30, 60, 90, 365} }

const usual = 90

// most is how many rows the page shows; the tables to take along have all.
const most = 500

// asked is the question of an address: what sort, and how far ahead.
func asked(v *kit.Visit) (sort string, days int) {
	days, err := strconv.Atoi(v.Query("days"))
	if err != nil {
		days = usual
	}
	return v.Query("sort"), days
}

func address(path, sort string, days int) string {
	q := url.Values{"days": {strconv.Itoa(days)}}
	if sort != "" {
		q.Set("sort", sort)
	}
	return path + "?" + q.Encode()
}

func show(v *kit.Visit, soon Soon) error {
	sort, days := asked(v)
	status := http.StatusOK
	var banners []ui.Banner
	list, err := soon(v.Ctx(), sort, days)
	if errs.Is(err, errs.Invalid) {
		status, banners = http.StatusUnprocessableEntity, []ui.Banner{{Tone: "danger", Text: "There is no such question; this is everything of the next 90 days."}}
		sort, days = "", usual
		list, err = soon(v.Ctx(), sort, days)
	}
	if err != nil {
		return err
	}
	frame := ui.Plain{Title: "Ending soon", Wide: true, Banners: banners, Lead: "Warranties, contracts and licences that you see and that end within " + strconv.Itoa(days) + " days, the first first."}
	for _, n := range horizons() {
		frame.Tabs = append(frame.Tabs, ui.Link{Label: strconv.Itoa(n) + " days", Href: address(Path, sort, n), Current: n == days})
	}
	if len(list) > 0 {
		frame.Acts = []ui.Button{{Label: "Take along (CSV)", Href: address(Path+".csv", sort, days)}, {Label: "Excel", Href: address(Path+".xlsx", sort, days)}}
	}
	what := ui.FormBox(ui.Form{ID: "what", Action: Path, Method: "get", Hidden: []ui.Hidden{{Name: "days", Value: strconv.Itoa(days)}},
		Fields: []ui.Field{{Name: "sort", Label: "What ends", Kind: ui.FieldSelect, Value: sort, Options: Sorts(), Hint: "Everything"}}, Submit: ui.Button{Label: "Show", Look: ui.Secondary}})
	return v.Page(status, v.Shell("Ending soon"), ui.PlainPage(frame, what, ui.DataTable(table(list))))
}

func table(list []Ending) ui.Table {
	t := ui.Table{Caption: "What ends soon", Empty: &ui.Empty{Title: "Nothing ends", Text: "Nothing that you see ends within these days."},
		Head: []ui.Column{{Label: "Date"}, {Label: "Days left", Num: true}, {Label: "What ends"}, {Label: "Of"}, {Label: "Holder or program"}}}
	for _, e := range list[:min(len(list), most)] {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: calendar.Words(e.Date)}, {Text: strconv.Itoa(e.Days)}, {Text: words(e.Sort)}, {Text: e.Number, Note: e.Title, Href: "/" + url.PathEscape(e.Number), Strong: true}, {Text: e.Whose}}})
	}
	if len(list) > most {
		t.Pager = ui.Pager{Text: "The first " + strconv.Itoa(most) + " of " + kit.Thousands(len(list)) + "; the table to take along has all."}
	}
	return t
}

func take(v *kit.Visit, soon Soon, f export.Format) error {
	sort, days := asked(v)
	list, err := soon(v.Ctx(), sort, days)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, e := range list {
		rows = append(rows, []any{e.Date, int64(e.Days), words(e.Sort), e.Number, e.Title, e.Whose})
	}
	return v.Table(f, "ending-soon", []string{"Date", "Days left", "What ends", "Number", "Title", "Holder or program"}, rows)
}
