package folk

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) places(s *kit.Site) {
	const view, edit = string(people.PermEntityView), string(people.PermEntityEdit)
	e, l := p.entity(), p.location()
	register := func(path string, list kit.Handler, fresh, old func(*kit.Visit, bool) error, writes ...string) {
		s.Show(path, view, kit.ByQuery, list)
		sheet.Form(s, path+"/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh(v, false) })
		sheet.Take(s, path+"/new", edit, func(v *kit.Visit) error { return fresh(v, true) }, writes...)
		s.Show(path+"/{id}", view, kit.ByRow, func(v *kit.Visit) error { return old(v, false) })
		sheet.Take(s, path+"/{id}", edit, func(v *kit.Visit) error { return old(v, true) }, append(writes, "version")...)
	}
	register("/entities", p.listEntities, sheet.Either(p.Frame, p.newEntity()), sheet.Either(p.Frame, e), "name", "kind", "parent", "zone", "calendar", "archived")
	register("/locations", p.listLocations, sheet.Either(p.Frame, p.newLocation()), sheet.Either(p.Frame, l), "name", "entity", "parent", "zone", "archived")
}

func (p *pages) listEntities(v *kit.Visit) error {
	list, err := v.People.Entities(v.Ctx(), v.Room.DB)
	if err != nil {
		return err
	}
	known := map[id.ID]bool{}
	for _, e := range list {
		known[e.ID] = true
	}
	var build func(parent id.ID) []ui.TreeNode
	build = func(parent id.ID) []ui.TreeNode {
		var out []ui.TreeNode
		for _, e := range list {
			if e.Parent == parent || parent == 0 && !known[e.Parent] {
				out = append(out, ui.TreeNode{Label: e.Name, Href: "/entities/" + e.ID.String(), Note: kit.Join(" · ", string(e.Kind), e.Zone, sheet.ArchivedWord(e.Archived)), Muted: e.Archived, Open: true, Children: build(e.ID)})
			}
		}
		return out
	}
	b := sheet.Body{Title: "Entities", Lead: "Settings are inherited from above; an entity may set its own.", Parts: []templ.Component{ui.Tree("Entities", build(0))}}
	if sheet.Can(v, people.PermEntityEdit) {
		b.Acts = []ui.Button{{Label: "Add an entity", Icon: "plus", Href: "/entities/new", Look: ui.Primary}}
	}
	return p.Show(v, 200, b)
}

func (p *pages) newEntity() sheet.Sheet[place.Entity] {
	s := p.entity()
	s.Load = func(v *kit.Visit) (place.Entity, error) {
		return place.Entity{Parent: v.Actor.Entity, Kind: place.Customer}, nil
	}
	s.Save = func(v *kit.Visit, x place.Entity) (place.Entity, error) { return v.People.CreateEntity(v.Ctx(), x) }
	s.Page = func(_ *kit.Visit, _ place.Entity, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add an entity", Crumbs: []ui.Link{{Label: "Entities", Href: "/entities"}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) entity() sheet.Sheet[place.Entity] {
	return sheet.Sheet[place.Entity]{
		Form: "entity",
		Load: func(v *kit.Visit) (place.Entity, error) {
			i, err := sheet.Key(v, "entity")
			if err != nil {
				return place.Entity{}, err
			}
			return v.People.Entity(v.Ctx(), v.Room.DB, i)
		},
		Version: func(x *place.Entity) *int64 { return &x.Version },
		Title:   func(x place.Entity) string { return x.Name },
		Fields: func(v *kit.Visit, x place.Entity) (ui.Form, error) {
			parents, err := sheet.EntityOptions(v, x.Parent)
			if err != nil {
				return ui.Form{}, err
			}
			calendars, err := sheet.CalendarOptions(v, p.Calendars, x.Calendar, "Inherited")
			if err != nil {
				return ui.Form{}, err
			}
			f := ui.Form{Action: v.R.URL.Path, Columns: 2, Fields: []ui.Field{
				{Name: "name", Label: "Name", Kind: ui.FieldText, Value: x.Name, Required: true},
				{Name: "kind", Label: "Kind", Kind: ui.FieldSelect, Value: string(x.Kind), Options: []ui.Option{{Value: "organisation", Label: "Organisation"}, {Value: "customer", Label: "Customer"},
					{Value: "site", Label: "Site"}, {Value: "department", Label: "Department"}}},
				{Name: "zone", Label: "Time zone", Kind: ui.FieldText, Value: x.Zone, Options: kit.Zones(), Hint: "Inherited"},
				{Name: "calendar", Label: "Calendar", Kind: ui.FieldSelect, Value: x.Calendar.String(), Options: calendars},
			}}
			if x.Parent != 0 {
				f.Fields = append(f.Fields, ui.Field{Name: "parent", Label: "Below", Kind: ui.FieldSelect, Value: x.Parent.String(), Options: parents})
			}
			if x.ID != 0 && x.Parent != 0 {
				f.Fields = append(f.Fields, sheet.Archived(x.Archived))
			}
			return f, nil
		},
		Read: func(_ *kit.Visit, typed url.Values, x *place.Entity) error {
			var c errs.Check
			x.Name, x.Kind, x.Zone, x.Archived = sheet.Text(typed, "name"), place.EntityKind(sheet.Text(typed, "kind")), sheet.Text(typed, "zone"), typed.Has("archived")
			x.Calendar = sheet.Ref(&c, typed, "calendar")
			if typed.Has("parent") {
				x.Parent = sheet.Ref(&c, typed, "parent")
			}
			return c.Err()
		},
		Save: func(v *kit.Visit, x place.Entity) (place.Entity, error) { return v.People.UpdateEntity(v.Ctx(), x) },
		Done: func(x place.Entity) string { return "/entities/" + x.ID.String() },
		Page: p.entityPage,
	}
}

// entityPage says below the form what holds here and from where.
func (p *pages) entityPage(v *kit.Visit, x place.Entity, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
	b := sheet.Body{Title: x.Name, Crumbs: []ui.Link{{Label: "Entities", Href: "/entities"}}}
	if sheet.On(v, people.PermEntityEdit, actor.Row{Entity: x.ID}) {
		b.Parts = append(b.Parts, main)
	}
	set, err := place.Settings(v.Ctx(), v.Room.DB, x.ID)
	if err != nil {
		return b, err
	}
	names, err := place.EntityNames(v.Ctx(), v.Room.DB, []id.ID{set.ZoneFrom, set.CalendarFrom})
	if err != nil {
		return b, err
	}
	from := func(i id.ID) string {
		switch {
		case i == 0:
			return "nobody: the product's default"
		case i == x.ID:
			return "here"
		}
		return names[i]
	}
	calendars, err := sheet.CalendarOptions(v, p.Calendars, set.Calendar, "The shipped business hours")
	if err != nil {
		return b, err
	}
	b.Parts = append(b.Parts, sheet.Block("What holds here", ui.DataTable(ui.Table{Caption: "Inherited settings", Head: []ui.Column{{Label: "Setting"}, {Label: "Value"}, {Label: "Set by"}}, Rows: []ui.TableRow{
		{Cells: []ui.Cell{{Text: "Time zone"}, {Text: set.Zone}, {Text: from(set.ZoneFrom)}}},
		{Cells: []ui.Cell{{Text: "Calendar"}, {Text: sheet.Optioned(ui.Field{Options: calendars}, set.Calendar.String())}, {Text: from(set.CalendarFrom)}}},
	}})))
	return b, nil
}
