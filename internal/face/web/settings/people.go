package settings

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) people(s *kit.Site) {
	const view, edit = string(people.PermPeopleView), string(people.PermPeopleEdit)
	s.Show("/people", view, kit.ByQuery, p.listPeople)
	fresh, old := p.newPerson(), p.person()
	s.Show("/people/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh.open(p, v, fault{}) })
	s.Take("/people/new", edit, kit.ByVerb, func(v *kit.Visit) error { return fresh.take(p, v) }, personFields()...)
	s.Show("/people/{id}", view, kit.ByRow, func(v *kit.Visit) error { return old.open(p, v, fault{}) })
	s.Take("/people/{id}", edit, kit.ByVerb, func(v *kit.Visit) error { return old.take(p, v) }, append(personFields(), "version")...)
	p.personParts(s, old)
}

func personFields() []string {
	return []string{"name", "email", "phone", "title", "department", "entity", "location", "manager", "language", "zone", "vip", "status"}
}

const perPage = 50

func (p *pages) listPeople(v *kit.Visit) error {
	ask := people.Page{Text: v.Query("q"), Status: people.Status(v.Query("status")), After: v.Query("after"), Limit: perPage}
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
	t.Pager = pager("/people", url.Values{"q": {ask.Text}, "status": {string(ask.Status)}}, ask.After, next)
	b := body{title: "People", parts: []templ.Component{search("/people", "Name or e-mail", ask.Text), ui.DataTable(t)}}
	if can(v, people.PermPeopleEdit) {
		b.acts = []ui.Button{{Label: "Add a person", Icon: "plus", Href: "/people/new", Look: ui.Primary}}
	}
	return p.show(v, 200, b)
}

// pager leads to the next part of a list and back to the first.
func pager(path string, keep url.Values, after, next string) ui.Pager {
	at := func(after string) string {
		q := url.Values{}
		for k, list := range keep {
			if len(list) > 0 && list[0] != "" {
				q.Set(k, list[0])
			}
		}
		if after != "" {
			q.Set("after", after)
		}
		if len(q) == 0 {
			return path
		}
		return path + "?" + q.Encode()
	}
	var out ui.Pager
	if after != "" {
		out.First = at("")
	}
	if next != "" {
		out.Next = at(next)
	}
	return out
}

func (p *pages) newPerson() sheet[people.Person] {
	s := p.person()
	s.load = func(v *kit.Visit) (people.Person, error) {
		return people.Person{Entity: v.Actor.Entity, Status: people.Active}, nil
	}
	s.save = func(v *kit.Visit, x people.Person) (people.Person, error) { return v.People.CreatePerson(v.Ctx(), x) }
	s.page = func(_ *kit.Visit, _ people.Person, main templ.Component, _ fault) (body, error) {
		return body{title: "Add a person", crumbs: []ui.Link{{Label: "People", Href: "/people"}}, parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) person() sheet[people.Person] {
	return sheet[people.Person]{
		form: "person",
		load: func(v *kit.Visit) (people.Person, error) {
			i, err := key(v, "person")
			if err != nil {
				return people.Person{}, err
			}
			return v.People.Person(v.Ctx(), v.Room.DB, i)
		},
		version: func(x *people.Person) *int64 { return &x.Version },
		title:   func(x people.Person) string { return x.Name },
		fields:  personForm,
		read:    readPerson,
		save:    func(v *kit.Visit, x people.Person) (people.Person, error) { return v.People.UpdatePerson(v.Ctx(), x) },
		done:    func(x people.Person) string { return "/people/" + x.ID.String() },
		page:    p.personPage,
	}
}

func personForm(v *kit.Visit, x people.Person) (ui.Form, error) {
	entities, err := entityOptions(v, x.Entity)
	if err != nil {
		return ui.Form{}, err
	}
	locations, err := locationOptions(v, x.Location)
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
		{Name: "manager", Label: "Manager", Kind: ui.FieldPerson, Value: manager, Suggest: "/suggest/people", Hint: "A name or an e-mail address"},
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
	x.Name, x.Email, x.Phone, x.Title, x.Department = text(typed, "name"), text(typed, "email"), text(typed, "phone"), text(typed, "title"), text(typed, "department")
	x.Entity, x.Location = ref(&c, typed, "entity"), ref(&c, typed, "location")
	manager, err := work.Person(v, "manager", typed.Get("manager"))
	if err != nil && !errs.Is(err, errs.Invalid) {
		return err
	}
	c.Join("", err)
	x.Manager, x.Language, x.Zone = manager, text(typed, "language"), text(typed, "zone")
	x.VIP, x.Status = typed.Has("vip"), people.Status(text(typed, "status"))
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
