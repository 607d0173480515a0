package hours

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) calendars(s *kit.Site) {
	const view, edit = string(calendar.PermView), string(calendar.PermEdit)
	writes := []string{"name", "zone", "holidays", "exceptions", "archived"}
	for _, d := range weekdays() {
		writes = append(writes, d.Value+"_from", d.Value+"_to")
	}
	s.Show("/settings/calendars", view, kit.NoRows, p.listCalendars)
	sheet.Form(s, "/settings/calendars/new", edit, kit.NoRows, func(v *kit.Visit) error { return p.openCalendar(v, usualCalendar(), nil, sheet.Fault{}) })
	sheet.Take(s, "/settings/calendars/new", edit, func(v *kit.Visit) error { return p.saveCalendar(v, usualCalendar()) }, writes...)
	s.Show("/settings/calendars/{id}", view, kit.NoRows, func(v *kit.Visit) error {
		c, err := p.loadCalendar(v)
		if err != nil {
			return err
		}
		return p.openCalendar(v, c, nil, sheet.Fault{})
	})
	sheet.Take(s, "/settings/calendars/{id}", edit, func(v *kit.Visit) error {
		c, err := p.loadCalendar(v)
		if err != nil {
			return err
		}
		return p.saveCalendar(v, c)
	}, append(writes, "version")...)
	sheet.Take(s, "/settings/calendars/{id}/import", edit, p.previewHolidays, "file", "from", "to")
	sheet.Take(s, "/settings/calendars/{id}/holidays", edit, p.addHolidays, "dates", "version")
}

func usualCalendar() calendar.Calendar { return calendar.Calendar{Hours: calendar.Usual("")} }

func (p *pages) loadCalendar(v *kit.Visit) (calendar.Calendar, error) {
	i, err := sheet.Key(v, "calendar")
	if err != nil {
		return calendar.Calendar{}, err
	}
	return p.Calendars.Get(v.Ctx(), v.Room.DB, i)
}

func (p *pages) listCalendars(v *kit.Visit) error {
	list, err := p.Calendars.All(v.Ctx(), v.Room.DB)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "Calendars", Head: []ui.Column{{Label: "Calendar"}, {Label: "Week"}, {Label: "Time zone"}, {Label: "Holidays", Num: true}, {Label: "Exceptions", Num: true}}, Empty: &ui.Empty{Title: "There is no calendar yet"}}
	for _, c := range list {
		zone := c.Hours.Zone
		if zone == "" {
			zone = "the entity's"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: c.Name, Href: "/settings/calendars/" + c.ID.String(), Note: sheet.ArchivedWord(c.Archived)}, {Text: weekWords(c.Hours)}, {Text: zone},
			{Text: strconv.Itoa(len(c.Hours.Holidays))}, {Text: strconv.Itoa(len(c.Hours.Exceptions))}}, Muted: c.Archived})
	}
	banners, err := p.recomputing(v)
	if err != nil {
		return err
	}
	b := sheet.Body{Title: "Calendars", Banners: banners, Lead: "Deadlines count working time. A change recomputes every deadline that hangs on the calendar, from its whole history.", Parts: []templ.Component{ui.DataTable(t)}}
	if sheet.Can(v, calendar.PermEdit) {
		b.Acts = []ui.Button{{Label: "Add a calendar", Icon: "plus", Href: "/settings/calendars/new", Look: ui.Primary}}
	}
	return p.Show(v, 200, b)
}

// openCalendar shows the form of a calendar; differs is set when somebody else saved first.
func (p *pages) openCalendar(v *kit.Visit, c calendar.Calendar, differs []sheet.Line, f sheet.Fault) error {
	banners, err := p.recomputing(v)
	if err != nil {
		return err
	}
	b := sheet.Body{Title: c.Name, Banners: banners, Crumbs: []ui.Link{{Label: "Calendars", Href: "/settings/calendars"}}}
	if c.ID == 0 {
		b.Title = "Add a calendar"
	}
	if len(differs) > 0 {
		b.Parts = append(b.Parts, sheet.Both(differs))
	}
	if sheet.Can(v, calendar.PermEdit) {
		b.Parts = append(b.Parts, calendarForm(v, c, f))
	} else {
		b.Parts = append(b.Parts, sheet.Say(weekWords(c.Hours)))
	}
	if c.ID != 0 {
		year, err := p.year(v, c)
		if err != nil && !errs.Is(err, errs.Invalid) {
			return err
		}
		if err == nil {
			b.Parts = append(b.Parts, year)
		}
		if sheet.Can(v, calendar.PermEdit) {
			b.Parts = append(b.Parts, importForm(v, c, f))
		}
	}
	return p.Show(v, f.Status(), b)
}

