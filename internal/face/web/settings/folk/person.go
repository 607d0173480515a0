package folk

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// personParts are the small forms beside a person's own.
func (p *pages) personParts(s *kit.Site, page sheet.Sheet[people.Person]) {
	part := func(pattern, form, perm string, do func(v *kit.Visit, person id.ID, typed url.Values) (said string, err error), writes ...string) {
		sheet.Take(s, "/people/{id}/"+pattern, perm, func(v *kit.Visit) error {
			in, err := v.Form(nil)
			if err != nil {
				return err
			}
			i, err := sheet.Key(v, "person")
			if err != nil {
				return err
			}
			said, err := do(v, i, in.Values)
			if sheet.Told(err) {
				return page.Open(p.Frame, v, sheet.Fault{Form: form, Typed: in.Values, Err: err})
			}
			if err != nil {
				return err
			}
			v.Say("ok", said)
			v.Redirect("/people/" + i.String() + "#" + form)
			return nil
		}, writes...)
	}
	part("address", "address", string(people.PermPeopleEdit), addAddress, "kind", "value")
	part("address/remove", "address", string(people.PermPeopleEdit), removeAddress, "kind", "value")
	part("role", "role", string(people.PermRoleAssign), func(v *kit.Visit, i id.ID, typed url.Values) (string, error) {
		return "The role is given.", onRole(typed, func(role id.ID) error { return v.People.AssignRole(v.Ctx(), i, role) })
	}, "role")
	part("role/remove", "role", string(people.PermRoleAssign), func(v *kit.Visit, i id.ID, typed url.Values) (string, error) {
		return "The role is taken back.", onRole(typed, func(role id.ID) error { return v.People.RemoveRole(v.Ctx(), i, role) })
	}, "role")
	part("absence", "absence", string(people.PermAbsenceEdit), addAbsence, "from", "until", "note")
	part("absence/remove", "absence", string(people.PermAbsenceEdit), func(v *kit.Visit, i id.ID, typed url.Values) (string, error) {
		absence, err := id.Parse(typed.Get("absence"))
		if err != nil {
			return "", errs.Absent("absence")
		}
		return "The absence is taken back.", v.People.RemoveAbsence(v.Ctx(), i, absence)
	}, "absence")
	if p.Invite != nil {
		part("invite", "invite", "account.invite", func(v *kit.Visit, i id.ID, _ url.Values) (string, error) {
			link, err := p.Invite.Invite(v.Ctx(), i)
			return "Hand this link to nobody but the person; it sets their password: " + link, err
		})
	}
}

func onRole(typed url.Values, do func(role id.ID) error) error {
	role, err := id.Parse(typed.Get("role"))
	if err != nil || role == 0 {
		return errs.Bad("role", "Choose a role.")
	}
	err = do(role)
	if errs.Is(err, errs.NotFound) { // a person who is not there is missed when the page is made
		err = errs.Bad("role", "There is no such role. Choose one from the list.")
	}
	return err
}

func addAddress(v *kit.Visit, i id.ID, typed url.Values) (string, error) {
	kind := typed.Get("kind")
	err := v.People.AddAddress(v.Ctx(), i, people.AddressKind(kind), sheet.Text(typed, "value"))
	if list := errs.Fields(err); len(list) == 1 && list[0].Key == kind { // the form has one input for all kinds
		err = errs.Bad("value", "%s", list[0].Text)
	}
	return "The address is added.", err
}

func removeAddress(v *kit.Visit, i id.ID, typed url.Values) (string, error) {
	return "The address is removed.", v.People.RemoveAddress(v.Ctx(), i, people.AddressKind(typed.Get("kind")), typed.Get("value"))
}

func addAbsence(v *kit.Visit, i id.ID, typed url.Values) (string, error) {
	var c errs.Check
	from, until := moment(&c, v, typed, "from"), moment(&c, v, typed, "until")
	if err := c.Err(); err != nil {
		return "", err
	}
	_, err := v.People.AddAbsence(v.Ctx(), people.Absence{Person: i, From: from, Until: until, Note: sheet.Text(typed, "note")})
	return "The absence is noted.", err
}

// moment reads a local date and time in the visitor's zone.
func moment(c *errs.Check, v *kit.Visit, typed url.Values, name string) clock.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", strings.TrimSpace(typed.Get(name)), v.Zone())
	c.Must(err == nil, name, "Give a date and a time, such as 2026-12-24 09:00.")
	return clock.Of(t)
}

