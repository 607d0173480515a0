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

func (p *pages) listLocations(v *kit.Visit) error {
	list, err := v.People.Locations(v.Ctx(), v.Room.DB)
	if err != nil {
		return err
	}
	known := map[id.ID]bool{}
	for _, l := range list {
		known[l.ID] = true
	}
	var build func(parent id.ID) []ui.TreeNode
	build = func(parent id.ID) []ui.TreeNode {
		var out []ui.TreeNode
		for _, l := range list {
			if l.Parent == parent && parent != 0 || parent == 0 && !known[l.Parent] {
				out = append(out, ui.TreeNode{Label: l.Name, Href: "/locations/" + l.ID.String(), Note: kit.Join(" · ", l.Zone, sheet.ArchivedWord(l.Archived)), Muted: l.Archived, Open: true, Children: build(l.ID)})
			}
		}
		return out
	}
	b := sheet.Body{Title: "Locations"}
	if len(list) == 0 {
		b.Parts = append(b.Parts, ui.EmptyBox(ui.Empty{Title: "There is no location yet", Text: "Add a building, then floors and rooms below it."}))
	} else {
		b.Parts = append(b.Parts, ui.Tree("Locations", build(0)))
	}
	b.Acts = sheet.Along("/locations", nil)
	if sheet.Can(v, people.PermEntityEdit) {
		b.Acts = append(b.Acts, ui.Button{Label: "Add a location", Icon: "plus", Href: "/locations/new", Look: ui.Primary})
	}
	return p.Show(v, 200, b)
}

func (p *pages) newLocation() sheet.Sheet[place.Location] {
	s := p.location()
	s.Load = func(v *kit.Visit) (place.Location, error) { return place.Location{Entity: v.Actor.Entity}, nil }
	s.Save = func(v *kit.Visit, x place.Location) (place.Location, error) {
		return v.People.CreateLocation(v.Ctx(), x)
	}
	s.Page = func(_ *kit.Visit, _ place.Location, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add a location", Crumbs: []ui.Link{{Label: "Locations", Href: "/locations"}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) location() sheet.Sheet[place.Location] {
	return sheet.Sheet[place.Location]{
		Form: "location",
		Load: func(v *kit.Visit) (place.Location, error) {
			i, err := sheet.Key(v, "location")
			if err != nil {
				return place.Location{}, err
			}
			list, err := v.People.Locations(v.Ctx(), v.Room.DB)
			for _, l := range list {
				if l.ID == i {
					return l, nil
				}
			}
			if err == nil {
				err = errs.Absent("location")
			}
			return place.Location{}, err
		},
		Version: func(x *place.Location) *int64 { return &x.Version },
		Title:   func(x place.Location) string { return x.Name },
		Fields: func(v *kit.Visit, x place.Location) (ui.Form, error) {
			entities, err := sheet.EntityOptions(v, x.Entity)
			if err != nil {
				return ui.Form{}, err
			}
			parents, err := sheet.LocationOptions(v, x.Parent)
			if err != nil {
				return ui.Form{}, err
			}
			f := ui.Form{Action: v.R.URL.Path, Columns: 2, Fields: []ui.Field{
				{Name: "name", Label: "Name", Kind: ui.FieldText, Value: x.Name, Required: true},
				{Name: "entity", Label: "Entity", Kind: ui.FieldSelect, Value: x.Entity.String(), Options: entities, Required: true},
				{Name: "parent", Label: "Within", Kind: ui.FieldSelect, Value: x.Parent.String(), Options: parents},
				{Name: "zone", Label: "Time zone", Kind: ui.FieldText, Value: x.Zone, Options: kit.Zones(), Hint: "The entity's"},
			}}
			if x.ID != 0 {
				f.Fields = append(f.Fields, sheet.Archived(x.Archived))
			}
			return f, nil
		},
		Read: func(_ *kit.Visit, typed url.Values, x *place.Location) error {
			var c errs.Check
			x.Name, x.Zone, x.Archived = sheet.Text(typed, "name"), sheet.Text(typed, "zone"), typed.Has("archived")
			x.Entity, x.Parent = sheet.Ref(&c, typed, "entity"), sheet.Ref(&c, typed, "parent")
			return c.Err()
		},
		Save: func(v *kit.Visit, x place.Location) (place.Location, error) {
			return v.People.UpdateLocation(v.Ctx(), x)
		},
		Done: func(x place.Location) string { return "/locations/" + x.ID.String() },
		Page: locationPage,
	}
}

func locationPage(v *kit.Visit, x place.Location, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
	b := sheet.Body{Title: x.Name, Crumbs: []ui.Link{{Label: "Locations", Href: "/locations"}}}
	if sheet.On(v, people.PermEntityEdit, actor.Row{Entity: x.Entity}) {
		b.Parts = []templ.Component{main}
		return b, nil
	}
	names, err := place.EntityNames(v.Ctx(), v.Room.DB, []id.ID{x.Entity})
	b.Parts = []templ.Component{ui.DataTable(ui.Table{Caption: x.Name, Head: []ui.Column{{Label: "Field"}, {Label: "Value"}}, Rows: []ui.TableRow{
		{Cells: []ui.Cell{{Text: "Entity"}, {Text: names[x.Entity]}}}, {Cells: []ui.Cell{{Text: "Time zone"}, {Text: sheet.Optioned(ui.Field{}, x.Zone)}}}}})}
	return b, err
}
