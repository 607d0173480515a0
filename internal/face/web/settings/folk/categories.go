package folk

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) categories(s *kit.Site) {
	const edit = string(people.PermCategoryEdit)
	writes := []string{"name", "parent", "entity", "team", "impact", "urgency", "archived"}
	s.Show("/categories", face.SignedIn, "those offered at the actor's entity", p.listCategories)
	fresh, old := sheet.Either(p.Frame, p.newCategory()), sheet.Either(p.Frame, p.category())
	sheet.Form(s, "/categories/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh(v, false) })
	sheet.Take(s, "/categories/new", edit, func(v *kit.Visit) error { return fresh(v, true) }, writes...)
	sheet.Form(s, "/categories/{id}", edit, kit.ByRow, func(v *kit.Visit) error { return old(v, false) })
	sheet.Take(s, "/categories/{id}", edit, func(v *kit.Visit) error { return old(v, true) }, append(writes, "version")...)
}

func (p *pages) listCategories(v *kit.Visit) error {
	list, err := visible(v)
	if err != nil {
		return err
	}
	var ids []id.ID
	known := map[id.ID]bool{}
	for _, c := range list {
		known[c.ID] = true
		if c.Team != 0 {
			ids = append(ids, c.Team)
		}
	}
	teams, err := people.TeamNames(v.Ctx(), v.Room.DB, ids)
	if err != nil {
		return err
	}
	edits := sheet.Can(v, people.PermCategoryEdit)
	var build func(parent id.ID) []ui.TreeNode
	build = func(parent id.ID) []ui.TreeNode {
		var out []ui.TreeNode
		for _, c := range list {
			if c.Parent == parent && parent != 0 || parent == 0 && !known[c.Parent] {
				n := ui.TreeNode{Label: c.Name, Note: kit.Join(" · ", teams[c.Team], hint("impact", c.Impact), hint("urgency", c.Urgency)), Muted: c.Archived, Open: true, Children: build(c.ID)}
				if edits {
					n.Href = "/categories/" + c.ID.String()
				}
				out = append(out, n)
			}
		}
		return out
	}
	b := sheet.Body{Title: "Categories", Lead: "Each may name the team that gets the work and hints for impact and urgency; what is empty is taken from above."}
	if len(list) == 0 {
		b.Parts = append(b.Parts, ui.EmptyBox(ui.Empty{Title: "There is no category yet"}))
	} else {
		b.Parts = append(b.Parts, ui.Tree("Categories", build(0)))
	}
	if edits {
		b.Acts = []ui.Button{{Label: "Add a category", Icon: "plus", Href: "/categories/new", Look: ui.Primary}}
	}
	return p.Show(v, 200, b)
}

// visible returns the categories offered at the visitor's entity and, for those who edit them, at every entity that they see.
func visible(v *kit.Visit) ([]category.Category, error) {
	out, err := category.List(v.Ctx(), v.Room.DB, v.Actor.Entity)
	if err != nil || !sheet.Can(v, people.PermCategoryEdit) {
		return out, err
	}
	entities, err := v.People.Entities(v.Ctx(), v.Room.DB)
	if errs.Is(err, errs.Forbidden) {
		return out, nil
	}
	known := map[id.ID]bool{}
	for _, c := range out {
		known[c.ID] = true
	}
	for _, e := range entities {
		list, err := category.List(v.Ctx(), v.Room.DB, e.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if !known[c.ID] {
				known[c.ID] = true
				out = append(out, c)
			}
		}
	}
	return out, err
}

func hint(what string, n int) string {
	if n == 0 {
		return ""
	}
	return what + " " + strconv.Itoa(n)
}

func (p *pages) newCategory() sheet.Sheet[category.Category] {
	s := p.category()
	s.Load = func(v *kit.Visit) (category.Category, error) {
		parent, _ := id.Parse(v.Query("parent"))
		return category.Category{Parent: parent}, nil
	}
	s.Save = func(v *kit.Visit, x category.Category) (category.Category, error) {
		return v.People.CreateCategory(v.Ctx(), x)
	}
	s.Page = func(_ *kit.Visit, _ category.Category, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add a category", Crumbs: []ui.Link{{Label: "Categories", Href: "/categories"}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) category() sheet.Sheet[category.Category] {
	return sheet.Sheet[category.Category]{
		Form: "category",
		Load: func(v *kit.Visit) (category.Category, error) {
			i, err := sheet.Key(v, "category")
			if err != nil {
				return category.Category{}, err
			}
			list, err := visible(v)
			for _, c := range list {
				if c.ID == i {
					return c, nil
				}
			}
			if err == nil {
				err = errs.Absent("category")
			}
			return category.Category{}, err
		},
		Version: func(x *category.Category) *int64 { return &x.Version },
		Title:   func(x category.Category) string { return x.Name },
		Fields:  categoryForm,
		Read: func(_ *kit.Visit, typed url.Values, x *category.Category) error {
			var c errs.Check
			x.Name, x.Archived = sheet.Text(typed, "name"), typed.Has("archived")
			x.Parent, x.Entity, x.Team = sheet.Ref(&c, typed, "parent"), sheet.Ref(&c, typed, "entity"), sheet.Ref(&c, typed, "team")
			x.Impact, x.Urgency = sheet.Number(&c, typed, "impact"), sheet.Number(&c, typed, "urgency")
			return c.Err()
		},
		Save: func(v *kit.Visit, x category.Category) (category.Category, error) {
			return v.People.UpdateCategory(v.Ctx(), x)
		},
		Done: func(category.Category) string { return "/categories" },
		Page: func(_ *kit.Visit, x category.Category, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
			return sheet.Body{Title: x.Path, Crumbs: []ui.Link{{Label: "Categories", Href: "/categories"}}, Parts: []templ.Component{main},
				Acts: []ui.Button{{Label: "Add one below", Icon: "plus", Href: "/categories/new?parent=" + x.ID.String()}}}, nil
		},
	}
}

func categoryForm(v *kit.Visit, x category.Category) (ui.Form, error) {
	entities, err := sheet.EntityOptions(v, x.Entity)
	if err != nil {
		return ui.Form{}, err
	}
	teams, err := sheet.TeamOptions(v, x.Team, "The parent's")
	if err != nil {
		return ui.Form{}, err
	}
	list, err := category.List(v.Ctx(), v.Room.DB, v.Actor.Entity)
	if err != nil {
		return ui.Form{}, err
	}
	parents := []ui.Option{{Value: "", Label: "At the top"}}
	for _, c := range list {
		if c.ID != x.ID {
			parents = append(parents, ui.Option{Value: c.ID.String(), Label: c.Path})
		}
	}
	level := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	levels := []ui.Option{{Value: "", Label: "No hint"}, {Value: "1", Label: "1 high"}, {Value: "2", Label: "2 medium"}, {Value: "3", Label: "3 low"}}
	f := ui.Form{Action: v.R.URL.RequestURI(), Columns: 2, Fields: []ui.Field{
		{Name: "name", Label: "Name", Kind: ui.FieldText, Value: x.Name, Required: true},
		{Name: "parent", Label: "Below", Kind: ui.FieldSelect, Value: x.Parent.String(), Options: parents},
		{Name: "team", Label: "Team that gets the work", Kind: ui.FieldSelect, Value: x.Team.String(), Options: teams},
		{Name: "entity", Label: "Offered at", Kind: ui.FieldSelect, Value: x.Entity.String(), Options: append([]ui.Option{{Value: "", Label: "Everywhere"}}, entities...)},
		{Name: "impact", Label: "Impact", Kind: ui.FieldSelect, Value: level(x.Impact), Options: levels},
		{Name: "urgency", Label: "Urgency", Kind: ui.FieldSelect, Value: level(x.Urgency), Options: levels},
	}}
	if x.ID != 0 {
		f.Action = v.R.URL.Path
		f.Fields = append(f.Fields, sheet.Archived(x.Archived))
	}
	return f, nil
}
