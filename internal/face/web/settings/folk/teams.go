package folk

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) teams(s *kit.Site) {
	const view, edit = string(people.PermTeamView), string(people.PermTeamEdit)
	writes := []string{"name", "entity", "assignment", "max_open", "calendar", "archived"}
	s.Show("/teams", view, kit.ByQuery, p.listTeams)
	fresh, old := p.newTeam(), p.team()
	sheet.Form(s, "/teams/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh.Open(p.Frame, v, sheet.Fault{}) })
	sheet.Take(s, "/teams/new", edit, func(v *kit.Visit) error { return fresh.Take(p.Frame, v) }, writes...)
	s.Show("/teams/{id}", view, kit.ByRow, func(v *kit.Visit) error { return old.Open(p.Frame, v, sheet.Fault{}) })
	sheet.Take(s, "/teams/{id}", edit, func(v *kit.Visit) error { return old.Take(p.Frame, v) }, append(writes, "version")...)
	sheet.Take(s, "/teams/{id}/member", edit, func(v *kit.Visit) error { return p.member(v, old) }, "person", "lead")
	sheet.Take(s, "/teams/{id}/member/remove", edit, func(v *kit.Visit) error { return p.noMember(v, old) }, "person")
}

func assignments() []ui.Option {
	return []ui.Option{{Value: "manual", Label: "By hand"}, {Value: "round_robin", Label: "In turn"}, {Value: "least_loaded", Label: "To whoever has the least open work"}}
}

func (p *pages) listTeams(v *kit.Visit) error {
	list, err := v.People.Teams(v.Ctx(), v.Room.DB, true)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "Teams", Head: []ui.Column{{Label: "Team"}, {Label: "New work"}, {Label: "Open at most, each", Num: true}}, Empty: &ui.Empty{Title: "There is no team yet"}}
	for _, x := range list {
		most := "no bound"
		if x.MaxOpen > 0 {
			most = strconv.Itoa(x.MaxOpen)
		}
		row := ui.TableRow{Cells: []ui.Cell{{Text: x.Name, Href: "/teams/" + x.ID.String()}, {Text: sheet.Optioned(ui.Field{Options: assignments()}, string(x.Assignment))}, {Text: most}}, Muted: x.Archived}
		if x.Archived {
			row.Cells[0].Note = "archived"
		}
		t.Rows = append(t.Rows, row)
	}
	b := sheet.Body{Title: "Teams", Parts: []templ.Component{ui.DataTable(t)}}
	b.Acts = sheet.Along("/teams", nil)
	if sheet.Can(v, people.PermTeamEdit) {
		b.Acts = append(b.Acts, ui.Button{Label: "Add a team", Icon: "plus", Href: "/teams/new", Look: ui.Primary})
	}
	return p.Show(v, 200, b)
}

