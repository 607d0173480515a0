package settings

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) places(s *kit.Site) {
	const view, edit = string(people.PermEntityView), string(people.PermEntityEdit)
	e, l := p.entity(), p.location()
	register := func(path string, list kit.Handler, fresh, old func(*kit.Visit, bool) error, writes ...string) {
		s.Show(path, view, kit.ByQuery, list)
		s.Show(path+"/new", edit, kit.NoRows, func(v *kit.Visit) error { return fresh(v, false) })
		s.Take(path+"/new", edit, kit.ByVerb, func(v *kit.Visit) error { return fresh(v, true) }, writes...)
		s.Show(path+"/{id}", view, kit.ByRow, func(v *kit.Visit) error { return old(v, false) })
		s.Take(path+"/{id}", edit, kit.ByVerb, func(v *kit.Visit) error { return old(v, true) }, append(writes, "version")...)
	}
	register("/entities", p.listEntities, either(p, p.newEntity()), either(p, e), "name", "kind", "parent", "zone", "calendar", "archived")
	register("/locations", p.listLocations, either(p, p.newLocation()), either(p, l), "name", "entity", "parent", "zone", "archived")
}

// either is opening a sheet, or taking its form.
func either[T any](p *pages, s sheet[T]) func(v *kit.Visit, sent bool) error {
	return func(v *kit.Visit, sent bool) error {
		if sent {
			return s.take(p, v)
		}
		return s.open(p, v, fault{})
	}
}

// entityOptions are the entities to choose from, indented as a tree; one that is chosen but not visible stays.
func entityOptions(v *kit.Visit, chosen id.ID) ([]ui.Option, error) {
	list, err := v.People.Entities(v.Ctx(), v.Room.DB)
	if errs.Is(err, errs.Forbidden) {
		return []ui.Option{{Value: chosen.String(), Label: "unchanged"}}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	there := chosen == 0
	for _, e := range list {
		there = there || e.ID == chosen
		if !e.Archived || e.ID == chosen {
			out = append(out, ui.Option{Value: e.ID.String(), Label: strings.Repeat("– ", max(0, strings.Count(e.Path, "/")-2)) + e.Name})
		}
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
}

func locationOptions(v *kit.Visit, chosen id.ID) ([]ui.Option, error) {
	out := []ui.Option{{Value: "", Label: "–"}}
	list, err := v.People.Locations(v.Ctx(), v.Room.DB)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return nil, err
	}
	there := chosen == 0
	for _, l := range list {
		there = there || l.ID == chosen
		if !l.Archived || l.ID == chosen {
			out = append(out, ui.Option{Value: l.ID.String(), Label: l.Name})
		}
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
}

// calendarOptions are the calendars to choose from; none says what applies without one.
func (p *pages) calendarOptions(v *kit.Visit, chosen id.ID, none string) ([]ui.Option, error) {
	out := []ui.Option{{Value: "", Label: none}}
	there := chosen == 0
	if p.Calendars != nil && can(v, calendar.PermView) {
		list, err := p.Calendars.All(v.Ctx(), v.Room.DB)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			there = there || c.ID == chosen
			if !c.Archived || c.ID == chosen {
				out = append(out, ui.Option{Value: c.ID.String(), Label: c.Name})
			}
		}
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
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
				out = append(out, ui.TreeNode{Label: e.Name, Href: "/entities/" + e.ID.String(), Note: kit.Join(" · ", string(e.Kind), e.Zone, archivedWord(e.Archived)), Muted: e.Archived, Open: true, Children: build(e.ID)})
			}
		}
		return out
	}
	b := body{title: "Entities", lead: "Settings are inherited from above; an entity may set its own.", parts: []templ.Component{ui.Tree("Entities", build(0))}}
	if can(v, people.PermEntityEdit) {
		b.acts = []ui.Button{{Label: "Add an entity", Icon: "plus", Href: "/entities/new", Look: ui.Primary}}
	}
	return p.show(v, 200, b)
}

func archivedWord(yes bool) string {
	if yes {
		return "archived"
	}
	return ""
}

func (p *pages) newEntity() sheet[place.Entity] {
	s := p.entity()
	s.load = func(v *kit.Visit) (place.Entity, error) {
		return place.Entity{Parent: v.Actor.Entity, Kind: place.Customer}, nil
	}
	s.save = func(v *kit.Visit, x place.Entity) (place.Entity, error) { return v.People.CreateEntity(v.Ctx(), x) }
	s.page = func(_ *kit.Visit, _ place.Entity, main templ.Component, _ fault) (body, error) {
		return body{title: "Add an entity", crumbs: []ui.Link{{Label: "Entities", Href: "/entities"}}, parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) entity() sheet[place.Entity] {
	return sheet[place.Entity]{
		form: "entity",
		load: func(v *kit.Visit) (place.Entity, error) {
			i, err := key(v, "entity")
			if err != nil {
				return place.Entity{}, err
			}
			return v.People.Entity(v.Ctx(), v.Room.DB, i)
		},
		version: func(x *place.Entity) *int64 { return &x.Version },
		title:   func(x place.Entity) string { return x.Name },
		fields: func(v *kit.Visit, x place.Entity) (ui.Form, error) {
			parents, err := entityOptions(v, x.Parent)
			if err != nil {
				return ui.Form{}, err
			}
			calendars, err := p.calendarOptions(v, x.Calendar, "Inherited")
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
				f.Fields = append(f.Fields, archived(x.Archived))
			}
			return f, nil
		},
		read: func(_ *kit.Visit, typed url.Values, x *place.Entity) error {
			var c errs.Check
			x.Name, x.Kind, x.Zone, x.Archived = text(typed, "name"), place.EntityKind(text(typed, "kind")), text(typed, "zone"), typed.Has("archived")
			x.Calendar = ref(&c, typed, "calendar")
			if typed.Has("parent") {
				x.Parent = ref(&c, typed, "parent")
			}
			return c.Err()
		},
		save: func(v *kit.Visit, x place.Entity) (place.Entity, error) { return v.People.UpdateEntity(v.Ctx(), x) },
		done: func(x place.Entity) string { return "/entities/" + x.ID.String() },
		page: p.entityPage,
	}
}

// entityPage says below the form what holds here and from where.
func (p *pages) entityPage(v *kit.Visit, x place.Entity, main templ.Component, _ fault) (body, error) {
	b := body{title: x.Name, crumbs: []ui.Link{{Label: "Entities", Href: "/entities"}}}
	if can(v, people.PermEntityEdit) {
		b.parts = append(b.parts, main)
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
	calendars, err := p.calendarOptions(v, set.Calendar, "The shipped business hours")
	if err != nil {
		return b, err
	}
	b.parts = append(b.parts, block("What holds here", ui.DataTable(ui.Table{Caption: "Inherited settings", Head: []ui.Column{{Label: "Setting"}, {Label: "Value"}, {Label: "Set by"}}, Rows: []ui.TableRow{
		{Cells: []ui.Cell{{Text: "Time zone"}, {Text: set.Zone}, {Text: from(set.ZoneFrom)}}},
		{Cells: []ui.Cell{{Text: "Calendar"}, {Text: optioned(ui.Field{Options: calendars}, set.Calendar.String())}, {Text: from(set.CalendarFrom)}}},
	}})))
	return b, nil
}
