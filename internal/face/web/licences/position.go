package licences

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// supportAt is where the page of what is past support is.
const supportAt = "/past-support"

// most is how many rows a page shows; the tables to take along have all.
const most = 500

// position shows how a product stands on a day.
func (r *room) position(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.product, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	date := v.Query("at")
	status, banners := http.StatusOK, []ui.Banner(nil)
	p, err := r.Position(v.Ctx(), w.Number, date)
	if errs.Is(err, errs.Invalid) { // a date that is none
		status, banners = http.StatusUnprocessableEntity, []ui.Banner{{Tone: "danger", Text: work.Message(err)}}
		p, err = r.Position(v.Ctx(), w.Number, "")
	}
	if err != nil {
		return err
	}
	at := "/software-products/" + w.Number + "/licences"
	q := "?" + url.Values{"at": {p.Date}}.Encode()
	plain := ui.Plain{Title: w.Title, Lead: kit.Join(" · ", w.Number, verdict(p), "on "+calendar.Words(p.Date)), Wide: true, Banners: banners,
		Tabs: []ui.Link{{Label: "Overview", Href: "/" + w.Number}, {Label: "Licence position", Href: at, Current: true}},
		Acts: []ui.Button{{Label: "Take along (CSV)", Href: at + ".csv" + q}, {Label: "Excel", Href: at + ".xlsx" + q}}}
	if p.Short > 0 {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "warn", Text: count(p.Short) + " " + p.Unit + " are used and not covered" + amounts(": to cover them costs ", p.AtRisk) + "."})
	}
	parts := []templ.Component{day(at, p.Date), ui.StatRow(figures(p)), ui.DataTable(evidence(p))}
	v.About = w.Practice.Kind.Key
	shell := v.Shell("Licence position of " + w.Number)
	shell.Crumbs = work.Crumbs(w, "Licence position")
	return v.Page(status, shell, ui.PlainPage(plain, parts...))
}

// day asks for another date.
func day(at, date string) templ.Component {
	return ui.FormBox(ui.Form{ID: "day", Action: at, Method: "get", Fields: []ui.Field{{Name: "at", Label: "As of", Kind: ui.FieldDate, Value: date}}, Submit: ui.Button{Label: "Show", Look: ui.Secondary}})
}

func verdict(p Position) string {
	return map[string]string{"compliant": "Covered", "over_licensed": "Covered, with units left over", "short": "Not covered in full", "expired": "Used, and every right has ended", "unlicensed": "Used without any right"}[p.State]
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// amounts says sums after a lead, "" for none.
func amounts(lead string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return lead + kit.Amounts(list, ", ")
}

// sum is an amount for each currency, or a dash.
func sum(list []string) string {
	if len(list) == 0 {
		return "–"
	}
	return kit.Amounts(list, ", ")
}

func figures(p Position) []ui.Stat {
	return []ui.Stat{{Label: "Entitled", Value: count(p.Entitled), Unit: p.Unit}, {Label: "Allocated", Value: count(p.Allocated)}, {Label: "Installed", Value: count(p.Installed)},
		{Label: "Gap", Value: count(p.Gap), Note: "entitled less " + count(p.Used) + " used"}, {Label: "Money at risk", Value: sum(p.AtRisk), Note: count(p.Short) + " not covered"},
		{Label: "Saving possible", Value: sum(p.Saving), Note: count(p.Spare) + " spare, " + count(p.Unused) + " unused"}, {Label: "Saved so far", Value: sum(p.Saved), Note: "seats taken back"}}
}

func evidence(p Position) ui.Table {
	t := ui.Table{Caption: "Every row that was counted or not", Empty: &ui.Empty{Title: "Nothing to count", Text: "Nothing is owned, promised or installed on this day."},
		Head: []ui.Column{{Label: "Row"}, {Label: "Person"}, {Label: "Device"}, {Label: "Release"}, {Label: "Units", Num: true}, {Label: "Missing", Num: true}, {Label: "Why"}}}
	for _, r := range p.Rows[:min(len(p.Rows), most)] {
		device, way := ui.Cell{Text: r.Device}, ""
		if r.Device != "" {
			way = "/" + url.PathEscape(r.Device)
		}
		device.Href = way
		row := ui.Cell{Text: kit.Join(" ", kit.Upper(r.Kind), r.Reference), Note: strings.ReplaceAll(r.Metric, "_", " "), Strong: r.Missing > 0}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{row, {Text: r.Person}, device, {Text: r.Release}, {Text: count(r.Units)}, {Text: count(r.Missing)}, {Text: r.Reason}}})
	}
	if len(p.Rows) > most {
		t.Pager = ui.Pager{Text: "The first " + strconv.Itoa(most) + " of " + kit.Thousands(len(p.Rows)) + "; the table to take along has all."}
	}
	return t
}

