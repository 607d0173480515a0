package hours

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

const levelsPath = "/settings/service-levels"

func (p *pages) levels(s *kit.Site) {
	const view, edit = string(sla.PermView), string(sla.PermEdit)
	writes := []string{"name", "kind", "position", "calendar", "from", "until", "archived", "kinds", "priorities", "teams", "categories", "entities", "services", "pauses", "reasons"}
	for _, m := range sla.Metrics() {
		for i := range 5 {
			writes = append(writes, targetName(m, i))
		}
		writes = append(writes, warningsName(m))
	}
	s.Show(levelsPath, view, kit.NoRows, p.listLevels)
	fresh, old := sheet.Either(p.Frame, p.newLevel()), sheet.Either(p.Frame, p.level())
	sheet.Form(s, levelsPath+"/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh(v, false) })
	sheet.Take(s, levelsPath+"/new", edit, func(v *kit.Visit) error { return fresh(v, true) }, writes...)
	s.Show(levelsPath+"/{id}", view, kit.NoRows, func(v *kit.Visit) error { return old(v, false) })
	sheet.Take(s, levelsPath+"/{id}", edit, func(v *kit.Visit) error { return old(v, true) }, append(writes, "version")...)
}

func targetName(m sla.Metric, priority int) string {
	return "target." + string(m) + "." + strconv.Itoa(priority)
}

func warningsName(m sla.Metric) string { return "warnings." + string(m) }

func parties() []ui.Option {
	return []ui.Option{{Value: string(sla.Customer), Label: "Service level (to customers)"}, {Value: string(sla.Internal), Label: "Operational level (between teams)"}, {Value: string(sla.Supplier), Label: "Underpinning contract (with a supplier)"}}
}

func metricLabel(m sla.Metric) string {
	return map[sla.Metric]string{sla.FirstResponse: "First response", sla.NextResponse: "Next response", sla.Resolution: "Resolution"}[m]
}

func (p *pages) listLevels(v *kit.Visit) error {
	list, err := p.SLA.Agreements(v.Ctx(), v.Room.DB)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "Agreements", Head: []ui.Column{{Label: "Agreement"}, {Label: "Kind"}, {Label: "Promises"}, {Label: "Tried as", Num: true}}, Empty: &ui.Empty{Title: "Nothing is promised yet"}}
	for _, a := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: a.Name, Href: levelsPath + "/" + a.ID.String(), Note: sheet.ArchivedWord(a.Archived)}, {Text: sheet.Optioned(ui.Field{Options: parties()}, string(a.Kind))},
			{Text: promiseWords(a)}, {Text: strconv.FormatInt(a.Position, 10)}}, Muted: a.Archived})
	}
	banners, err := p.recomputing(v)
	if err != nil {
		return err
	}
	b := sheet.Body{Title: "Service levels", Banners: banners, Lead: "Of each kind the first agreement that fits applies. A change recomputes the deadlines of open work from its history; work that ended keeps its promise.", Parts: []templ.Component{ui.DataTable(t)}}
	if sheet.Can(v, sla.PermEdit) {
		b.Acts = []ui.Button{{Label: "Add an agreement", Icon: "plus", Href: levelsPath + "/new", Look: ui.Primary}}
	}
	return p.Show(v, 200, b)
}

// promiseWords says what an agreement promises, metric by metric.
func promiseWords(a sla.Agreement) string {
	var out []string
	for _, m := range sla.Metrics() {
		var parts []string
		others := ""
		for _, x := range a.Promises {
			if x.Metric != m {
				continue
			}
			text := promised(x.Target)
			if x.Priority > 0 {
				parts = append(parts, "P"+strconv.Itoa(x.Priority)+" "+text)
				continue
			}
			others = text
		}
		if others != "" && len(parts) > 0 {
			others = "others " + others
		}
		if others != "" {
			parts = append(parts, others)
		}
		if len(parts) > 0 {
			out = append(out, metricLabel(m)+": "+strings.Join(parts, ", "))
		}
	}
	return strings.Join(out, " · ")
}