// personPage puts the small forms below the main one. What the visitor may not see is left out.
func (p *pages) personPage(v *kit.Visit, x people.Person, main templ.Component, f sheet.Fault) (sheet.Body, error) {
	b := sheet.Body{Title: x.Name, Lead: kit.Join(" · ", x.Title, x.Department, x.Email), Crumbs: []ui.Link{{Label: "People", Href: "/people"}}}
	if sheet.Can(v, people.PermRoleView) {
		b.Acts = append(b.Acts, ui.Button{Label: "What they may", Icon: "lock", Href: "/people/" + x.ID.String() + "/rights"})
	}
	if sheet.On(v, people.PermPeopleEdit, rowOf(x)) {
		b.Parts = append(b.Parts, main)
	} else {
		b.Parts = append(b.Parts, plain(v, x))
	}
	for _, part := range []func(*kit.Visit, people.Person, sheet.Fault) (templ.Component, error){p.addresses, p.memberships, p.rolesOf, p.absences, p.invitation} {
		c, err := part(v, x, f)
		if errs.Is(err, errs.Forbidden) {
			continue
		}
		if err != nil {
			return b, err
		}
		if c != nil {
			b.Parts = append(b.Parts, c)
		}
	}
	return b, nil
}

// rowOf is what the scope of a right on a person is decided on.
func rowOf(x people.Person) actor.Row { return actor.Row{Entity: x.Entity, Owners: []id.ID{x.ID}} }

// plain shows what can only be read.
func plain(v *kit.Visit, x people.Person) templ.Component {
	t := ui.Table{Caption: x.Name, Head: []ui.Column{{Label: "Field"}, {Label: "Value"}}}
	f, err := personForm(v, x)
	if err != nil {
		return sheet.Say("")
	}
	for _, field := range f.Fields {
		value := field.Value
		if field.Kind == ui.FieldCheckbox {
			value = sheet.Yes(field.Checked)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: field.Label}, {Text: sheet.Optioned(field, value)}}})
	}
	return ui.DataTable(t)
}

// removing is the button that takes one line of a part away.
func removing(x people.Person, part, label string, fields ...ui.Hidden) []ui.Button {
	return []ui.Button{{Label: label, Look: ui.Quiet, Small: true, Action: "/people/" + x.ID.String() + "/" + part + "/remove", Fields: fields}}
}

func (p *pages) addresses(v *kit.Visit, x people.Person, f sheet.Fault) (templ.Component, error) {
	list, err := v.People.Addresses(v.Ctx(), v.Room.DB, x.ID)
	if err != nil {
		return nil, err
	}
	edits := sheet.On(v, people.PermPeopleEdit, rowOf(x))
	t := ui.Table{Caption: "Addresses", Head: []ui.Column{{Label: "Address"}, {Label: "Kind"}, {Label: "Proved"}}, Empty: &ui.Empty{Title: "No address is known"}}
	for _, a := range list {
		row := ui.TableRow{Cells: []ui.Cell{{Text: a.Value}, {Text: string(a.Kind)}, {Text: "no"}}}
		if a.Verified != 0 {
			row.Cells[2].Text = v.Moment(a.Verified.Time())
		}
		if edits && a.Value != people.NormalEmail(x.Email) {
			row.Acts = removing(x, "address", "Remove", ui.Hidden{Name: "kind", Value: string(a.Kind)}, ui.Hidden{Name: "value", Value: a.Value})
		}
		t.Rows = append(t.Rows, row)
	}
	if !edits {
		return sheet.Block("Addresses", sheet.List(t)), nil
	}
	return sheet.Block("Addresses", sheet.List(t), f.Into(ui.Form{ID: "address", Action: "/people/" + x.ID.String() + "/address", Columns: 2, Submit: ui.Button{Label: "Add the address", Small: true}, Fields: []ui.Field{
		{Name: "kind", Label: "Kind", Kind: ui.FieldSelect, Value: "email", Options: []ui.Option{{Value: "email", Label: "E-mail"}, {Value: "phone", Label: "Phone"}, {Value: "external", Label: "Key in another system"}}},
		{Name: "value", Label: "Address", Kind: ui.FieldText, Autocomplete: "off", Required: true}}})), nil
}