// formFields are the plain fields of a calendar. Their values are what differences compares.
func formFields(c calendar.Calendar) []ui.Field {
	fields := []ui.Field{
		{Name: "name", Label: "Name", Kind: ui.FieldText, Value: c.Name, Required: true},
		{Name: "zone", Label: "Time zone", Kind: ui.FieldText, Value: c.Hours.Zone, Options: kit.Zones(), Hint: "The entity's", Help: "Empty: the calendar applies in the zone of whoever uses it."},
		{Name: "holidays", Label: "Holidays", Kind: ui.FieldLong, Rows: 6, Wide: true, Value: holidayLines(c), Help: "One a line: the date and, if you like, its name: “2026-12-25 Christmas Day”. A holiday has no working time."},
		{Name: "exceptions", Label: "Exceptions", Kind: ui.FieldLong, Rows: 4, Wide: true, Value: exceptionLines(c), Help: "One a line: the date and its hours instead of the usual ones: “2026-12-24 09:00-12:00, 13:00-15:00”, or “2026-12-31 closed”. An exception wins over a holiday."},
	}
	if c.ID != 0 {
		fields = append(fields, sheet.Archived(c.Archived))
	}
	return fields
}

func calendarForm(v *kit.Visit, c calendar.Calendar, f sheet.Fault) templ.Component {
	fields, week, banner := formFields(c), weekOf(c.Hours), ui.Banner{}
	version := c.Version
	if f.Err != nil && f.Form == "calendar" {
		fault := mapped(f.Err)
		rest := kit.Refill(fields, f.Typed, fault)
		week = typedWeek(f.Typed)
		for _, x := range errs.Fields(fault) {
			if day, ok := strings.CutPrefix(x.Key, "weekly."); ok {
				rest = strings.TrimSpace(strings.Replace(rest, x.Text, "", 1))
				weekFault(&week, day, x.Text)
			}
		}
		banner = ui.Banner{Tone: "danger", Lead: "Nothing was saved yet.", Text: strings.TrimSpace(rest + " What you typed is still here.")}
		if n, err := strconv.ParseInt(f.Typed.Get("version"), 10, 64); err == nil && !errs.Is(f.Err, errs.Conflict) {
			version = n
		}
	}
	parts := []templ.Component{sheet.Raw(fmt.Sprintf(`<form class="form two" id="calendar" method="post" action="%s"><input type="hidden" name="version" value="%d">`, sheet.Esc(v.R.URL.Path), version))}
	if banner.Lead != "" {
		parts = append(parts, sheet.Raw(`<div class="wide">`), ui.BannerBox(banner), sheet.Raw(`</div>`))
	}
	parts = append(parts, ui.FieldBox(fields[0], "calendar"), ui.FieldBox(fields[1], "calendar"), ui.WeekFields(week))
	for _, x := range fields[2:] {
		parts = append(parts, ui.FieldBox(x, "calendar"))
	}
	parts = append(parts, sheet.Raw(`<div class="acts wide">`), ui.Act(ui.Button{Label: "Save", Look: ui.Primary}), sheet.Raw(`</div></form>`))
	return templ.Join(parts...)
}

// mapped turns the faults of single dates into faults of the fields they stand in.
func mapped(err error) error {
	var c errs.Check
	for _, f := range errs.Fields(err) {
		key := strings.TrimPrefix(f.Key, "hours.")
		head, rest, _ := strings.Cut(key, ".")
		if n, e := strconv.Atoi(strings.SplitN(rest, ".", 2)[0]); e == nil && head != "weekly" {
			c.Add(head, "Line %d: %s.", n+1, strings.TrimSuffix(f.Text, "."))
			continue
		}
		c.Add(key, "%s", f.Text)
	}
	if mapped := c.Err(); mapped != nil {
		return mapped
	}
	return err
}

func (p *pages) saveCalendar(v *kit.Visit, c calendar.Calendar) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	stored := c
	c.Name, c.Archived, c.Hours.Zone = sheet.Text(in.Values, "name"), in.Values.Has("archived"), sheet.Text(in.Values, "zone")
	c.Version, _ = strconv.ParseInt(in.Get("version"), 10, 64)
	c.Hours.Weekly = readWeek(in.Values)
	c.Hours.Holidays, c.Holidays = readHolidays(in.Values.Get("holidays"))
	c.Hours.Exceptions = readExceptions(in.Values.Get("exceptions"))
	if c.ID == 0 {
		c, err = p.Calendars.Create(v.Ctx(), c)
	} else {
		c, err = p.Calendars.Update(v.Ctx(), c)
	}
	if sheet.Told(err) {
		var differs []sheet.Line
		if errs.Is(err, errs.Conflict) && stored.ID != 0 {
			differs = sheet.Differences(ui.Form{Fields: append(formFields(stored), weekText(stored.Hours))}, withWeek(in.Values))
		}
		return p.openCalendar(v, stored, differs, sheet.Fault{Form: "calendar", Typed: in.Values, Err: err})
	}
	if err != nil {
		return err
	}
	v.Say("ok", c.Name+" is saved. Deadlines that hang on it are computed anew.")
	v.Redirect("/settings/calendars/" + c.ID.String())
	return nil
}

// weekText is the week as one field, for comparing.
func weekText(d calendar.Definition) ui.Field {
	return ui.Field{Name: "week", Label: "Week", Value: weekWords(d)}
}

func withWeek(typed url.Values) url.Values {
	out := url.Values{"week": {weekWords(calendar.Definition{Weekly: readWeek(typed)})}}
	for k, list := range typed {
		out[k] = slices.Clone(list)
	}
	return out
}