func (p *pages) newLevel() sheet.Sheet[sla.Agreement] {
	s := p.level()
	s.Load = func(*kit.Visit) (sla.Agreement, error) { return sla.Agreement{Kind: sla.Customer}, nil }
	s.Save = func(v *kit.Visit, a sla.Agreement) (sla.Agreement, error) {
		out, err := p.SLA.CreateAgreement(v.Ctx(), a)
		return out, placed(a, err)
	}
	s.Page = func(_ *kit.Visit, _ sla.Agreement, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add an agreement", Crumbs: []ui.Link{{Label: "Service levels", Href: levelsPath}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) level() sheet.Sheet[sla.Agreement] {
	return sheet.Sheet[sla.Agreement]{
		Form: "agreement",
		Load: func(v *kit.Visit) (sla.Agreement, error) {
			i, err := sheet.Key(v, "agreement")
			if err != nil {
				return sla.Agreement{}, err
			}
			return p.SLA.Agreement(v.Ctx(), v.Room.DB, i)
		},
		Version: func(a *sla.Agreement) *int64 { return &a.Version },
		Title:   func(a sla.Agreement) string { return a.Name },
		Fields:  p.levelForm,
		Read:    readLevel,
		Save: func(v *kit.Visit, a sla.Agreement) (sla.Agreement, error) {
			out, err := p.SLA.UpdateAgreement(v.Ctx(), a)
			return out, placed(a, err)
		},
		Done: func(a sla.Agreement) string { return levelsPath + "/" + a.ID.String() },
		Page: func(v *kit.Visit, a sla.Agreement, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
			b := sheet.Body{Title: a.Name, Lead: promiseWords(a), Crumbs: []ui.Link{{Label: "Service levels", Href: levelsPath}}}
			if sheet.Can(v, sla.PermEdit) {
				b.Parts = append(b.Parts, main)
			}
			tried, err := p.tryOut(v, a)
			if err != nil {
				return b, err
			}
			b.Parts = append(b.Parts, tried)
			b.Banners, err = p.recomputing(v)
			return b, err
		},
	}
}

func (p *pages) levelForm(v *kit.Visit, a sla.Agreement) (ui.Form, error) {
	calendars, err := sheet.CalendarOptions(v, p.Calendars, a.Calendar, "The entity's")
	if err != nil {
		return ui.Form{}, err
	}
	conditions, err := p.conditionFields(v, a.Conditions)
	if err != nil {
		return ui.Form{}, err
	}
	teams, err := v.People.Teams(v.Ctx(), v.Room.DB, true)
	if err != nil {
		return ui.Form{}, err
	}
	position := ""
	if a.Position > 0 {
		position = strconv.FormatInt(a.Position, 10)
	}
	f := ui.Form{Action: v.R.URL.Path, Columns: 2, Fields: []ui.Field{
		{Name: "name", Label: "Name", Kind: ui.FieldText, Value: a.Name, Required: true},
		{Name: "kind", Label: "Kind", Kind: ui.FieldSelect, Value: string(a.Kind), Options: parties()},
		{Name: "calendar", Label: "Calendar", Kind: ui.FieldSelect, Value: a.Calendar.String(), Options: calendars},
		{Name: "position", Label: "Tried as number", Kind: ui.FieldNumber, Value: position, Min: "0", Help: "Of the agreements of a kind that fit, the lowest applies. Empty puts it at the end."},
		{Name: "from", Label: "For work opened from", Kind: ui.FieldDate, Value: localDate(v, a.From)}, {Name: "until", Label: "And before", Kind: ui.FieldDate, Value: localDate(v, a.Until)},
	}}
	if a.ID != 0 {
		f.Fields = append(f.Fields, sheet.Archived(a.Archived))
	} else {
		f.Submit = ui.Button{Label: "Add"}
	}
	for _, m := range sla.Metrics() {
		f.Groups = append(f.Groups, targetGroup(m, a, teams))
	}
	chosen := false
	for _, x := range conditions {
		chosen = chosen || len(x.Values) > 0
	}
	f.Groups = append(f.Groups, ui.FieldGroup{Title: "For which work", Help: "What is left empty does not matter. Entities and categories include what lies below them.", Fields: conditions, Fold: true, Open: chosen},
		ui.FieldGroup{Title: "When clocks pause", Fields: pauseFields(a), Fold: true, Open: a.ID != 0 && usualPauses(a) != "usual"})
	return f, nil
}

// targetGroup holds the targets and warnings of one metric.
func targetGroup(m sla.Metric, a sla.Agreement, teams []people.Team) ui.FieldGroup {
	g := ui.FieldGroup{Title: metricLabel(m)}
	if m == sla.FirstResponse {
		g.Help = "Working time such as 15m, 4h or 1h30m, or whole working days such as 2d, which end at close of business. Empty promises nothing."
	}
	warnings := ""
	for i := range 5 {
		x := ui.Field{Name: targetName(m, i), Label: fmt.Sprintf("P%d", i), Kind: ui.FieldText, Hint: "4h"}
		if i == 0 {
			x.Label = "Any other priority"
		}
		for _, pr := range a.Promises {
			if pr.Metric == m && pr.Priority == i {
				x.Value = short(pr.Target)
				if warnings == "" {
					warnings = warningWords(pr.Levels, teams)
				}
			}
		}
		g.Fields = append(g.Fields, x)
	}
	g.Fields = append(g.Fields[1:], g.Fields[0], ui.Field{Name: warningsName(m), Label: "Warnings", Kind: ui.FieldText, Value: warnings, Wide: true, Hint: "50, 75, 90 raise",
		Help: "Percentages of the promise, 100 being the breach, each with what happens: notify (always), raise (the priority by one), or reassign and a team: “75, 90 reassign Service Desk”."})
	return g
}

func (p *pages) conditionFields(v *kit.Visit, c sla.Conditions) ([]ui.Field, error) {
	var kinds, priorities []ui.Option
	for _, pr := range v.Room.Work() {
		kinds = append(kinds, ui.Option{Value: pr.Kind.Key, Label: kit.Upper(pr.Kind.Plural)})
	}
	for i := 1; i <= 4; i++ {
		priorities = append(priorities, ui.Option{Value: strconv.Itoa(i), Label: "P" + strconv.Itoa(i)})
	}
	teams, err := sheet.TeamOptions(v, 0, "")
	if err != nil {
		return nil, err
	}
	entities, err := sheet.EntityOptions(v, 0)
	if err != nil {
		return nil, err
	}
	categories, err := sheet.CategoryOptions(v)
	if err != nil {
		return nil, err
	}
	services, err := sheet.ServiceOptions(v, c.Services)
	if err != nil {
		return nil, err
	}
	out := []ui.Field{
		{Name: "kinds", Label: "Kinds of work", Kind: ui.FieldMulti, Values: c.Kinds, Options: kinds}, {Name: "priorities", Label: "Priorities", Kind: ui.FieldMulti, Values: texts(c.Priorities), Options: priorities},
		{Name: "teams", Label: "Teams", Kind: ui.FieldMulti, Values: ids(c.Teams), Options: teams[1:]}, {Name: "entities", Label: "Entities", Kind: ui.FieldMulti, Values: ids(c.Entities), Options: entities},
		{Name: "categories", Label: "Categories", Kind: ui.FieldMulti, Values: ids(c.Categories), Options: categories},
	}
	if len(services) > 0 {
		out = append(out, ui.Field{Name: "services", Label: "Services", Kind: ui.FieldMulti, Values: ids(c.Services), Options: services, Help: "Work that says it is about one of them, and what that service promises on its own page."})
	}
	return out, nil
}

func pauseFields(a sla.Agreement) []ui.Field {
	var reasons []ui.Option
	known := map[string]bool{}
	lists := [][]string{a.Pauses.While, a.Pauses.Only, {"awaiting_caller", "awaiting_vendor", "awaiting_change", "awaiting_problem", "scheduled"}}
	for _, list := range lists[2:] {
		for _, r := range list {
			known[r] = true
			reasons = append(reasons, ui.Option{Value: r, Label: kit.Upper(kit.Plain(r))})
		}
	}
	for _, list := range lists[:2] {
		for _, r := range list {
			if !known[r] {
				known[r] = true
				reasons = append(reasons, ui.Option{Value: r, Label: kit.Upper(kit.Plain(r))})
			}
		}
	}
	return []ui.Field{
		{Name: "pauses", Label: "Clocks pause", Kind: ui.FieldRadio, Value: usualPauses(a), Options: []ui.Option{{Value: "usual", Label: "As is usual for the kind of agreement"}, {Value: "never", Label: "Never"},
			{Value: "while", Label: "During holds for the reasons below"}, {Value: "only", Label: "Always, except during holds for the reasons below"}}, Wide: true},
		{Name: "reasons", Label: "Reasons of a hold", Kind: ui.FieldMulti, Values: append(append([]string{}, a.Pauses.While...), a.Pauses.Only...), Options: reasons, Wide: true},
	}
}

// tryOut answers "what would this agreement have said?" about one piece of work.
func (p *pages) tryOut(v *kit.Visit, a sla.Agreement) (templ.Component, error) {
	number := strings.TrimSpace(v.Query("q"))
	at := levelsPath + "/" + a.ID.String()
	parts := []templ.Component{sheet.Say("Type the number of a record to see what this agreement would have said about it."), sheet.Search(at, "Number", number)}
	if number == "" {
		return sheet.Block("Try it out", parts...), nil
	}
	answer, err := p.answer(v, a, number)
	if sheet.Told(err) || errs.Is(err, errs.NotFound) {
		parts = append(parts, ui.BannerBox(ui.Banner{Tone: "warn", Lead: "Nothing to show.", Text: kit.Join(" ", errs.Safe(err), sheet.FieldTexts(err))}))
		return sheet.Block("Try it out", parts...), nil
	}
	if err != nil {
		return nil, err
	}
	if len(answer.Clocks) == 0 {
		parts = append(parts, ui.EmptyBox(ui.Empty{Title: "This agreement starts no clock for " + strings.ToUpper(number), Text: "It promises nothing for its priority, or another agreement applies to it."}))
	}
	for _, c := range answer.Clocks {
		parts = append(parts, story(v, c))
	}
	return sheet.Block("Try it out", parts...), nil
}

func (p *pages) answer(v *kit.Visit, a sla.Agreement, number string) (sla.Answer, error) {
	view, err := v.Room.Find(v.Ctx(), strings.ToUpper(number))
	if err != nil {
		return sla.Answer{}, err
	}
	if p.Try != nil {
		return p.Try.Try(v.Ctx(), a, view.ID)
	}
	out, err := p.SLA.Explain(v.Ctx(), v.Room.DB, view.ID)
	clocks := out.Clocks[:0:0]
	for _, c := range out.Clocks {
		if c.Agreement == a.ID {
			clocks = append(clocks, c)
		}
	}
	out.Clocks = clocks
	return out, err
}

// story is one clock of the answer as a table of its stretches.
func story(v *kit.Visit, c sla.ClockStory) templ.Component {
	t := ui.Table{Caption: metricLabel(c.Metric), Head: []ui.Column{{Label: "From"}, {Label: "To"}, {Label: "What"}, {Label: "Counted", Num: true}, {Label: "Total", Num: true}}}
	for _, s := range c.Story {
		to, what := "still", kit.Upper(string(s.Kind))
		if !s.To.IsZero() {
			to = v.Moment(s.To.Time())
		}
		if s.Text != "" {
			what = s.Text
		}
		if s.Ahead {
			what += " (if nothing changes)"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: v.Moment(s.From.Time())}, {Text: to}, {Text: what}, {Text: kit.Work(minutes(s.Minutes))}, {Text: kit.Work(minutes(s.Total))}}, Muted: s.Ahead})
	}
	due := "not due"
	if !c.Due.IsZero() {
		due = "due " + v.Moment(c.Due.Time())
	}
	head := metricLabel(c.Metric) + ": " + promised(c.Target) + " promised, " + string(c.State) + ", " + kit.Work(minutes(c.Elapsed)) + " used, " + due + ". Calendar: " + c.Calendar.Name
	return templ.Join(sheet.Raw(`<p dir="auto"><b>`+sheet.Esc(head)+`</b></p>`), ui.DataTable(t))
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// promised says what a target promises, as the pages of work do.
func promised(t timing.Target) string {
	if t.Unit == timing.Days {
		return kit.Promised(t.Amount, 0)
	}
	return kit.Promised(0, minutes(t.Amount))
}