// memberships are the teams of a person, where they are changed.
func (p *pages) memberships(v *kit.Visit, x people.Person, _ sheet.Fault) (templ.Component, error) {
	list, err := v.People.Teams(v.Ctx(), v.Room.DB, false)
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "Teams", Head: []ui.Column{{Label: "Team"}, {Label: "Part"}}, Empty: &ui.Empty{Title: "In no team", Text: "People are added on the page of a team."}}
	for _, team := range list {
		members, err := v.People.Members(v.Ctx(), v.Room.DB, team.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if m.Person == x.ID {
				t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: team.Name, Href: sheet.Way(v, people.PermTeamView, "/teams/"+team.ID.String())}, {Text: map[bool]string{true: "leads it", false: "member"}[m.Lead]}}})
			}
		}
	}
	return sheet.Block("Teams", sheet.List(t)), nil
}

func (p *pages) rolesOf(v *kit.Visit, x people.Person, f sheet.Fault) (templ.Component, error) {
	held, err := v.People.RolesOf(v.Ctx(), v.Room.DB, x.ID)
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "Roles", Head: []ui.Column{{Label: "Role"}, {Label: "What it is"}}, Empty: &ui.Empty{Title: "No role given", Text: "Whoever has none is a requester: they report and follow their own matters."}}
	has, gives := map[id.ID]bool{}, sheet.On(v, people.PermRoleAssign, rowOf(x))
	for _, r := range held {
		has[r.ID] = true
		row := ui.TableRow{Cells: []ui.Cell{{Text: r.Name, Href: sheet.Way(v, people.PermRoleView, "/roles/"+r.ID.String())}, {Text: r.Help}}}
		if gives {
			row.Acts = removing(x, "role", "Take back", ui.Hidden{Name: "role", Value: r.ID.String()})
		}
		t.Rows = append(t.Rows, row)
	}
	if !gives || !sheet.Can(v, people.PermRoleView) { // nothing to choose from
		return sheet.Block("Roles", sheet.List(t)), nil
	}
	all, err := v.People.Roles(v.Ctx(), v.Room.DB)
	if err != nil {
		return nil, err
	}
	var options []ui.Option
	for _, r := range all {
		if !has[r.ID] {
			options = append(options, ui.Option{Value: r.ID.String(), Label: r.Name})
		}
	}
	return sheet.Block("Roles", sheet.List(t), f.Into(ui.Form{ID: "role", Action: "/people/" + x.ID.String() + "/role", Submit: ui.Button{Label: "Give the role", Small: true}, Fields: []ui.Field{
		{Name: "role", Label: "Another role", Kind: ui.FieldSelect, Options: options, Help: "Its page says what it allows and how far that reaches. You can only give what you hold yourself."}}})), nil
}

func (p *pages) absences(v *kit.Visit, x people.Person, f sheet.Fault) (templ.Component, error) {
	list, err := v.People.Absences(v.Ctx(), v.Room.DB, x.ID)
	if err != nil {
		return nil, err
	}
	edits := sheet.On(v, people.PermAbsenceEdit, rowOf(x))
	t := ui.Table{Caption: "Absences", Head: []ui.Column{{Label: "From"}, {Label: "Until"}, {Label: "Note"}}, Empty: &ui.Empty{Title: "No absence is noted"}}
	for _, a := range list {
		row := ui.TableRow{Cells: []ui.Cell{{Text: v.Moment(a.From.Time())}, {Text: v.Moment(a.Until.Time())}, {Text: a.Note}}}
		if edits {
			row.Acts = removing(x, "absence", "Take back", ui.Hidden{Name: "absence", Value: a.ID.String()})
		}
		t.Rows = append(t.Rows, row)
	}
	if !edits {
		return sheet.Block("Absences", sheet.List(t)), nil
	}
	return sheet.Block("Absences", sheet.List(t), f.Into(ui.Form{ID: "absence", Action: "/people/" + x.ID.String() + "/absence", Columns: 2, Submit: ui.Button{Label: "Note the absence", Small: true}, Fields: []ui.Field{
		{Name: "from", Label: "From", Kind: ui.FieldDateTime, Required: true}, {Name: "until", Label: "Until", Kind: ui.FieldDateTime, Required: true},
		{Name: "note", Label: "Note", Kind: ui.FieldText, Wide: true, Help: "While away, a person gets no new work."}}})), nil
}

func (p *pages) invitation(v *kit.Visit, x people.Person, f sheet.Fault) (templ.Component, error) {
	if p.Invite == nil || !sheet.On(v, "account.invite", rowOf(x)) || x.Status != people.Active {
		return nil, nil
	}
	return sheet.Block("Password", f.Into(ui.Form{ID: "invite", Action: "/people/" + x.ID.String() + "/invite", Lead: "Makes a link with which the person sets a password. Earlier links end.",
		Submit: ui.Button{Label: "Make an invitation link", Small: true}})), nil
}