// takePosition answers with the evidence and, in its last line, the figures.
func (r *room) takePosition(v *kit.Visit, f export.Format) error {
	w, err := v.Room.Get(v.Ctx(), r.product, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	p, err := r.Position(v.Ctx(), w.Number, v.Query("at"))
	if err != nil {
		return err
	}
	head := []string{"Product", "Date", "Row", "Reference", "Person", "Device", "Release", "Metric", "Counted", "Units", "Missing", "Why"}
	var rows [][]any
	for _, e := range p.Rows {
		rows = append(rows, []any{p.Product, p.Date, e.Kind, e.Reference, e.Person, e.Device, e.Release, e.Metric, map[bool]string{true: "yes", false: "no"}[e.Counted], e.Units, e.Missing, e.Reason})
	}
	rows = append(rows, []any{p.Product, p.Date, "position", "", "", "", "", p.Unit, "yes", p.Used, p.Short,
		verdict(p) + ": entitled " + count(p.Entitled) + ", allocated " + count(p.Allocated) + ", installed " + count(p.Installed) + ", gap " + count(p.Gap) + amounts(", at risk ", p.AtRisk) + amounts(", saving possible ", p.Saving)})
	rows = append(rows, []any{p.Product, p.Date, "taken along", "", v.Actor.Name, "", "", "", "", "", "", "with the data as they were on " + v.Now().UTC().Format("2006-01-02 15:04 UTC")})
	return v.Table(f, w.Number+"-"+p.Date, head, rows)
}

// support lists what the makers repair no more.
func (r *room) support(v *kit.Visit) error {
	list, err := r.PastSupport(v.Ctx(), v.Query("at"))
	status, banners := http.StatusOK, []ui.Banner(nil)
	if errs.Is(err, errs.Invalid) {
		status, banners = http.StatusUnprocessableEntity, []ui.Banner{{Tone: "danger", Text: work.Message(err)}}
		list, err = r.PastSupport(v.Ctx(), "")
	}
	if err != nil {
		return err
	}
	on := v.Query("at")
	if on == "" || len(banners) > 0 {
		on = v.Today().String()
	}
	plain := ui.Plain{Title: "Past support", Lead: "Operating systems and programs that their makers repair no more, on the devices that you see, the longest ended first. The dates are those of endoflife.date (MIT licence), as they were when this version of Fettle was made.", Wide: true, Banners: banners}
	if len(list) > 0 {
		q := "?" + url.Values{"at": {on}}.Encode()
		plain.Acts = []ui.Button{{Label: "Take along (CSV)", Href: supportAt + ".csv" + q}, {Label: "Excel", Href: supportAt + ".xlsx" + q}}
	}
	t := ui.Table{Caption: "Past support", Empty: &ui.Empty{Title: "Nothing is past support", Text: "Nothing that is known of has ended on a device that you see."},
		Head: []ui.Column{{Label: "What"}, {Label: "Release"}, {Label: "Ended"}, {Label: "Device"}, {Label: "Holder"}}}
	for _, s := range list[:min(len(list), most)] {
		what := ui.Cell{Text: s.Name, Strong: s.System}
		if s.System {
			what.Note = "operating system"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{what, {Text: s.Release}, {Text: calendar.Words(s.End)}, {Text: s.Asset, Note: s.Title, Href: "/" + url.PathEscape(s.Asset)}, {Text: s.Holder}}})
	}
	if len(list) > most {
		t.Pager = ui.Pager{Text: "The first " + strconv.Itoa(most) + " of " + kit.Thousands(len(list)) + "; the table to take along has all."}
	}
	return v.Page(status, v.Shell("Past support"), ui.PlainPage(plain, day(supportAt, on), ui.DataTable(t)))
}

func (r *room) takeSupport(v *kit.Visit, f export.Format) error {
	list, err := r.PastSupport(v.Ctx(), v.Query("at"))
	if err != nil {
		return err
	}
	var rows [][]any
	for _, s := range list {
		rows = append(rows, []any{map[bool]string{true: "operating system", false: "program"}[s.System], s.Name, s.Release, s.End, s.Asset, s.Title, s.Holder})
	}
	return v.Table(f, "past-support", []string{"Sort", "What", "Release", "Ended", "Device", "Name of device", "Holder"}, rows)
}