func (p *pages) newTeam() sheet.Sheet[people.Team] {
	s := p.team()
	s.Load = func(v *kit.Visit) (people.Team, error) {
		return people.Team{Entity: v.Actor.Entity, Assignment: people.Manual}, nil
	}
	s.Save = func(v *kit.Visit, x people.Team) (people.Team, error) { return v.People.CreateTeam(v.Ctx(), x) }
	s.Page = func(_ *kit.Visit, _ people.Team, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add a team", Crumbs: []ui.Link{{Label: "Teams", Href: "/teams"}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) team() sheet.Sheet[people.Team] {
	return sheet.Sheet[people.Team]{
		Form: "team",
		Load: func(v *kit.Visit) (people.Team, error) {
			i, err := sheet.Key(v, "team")
			if err != nil {
				return people.Team{}, err
			}
			return v.People.Team(v.Ctx(), v.Room.DB, i)
		},
		Version: func(x *people.Team) *int64 { return &x.Version },
		Title:   func(x people.Team) string { return x.Name },
		Fields:  p.teamForm,
		Read: func(_ *kit.Visit, typed url.Values, x *people.Team) error {
			var c errs.Check
			x.Name, x.Assignment, x.Archived = sheet.Text(typed, "name"), people.Assignment(sheet.Text(typed, "assignment")), typed.Has("archived")
			x.Entity, x.Calendar, x.MaxOpen = sheet.Ref(&c, typed, "entity"), sheet.Ref(&c, typed, "calendar"), sheet.Number(&c, typed, "max_open")
			return c.Err()
		},
		Save: func(v *kit.Visit, x people.Team) (people.Team, error) { return v.People.UpdateTeam(v.Ctx(), x) },
		Done: func(x people.Team) string { return "/teams/" + x.ID.String() },
		Page: p.teamPage,
	}
}

func (p *pages) teamForm(v *kit.Visit, x people.Team) (ui.Form, error) {
	entities, err := sheet.EntityOptions(v, x.Entity)
	if err != nil {
		return ui.Form{}, err
	}
	calendars, err := sheet.CalendarOptions(v, p.Calendars, x.Calendar, "The entity's")
	if err != nil {
		return ui.Form{}, err
	}
	most := ""
	if x.MaxOpen > 0 {
		most = strconv.Itoa(x.MaxOpen)
	}
	f := ui.Form{Action: v.R.URL.Path, Columns: 2, Fields: []ui.Field{
		{Name: "name", Label: "Name", Kind: ui.FieldText, Value: x.Name, Required: true},
		{Name: "entity", Label: "Entity", Kind: ui.FieldSelect, Value: x.Entity.String(), Options: entities, Required: true},
		{Name: "assignment", Label: "New work finds a person", Kind: ui.FieldSelect, Value: string(x.Assignment), Options: assignments(), Help: "Leavers and absent members are passed over."},
		{Name: "max_open", Label: "Open work at most, each", Kind: ui.FieldNumber, Value: most, Min: "0", Help: "Whoever has so much is passed over. Empty is no bound."},
		{Name: "calendar", Label: "Calendar", Kind: ui.FieldSelect, Value: x.Calendar.String(), Options: calendars},
	}}
	if x.ID == 0 {
		f.Submit = ui.Button{Label: "Add"}
	} else {
		f.Fields = append(f.Fields, sheet.Archived(x.Archived))
	}
	return f, nil
}

func (p *pages) teamPage(v *kit.Visit, x people.Team, main templ.Component, f sheet.Fault) (sheet.Body, error) {
	b := sheet.Body{Title: x.Name, Crumbs: []ui.Link{{Label: "Teams", Href: "/teams"}}}
	edits := sheet.On(v, people.PermTeamEdit, actor.Row{Entity: x.Entity, Team: x.ID})
	if edits {
		b.Parts = append(b.Parts, main)
	}
	list, err := v.People.Members(v.Ctx(), v.Room.DB, x.ID)
	if err != nil {
		return b, err
	}
	at := "/teams/" + x.ID.String() + "/member"
	t := ui.Table{Caption: "Members", Head: []ui.Column{{Label: "Person"}, {Label: "Part"}, {Label: "There"}}, Empty: &ui.Empty{Title: "Nobody is in this team yet"}}
	for _, m := range list {
		there := "yes"
		if m.Absent {
			there = "absent"
		}
		if !m.Active {
			there = "has left"
		}
		row := ui.TableRow{Cells: []ui.Cell{{Text: m.Name, Href: sheet.Way(v, people.PermPeopleView, "/people/"+m.Person.String())}, {Text: map[bool]string{true: "leads", false: "member"}[m.Lead]}, {Text: there}}, Muted: !m.Active}
		if edits {
			who := ui.Hidden{Name: "person", Value: m.Person.String()}
			lead := ui.Button{Label: "Make lead", Look: ui.Quiet, Small: true, Action: at, Fields: []ui.Hidden{who, {Name: "lead", Value: "true"}}}
			if m.Lead {
				lead = ui.Button{Label: "No longer lead", Look: ui.Quiet, Small: true, Action: at, Fields: []ui.Hidden{who}}
			}
			row.Acts = []ui.Button{lead, {Label: "Remove", Look: ui.Quiet, Small: true, Action: at + "/remove", Fields: []ui.Hidden{who}}}
		}
		t.Rows = append(t.Rows, row)
	}
	parts := []templ.Component{sheet.List(t)}
	if edits {
		parts = append(parts, f.Into(ui.Form{ID: "member", Action: at, Columns: 2, Submit: ui.Button{Label: "Add to the team", Small: true}, Fields: []ui.Field{
			{Name: "person", Label: "Person", Kind: ui.FieldPerson, Suggest: kit.SuggestPeople, Hint: "A name or an e-mail address", Required: true},
			{Name: "lead", Label: "Leads the team", Kind: ui.FieldCheckbox, Value: "true"}}}))
	}
	b.Parts = append(b.Parts, sheet.Block("Members", parts...))
	return b, nil
}

func (p *pages) member(v *kit.Visit, page sheet.Sheet[people.Team]) error {
	return p.onMember(v, page, func(team, person id.ID, typed url.Values) (string, error) {
		return "The team is changed.", v.People.SetMember(v.Ctx(), team, person, typed.Has("lead"))
	})
}

func (p *pages) noMember(v *kit.Visit, page sheet.Sheet[people.Team]) error {
	return p.onMember(v, page, func(team, person id.ID, _ url.Values) (string, error) {
		return "The person is no longer in the team.", v.People.RemoveMember(v.Ctx(), team, person)
	})
}

func (p *pages) onMember(v *kit.Visit, page sheet.Sheet[people.Team], do func(team, person id.ID, typed url.Values) (string, error)) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	team, err := sheet.Key(v, "team")
	if err != nil {
		return err
	}
	said := ""
	person, err := v.FindPerson("person", in.Get("person"))
	if err == nil && person == 0 {
		err = errs.Bad("person", "Name a person.")
	}
	if err == nil {
		said, err = do(team, person, in.Values)
	}
	if errs.Is(err, errs.NotFound) { // a team that is not there is missed when the page is made
		err = errs.Bad("person", "There is no such person.")
	}
	if sheet.Told(err) {
		return page.Open(p.Frame, v, sheet.Fault{Form: "member", Typed: in.Values, Err: err})
	}
	if err != nil {
		return err
	}
	v.Say("ok", said)
	v.Redirect("/teams/" + team.String())
	return nil
}
