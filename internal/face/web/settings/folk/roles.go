package folk

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) roles(s *kit.Site) {
	s.Show("/roles", string(people.PermRoleView), kit.NoRows, func(v *kit.Visit) error {
		list, err := v.People.Roles(v.Ctx(), v.Room.DB)
		if err != nil {
			return err
		}
		t := ui.Table{Caption: "Roles", Head: []ui.Column{{Label: "Role"}, {Label: "What it is"}, {Label: "Grants", Num: true}}}
		for _, r := range list {
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: r.Name, Href: "/roles/" + r.ID.String()}, {Text: r.Help}, {Text: strconv.Itoa(len(r.Grants))}}})
		}
		return p.Show(v, 200, sheet.Body{Title: "Roles", Lead: "A person may hold several; each permission then counts at its widest reach.", Parts: []templ.Component{ui.DataTable(t)}})
	})
	s.Show("/roles/{id}", string(people.PermRoleView), kit.NoRows, p.role)
}

// reaches says in words how far a grant reaches.
func reaches(scope string) string {
	return sheet.Optioned(ui.Field{Options: []ui.Option{{Value: "own", Label: "what is their own: requested by, assigned to or followed by them"}, {Value: "group", Label: "their own and their teams'"},
		{Value: "entity", Label: "their entity"}, {Value: "entity_tree", Label: "their entity and all below it"}, {Value: "all", Label: "everything"}}}, scope)
}

func (p *pages) role(v *kit.Visit) error {
	i, err := sheet.Key(v, "role")
	if err != nil {
		return err
	}
	list, err := v.People.Roles(v.Ctx(), v.Room.DB)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.ID != i {
			continue
		}
		t := ui.Table{Caption: "Grants", Head: []ui.Column{{Label: "Permission"}, {Label: "Reaches"}}, Empty: &ui.Empty{Title: "This role allows nothing"}}
		for _, g := range r.Grants {
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: string(g.Permission)}, {Text: reaches(g.Scope.String())}}})
		}
		b := sheet.Body{Title: r.Name, Lead: r.Help, Crumbs: []ui.Link{{Label: "Roles", Href: "/roles"}}, Parts: []templ.Component{sheet.Block("What it allows", sheet.List(t))}}
		holders, err := p.holders(v, r)
		if err != nil {
			return err
		}
		if holders != nil {
			b.Parts = append(b.Parts, sheet.Block("Who holds it", holders))
		}
		return p.Show(v, 200, b)
	}
	return errs.Absent("role")
}

// holders are the people with a role, where somebody plugged in can tell.
func (p *pages) holders(v *kit.Visit, r people.Role) (templ.Component, error) {
	if p.Holders == nil || !sheet.Can(v, people.PermPeopleView) {
		return nil, nil
	}
	list, more, err := p.Holders.Holders(v.Ctx(), r.ID)
	if errs.Is(err, errs.Forbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "Holders", Head: []ui.Column{{Label: "Person"}, {Label: "E-mail"}}, Empty: &ui.Empty{Title: "Nobody holds this role", Text: "Roles are given on a person's page."}}
	for _, x := range list {
		row := ui.TableRow{Cells: []ui.Cell{{Text: x.Name, Href: sheet.Way(v, people.PermPeopleView, "/people/"+x.ID.String())}, {Text: x.Email}}, Muted: x.Status == people.Leaver}
		t.Rows = append(t.Rows, row)
	}
	parts := []templ.Component{sheet.List(t)}
	if more {
		parts = append(parts, sheet.Say("There are more than are listed here."))
	}
	return templ.Join(parts...), nil
}
