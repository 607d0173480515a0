package folk

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) people(s *kit.Site) {
	const view, edit = string(people.PermPeopleView), string(people.PermPeopleEdit)
	s.Show("/people", view, kit.ByQuery, p.listPeople)
	fresh, old := p.newPerson(), p.person()
	sheet.Form(s, "/people/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh.Open(p.Frame, v, sheet.Fault{}) })
	sheet.Take(s, "/people/new", edit, func(v *kit.Visit) error { return fresh.Take(p.Frame, v) }, personFields()...)
	s.Show("/people/{id}", view, kit.ByRow, func(v *kit.Visit) error { return old.Open(p.Frame, v, sheet.Fault{}) })
	sheet.Take(s, "/people/{id}", edit, func(v *kit.Visit) error { return old.Take(p.Frame, v) }, append(personFields(), "version")...)
	s.Show("/people/{id}/rights", string(people.PermRoleView), kit.ByRow, p.rights)
	p.personParts(s, old)
}

func personFields() []string {
	return []string{"name", "email", "phone", "title", "department", "entity", "location", "manager", "language", "zone", "vip", "status"}
}

func (p *pages) listPeople(v *kit.Visit) error {
	ask := people.Page{Text: v.Query("q"), Status: people.Status(v.Query("status")), After: v.Query("after"), Limit: sheet.PerPage}
	if ask.Status != "" && !ask.Status.Valid() {
		ask.Status = ""
	}
	list, next, err := v.People.People(v.Ctx(), v.Room.DB, ask)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "People", Head: []ui.Column{{Label: "Name"}, {Label: "E-mail"}, {Label: "Phone"}, {Label: "Title"}, {Label: "Department"}}}
	for _, x := range list {
		c := ui.Cell{Text: x.Name, Href: "/people/" + x.ID.String()}
		if x.VIP {
			c.Note = "VIP"
		}
		if x.Status == people.Leaver {
			c.Note = kit.Join(" · ", c.Note, "has left")
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{c, {Text: x.Email}, {Text: x.Phone}, {Text: x.Title}, {Text: x.Department}}, Muted: x.Status == people.Leaver})
	}
	t.Empty = &ui.Empty{Title: "Nobody is found", Text: "The search looks at the beginnings of names, of the words in them, and of e-mail addresses."}
	t.Pager = sheet.Pager("/people", url.Values{"q": {ask.Text}, "status": {string(ask.Status)}}, ask.After, next)
	b := sheet.Body{Title: "People", Parts: []templ.Component{sheet.Search("/people", "Name or e-mail", ask.Text), ui.DataTable(t)}}
	b.Acts = sheet.Along("/people", url.Values{"search": {ask.Text}, "status": {string(ask.Status)}})
	if sheet.Can(v, people.PermPeopleEdit) {
		b.Acts = append(b.Acts, ui.Button{Label: "Add a person", Icon: "plus", Href: "/people/new", Look: ui.Primary})
	}
	return p.Show(v, 200, b)
}

