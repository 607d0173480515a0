package settings

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) teams(s *kit.Site) {
	const view, edit = string(people.PermTeamView), string(people.PermTeamEdit)
	writes := []string{"name", "entity", "assignment", "max_open", "calendar", "archived"}
	s.Show("/teams", view, kit.ByQuery, p.listTeams)
	fresh, old := p.newTeam(), p.team()
	s.Show("/teams/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh.open(p, v, fault{}) })
	s.Take("/teams/new", edit, kit.ByVerb, func(v *kit.Visit) error { return fresh.take(p, v) }, writes...)
	s.Show("/teams/{id}", view, kit.ByRow, func(v *kit.Visit) error { return old.open(p, v, fault{}) })
	s.Take("/teams/{id}", edit, kit.ByVerb, func(v *kit.Visit) error { return old.take(p, v) }, append(writes, "version")...)
	s.Take("/teams/{id}/member", edit, kit.ByVerb, func(v *kit.Visit) error { return p.member(v, old) }, "person", "lead")
	s.Take("/teams/{id}/member/remove", edit, kit.ByVerb, func(v *kit.Visit) error { return p.noMember(v, old) }, "person")
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
		row := ui.TableRow{Cells: []ui.Cell{{Text: x.Name, Href: "/teams/" + x.ID.String()}, {Text: optioned(ui.Field{Options: assignments()}, string(x.Assignment))}, {Text: most}}, Muted: x.Archived}
		if x.Archived {
			row.Cells[0].Note = "archived"
		}
		t.Rows = append(t.Rows, row)
	}
	b := body{title: "Teams", parts: []templ.Component{ui.DataTable(t)}}
	if can(v, people.PermTeamEdit) {
		b.acts = []ui.Button{{Label: "Add a team", Icon: "plus", Href: "/teams/new", Look: ui.Primary}}
	}
	return p.show(v, 200, b)
}

func (p *pages) newTeam() sheet[people.Team] {
	s := p.team()
	s.load = func(v *kit.Visit) (people.Team, error) {
		return people.Team{Entity: v.Actor.Entity, Assignment: people.Manual}, nil
	}
	s.save = func(v *kit.Visit, x people.Team) (people.Team, error) { return v.People.CreateTeam(v.Ctx(), x) }
	s.page = func(_ *kit.Visit, _ people.Team, main templ.Component, _ fault) (body, error) {
		return body{title: "Add a team", crumbs: []ui.Link{{Label: "Teams", Href: "/teams"}}, parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) team() sheet[people.Team] {
	return sheet[people.Team]{
		form: "team",
		load: func(v *kit.Visit) (people.Team, error) {
			i, err := key(v, "team")
			if err != nil {
				return people.Team{}, err
			}
			return v.People.Team(v.Ctx(), v.Room.DB, i)
		},
		version: func(x *people.Team) *int64 { return &x.Version },
		title:   func(x people.Team) string { return x.Name },
		fields:  p.teamForm,
		read: func(_ *kit.Visit, typed url.Values, x *people.Team) error {
			var c errs.Check
			x.Name, x.Assignment, x.Archived = text(typed, "name"), people.Assignment(text(typed, "assignment")), typed.Has("archived")
			x.Entity, x.Calendar, x.MaxOpen = ref(&c, typed, "entity"), ref(&c, typed, "calendar"), number(&c, typed, "max_open")
			return c.Err()
		},
		save: func(v *kit.Visit, x people.Team) (people.Team, error) { return v.People.UpdateTeam(v.Ctx(), x) },
		done: func(x people.Team) string { return "/teams/" + x.ID.String() },
		page: p.teamPage,
	}
}

func (p *pages) teamForm(v *kit.Visit, x people.Team) (ui.Form, error) {
	entities, err := entityOptions(v, x.Entity)
	if err != nil {
		return ui.Form{}, err
	}
	calendars, err := p.calendarOptions(v, x.Calendar, "The entity's")
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
		f.Fields = append(f.Fields, archived(x.Archived))
	}
	return f, nil
}

// archived is the field that takes something out of use.
func archived(on bool) ui.Field {
	return ui.Field{Name: "archived", Label: "Archived: not offered any more", Kind: ui.FieldCheckbox, Value: "true", Checked: on}
}

func (p *pages) teamPage(v *kit.Visit, x people.Team, main templ.Component, f fault) (body, error) {
	b := body{title: x.Name, crumbs: []ui.Link{{Label: "Teams", Href: "/teams"}}}
	edits := can(v, people.PermTeamEdit)
	if edits {
		b.parts = append(b.parts, main)
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
		row := ui.TableRow{Cells: []ui.Cell{{Text: m.Name, Href: "/people/" + m.Person.String()}, {Text: map[bool]string{true: "leads", false: "member"}[m.Lead]}, {Text: there}}, Muted: !m.Active}
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
	parts := []templ.Component{ui.DataTable(t)}
	if edits {
		parts = append(parts, f.into(ui.Form{ID: "member", Action: at, Columns: 2, Submit: ui.Button{Label: "Add to the team", Small: true}, Fields: []ui.Field{
			{Name: "person", Label: "Person", Kind: ui.FieldPerson, Suggest: "/suggest/people", Hint: "A name or an e-mail address", Required: true},
			{Name: "lead", Label: "Leads the team", Kind: ui.FieldCheckbox, Value: "true"}}}))
	}
	b.parts = append(b.parts, block("Members", parts...))
	return b, nil
}

func (p *pages) member(v *kit.Visit, page sheet[people.Team]) error {
	return p.onMember(v, page, func(team, person id.ID, typed url.Values) (string, error) {
		return "The team is changed.", v.People.SetMember(v.Ctx(), team, person, typed.Has("lead"))
	})
}

func (p *pages) noMember(v *kit.Visit, page sheet[people.Team]) error {
	return p.onMember(v, page, func(team, person id.ID, _ url.Values) (string, error) {
		return "The person is no longer in the team.", v.People.RemoveMember(v.Ctx(), team, person)
	})
}

func (p *pages) onMember(v *kit.Visit, page sheet[people.Team], do func(team, person id.ID, typed url.Values) (string, error)) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	team, err := key(v, "team")
	if err != nil {
		return err
	}
	said := ""
	person, err := work.Person(v, "person", in.Get("person"))
	if err == nil && person == 0 {
		err = errs.Bad("person", "Name a person.")
	}
	if err == nil {
		said, err = do(team, person, in.Values)
	}
	if told(err) {
		return page.open(p, v, fault{"member", in.Values, err})
	}
	if err != nil {
		return err
	}
	v.Say("ok", said)
	v.Redirect("/teams/" + team.String())
	return nil
}
