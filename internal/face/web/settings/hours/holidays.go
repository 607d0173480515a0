package hours

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func importForm(v *kit.Visit, c calendar.Calendar, f sheet.Fault) templ.Component {
	year := v.Now().In(v.Zone()).Year()
	return sheet.Block("Holidays from a file", f.Into(ui.Form{ID: "import", Action: "/settings/calendars/" + c.ID.String() + "/import", Columns: 2,
		Lead: "An iCal file (.ics), as public authorities and calendar programs give them. You see what it would bring before anything is changed.", Submit: ui.Button{Label: "Look into the file", Small: true},
		Fields: []ui.Field{{Name: "from", Label: "From year", Kind: ui.FieldNumber, Value: strconv.Itoa(year), Min: "1990", Max: "2190"}, {Name: "to", Label: "To year", Kind: ui.FieldNumber, Value: strconv.Itoa(year + 2), Min: "1990", Max: "2190"},
			{Name: "file", Label: "File", Kind: ui.FieldFile, Accept: ".ics,text/calendar", Required: true, Wide: true}}}))
}

// previewHolidays shows what a file would bring. The file is read here and not kept.
func (p *pages) previewHolidays(v *kit.Visit) error {
	c, err := p.loadCalendar(v)
	if err != nil {
		return err
	}
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, calendar.MaxHolidayFile+1<<16)
	fail := func(err error) error {
		return p.openCalendar(v, c, nil, sheet.Fault{Form: "import", Typed: v.R.PostForm, Err: err})
	}
	if err := v.R.ParseMultipartForm(calendar.MaxHolidayFile); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return fail(errs.Bad("file", "The file is larger than 2 MB."))
		}
		return fail(errs.Bad("file", "The file did not arrive whole. Please send it again."))
	}
	defer func() { _ = v.R.MultipartForm.RemoveAll() }() // nothing to do about a temporary file that stays
	var check errs.Check
	from, to := sheet.Number(&check, v.R.PostForm, "from"), sheet.Number(&check, v.R.PostForm, "to")
	check.Must(from >= 1990 && from <= 2190, "from", "Give a year from 1990 to 2190.")
	check.Must(to >= from && to <= 2190, "to", "Give a year from the first one to 2190.")
	file, _, err := v.R.FormFile("file")
	check.Must(err == nil, "file", "Choose a file.")
	if err := check.Err(); err != nil {
		return fail(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	found, err := p.Calendars.PreviewHolidays(v.Ctx(), v.Room.DB, c.ID, file, calendar.NewDate(from, 1, 1), calendar.NewDate(to, 12, 31))
	if errs.Is(err, errs.Invalid) {
		return fail(errs.Bad("file", "%s", kit.Join(" ", errs.Safe(err), sheet.FieldTexts(err))))
	}
	if err != nil {
		return err
	}
	return p.Show(v, 200, previewPage(c, found))
}

func previewPage(c calendar.Calendar, found calendar.Preview) sheet.Body {
	at := "/settings/calendars/" + c.ID.String()
	b := sheet.Body{Title: "Holidays for " + c.Name, Crumbs: []ui.Link{{Label: "Calendars", Href: "/settings/calendars"}, {Label: c.Name, Href: at}},
		Lead: fmt.Sprintf("%d new, %d known already, %d outside of the years, %d left out. Nothing is changed yet.", len(found.New), len(found.Known), found.Outside, len(found.Skipped))}
	list := func(title string, dates []calendar.NamedDate) {
		if len(dates) == 0 {
			return
		}
		t := ui.Table{Caption: title, Head: []ui.Column{{Label: "Date"}, {Label: "Day"}, {Label: "Name"}}}
		for _, d := range dates {
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: d.Date.String()}, {Text: d.Date.Weekday().String()}, {Text: d.Name}}})
		}
		b.Parts = append(b.Parts, sheet.Block(title, ui.DataTable(t)))
	}
	list("New", found.New)
	list("Known already", found.Known)
	if len(found.Skipped) > 0 {
		t := ui.Table{Caption: "Left out", Head: []ui.Column{{Label: "Event"}, {Label: "Why"}}}
		for _, s := range found.Skipped {
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: s.Name}, {Text: s.Why}}})
		}
		b.Parts = append(b.Parts, sheet.Block("Left out", ui.DataTable(t)))
	}
	if len(found.New) == 0 {
		b.Parts = append(b.Parts, ui.EmptyBox(ui.Empty{Title: "There is nothing new in this file", Acts: []ui.Button{{Label: "Back to the calendar", Href: at}}}))
		return b
	}
	var lines []string
	for _, d := range found.New {
		lines = append(lines, strings.TrimSpace(d.Date.String()+" "+strings.Join(strings.Fields(d.Name), " ")))
	}
	b.Acts = []ui.Button{{Label: fmt.Sprintf("Add %d holidays", len(found.New)), Look: ui.Primary, Action: at + "/holidays", Fields: []ui.Hidden{
		{Name: "version", Value: strconv.FormatInt(c.Version, 10)}, {Name: "dates", Value: strings.Join(lines, "\n")}}}, {Label: "Cancel", Href: at}}
	return b
}

func (p *pages) addHolidays(v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	c, err := p.loadCalendar(v)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(in.Get("version"), 10, 64)
	var list []calendar.NamedDate
	for l := range strings.Lines(in.Values.Get("dates")) {
		text, name, _ := strings.Cut(strings.TrimSpace(l), " ")
		if text == "" {
			continue
		}
		d, err := calendar.ParseDate(text)
		if err != nil {
			return errs.Bad("dates", "%q is not a date.", text)
		}
		list = append(list, calendar.NamedDate{Date: d, Name: strings.TrimSpace(name)})
	}
	c, err = p.Calendars.AddHolidays(v.Ctx(), c.ID, version, list)
	if err != nil {
		return err
	}
	v.Say("ok", fmt.Sprintf("%d holidays are added. Deadlines that hang on the calendar are computed anew.", len(list)))
	v.Redirect("/settings/calendars/" + c.ID.String())
	return nil
}