func (p *pages) newPerson() sheet.Sheet[people.Person] {
	s := p.person()
	s.Load = func(v *kit.Visit) (people.Person, error) {
		return people.Person{Entity: v.Actor.Entity, Status: people.Active}, nil
	}
	s.Save = func(v *kit.Visit, x people.Person) (people.Person, error) { return v.People.CreatePerson(v.Ctx(), x) }
	s.Page = func(_ *kit.Visit, _ people.Person, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add a person", Crumbs: []ui.Link{{Label: "People", Href: "/people"}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) person() sheet.Sheet[people.Person] {
	return sheet.Sheet[people.Person]{
		Form: "person",
		Load: func(v *kit.Visit) (people.Person, error) {
			i, err := sheet.Key(v, "person")
			if err != nil {
				return people.Person{}, err
			}
			return v.People.Person(v.Ctx(), v.Room.DB, i)
		},
		Version: func(x *people.Person) *int64 { return &x.Version },
		Title:   func(x people.Person) string { return x.Name },
		Fields:  personForm,
		Read:    readPerson,
		Save:    func(v *kit.Visit, x people.Person) (people.Person, error) { return v.People.UpdatePerson(v.Ctx(), x) },
		Done:    func(x people.Person) string { return "/people/" + x.ID.String() },
		Page:    p.personPage,
	}
}

func personForm(v *kit.Visit, x people.Person) (ui.Form, error) {
	entities, err := sheet.EntityOptions(v, x.Entity)
	if err != nil {
		return ui.Form{}, err
	}
	locations, err := sheet.LocationOptions(v, x.Location)
	if err != nil {
		return ui.Form{}, err
	}
	manager, err := personText(v, x.Manager)
	if err != nil {
		return ui.Form{}, err
	}
	f := ui.Form{Action: v.R.URL.Path, Columns: 2, Fields: []ui.Field{
		{Name: "name", Label: "Name", Kind: ui.FieldText, Value: x.Name, Required: true, Autocomplete: "off"},
		{Name: "email", Label: "E-mail", Kind: ui.FieldEmail, Value: x.Email, Autocomplete: "off", Help: "Signs in and gets mail here."},
		{Name: "phone", Label: "Phone", Kind: ui.FieldPhone, Value: x.Phone, Autocomplete: "off"},
		{Name: "title", Label: "Title", Kind: ui.FieldText, Value: x.Title, Autocomplete: "off"},
		{Name: "department", Label: "Department", Kind: ui.FieldText, Value: x.Department, Autocomplete: "off"},
		{Name: "entity", Label: "Entity", Kind: ui.FieldSelect, Value: x.Entity.String(), Options: entities, Required: true},
		{Name: "location", Label: "Location", Kind: ui.FieldSelect, Value: x.Location.String(), Options: locations},
		{Name: "manager", Label: "Manager", Kind: ui.FieldPerson, Value: manager, Suggest: kit.SuggestPeople, Hint: "A name or an e-mail address"},
		{Name: "language", Label: "Language", Kind: ui.FieldSelect, Value: x.Language, Options: []ui.Option{{Value: "", Label: "The organisation's"}, {Value: "en", Label: "English"}}},
		{Name: "zone", Label: "Time zone", Kind: ui.FieldText, Value: x.Zone, Options: kit.Zones(), Hint: "The location's or the entity's"},
		{Name: "status", Label: "Status", Kind: ui.FieldSelect, Value: string(x.Status), Options: []ui.Option{{Value: "active", Label: "Active"}, {Value: "leaver", Label: "Has left"}},
			Help: "Whoever has left cannot sign in and gets no work, but stays named in the history."},
		{Name: "vip", Label: "VIP", Kind: ui.FieldCheckbox, Value: "true", Checked: x.VIP},
	}}
	if x.ID == 0 {
		f.Submit = ui.Button{Label: "Add"}
	}
	return f, nil
}

func readPerson(v *kit.Visit, typed url.Values, x *people.Person) error {
	var c errs.Check
	x.Name, x.Email, x.Phone, x.Title, x.Department = sheet.Text(typed, "name"), sheet.Text(typed, "email"), sheet.Text(typed, "phone"), sheet.Text(typed, "title"), sheet.Text(typed, "department")
	x.Entity, x.Location = sheet.Ref(&c, typed, "entity"), sheet.Ref(&c, typed, "location")
	manager, err := v.FindPerson("manager", typed.Get("manager"))
	if err != nil && !errs.Is(err, errs.Invalid) {
		return err
	}
	c.Join("", err)
	x.Manager, x.Language, x.Zone = manager, sheet.Text(typed, "language"), sheet.Text(typed, "zone")
	x.VIP, x.Status = typed.Has("vip"), people.Status(sheet.Text(typed, "status"))
	return c.Err()
}

// personText is a person as they can be typed.
func personText(v *kit.Visit, i id.ID) (string, error) {
	if i == 0 {
		return "", nil
	}
	x, err := people.PersonByID(v.Ctx(), v.Room.DB, i)
	if err != nil {
		return "", err
	}
	if x.Email == "" {
		return x.Name, nil
	}
	return x.Name + " <" + x.Email + ">", nil
}
