package people_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

func TestSettingsAreInheritedAndTheChildOverrides(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		e, err := k.s.Entity(ctx, k.d, k.acme)
		k.ok(err)
		e.Calendar = 77
		_, err = k.s.UpdateEntity(ctx, e)
		k.ok(err)
		tests := []struct {
			name   string
			entity id.ID
			want   place.Inherited
		}{
			{"the root's zone holds for a customer that says nothing", k.acme, place.Inherited{Zone: "Europe/Berlin", ZoneFrom: k.root, Calendar: 77, CalendarFrom: k.acme}},
			{"a site overrides the zone and keeps the calendar", k.site, place.Inherited{Zone: "America/Lima", ZoneFrom: k.site, Calendar: 77, CalendarFrom: k.acme}},
			{"another customer gets nothing of it", k.blue, place.Inherited{Zone: "Asia/Kolkata", ZoneFrom: k.blue}},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				got, err := place.Settings(ctx, k.d, tt.entity)
				k.ok(err)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

func TestEntitiesMoveWithWhatIsBelow(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		get := func(e id.ID) place.Entity {
			out, err := k.s.Entity(ctx, k.d, e)
			k.ok(err)
			return out
		}
		acme := get(k.acme)
		acme.Parent = k.site
		_, err := k.s.UpdateEntity(ctx, acme)
		k.want(err, errs.Invalid)
		acme.Parent = k.blue
		_, err = k.s.UpdateEntity(ctx, acme)
		k.ok(err)
		tree, err := place.Tree(ctx, k.d, k.blue)
		k.ok(err)
		if diff := cmp.Diff([]id.ID{k.acme, k.blue, k.site}, tree); diff != "" {
			t.Error(diff)
		}
		if got, err := place.Settings(ctx, k.d, k.acme); err != nil || got.Zone != "Asia/Kolkata" {
			t.Errorf("%+v, %v", got, err)
		}
		root := get(k.root)
		root.Parent = k.blue
		_, err = k.s.UpdateEntity(ctx, root)
		k.want(err, errs.Conflict)
		for _, e := range []id.ID{k.root, k.acme} {
			v := get(e)
			v.Archived = true
			_, err = k.s.UpdateEntity(ctx, v)
			k.want(err, errs.Conflict)
		}
		site := get(k.site)
		site.Archived = true
		_, err = k.s.UpdateEntity(ctx, site)
		k.ok(err)
		_, err = k.s.CreateEntity(ctx, place.Entity{Parent: k.site, Name: "Below the archived"})
		k.want(err, errs.Invalid)
		_, err = k.s.CreateEntity(ctx, place.Entity{Name: "A second root"})
		k.want(err, errs.Invalid)
		list, err := k.s.Entities(ctx, k.d)
		k.ok(err)
		if len(list) != 4 || list[0].ID != k.root {
			t.Errorf("%+v", list)
		}
	})
}

func TestACustomersLeadStaysInTheirTree(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		lea := k.add(k.acme, "Lea Lead", "lea@acme.example", "customer_lead")
		lead := k.as(lea)
		_, err := k.s.CreateEntity(lead, place.Entity{Parent: k.blue, Name: "Raid"})
		k.want(err, errs.Invalid)
		_, err = k.s.CreateEntity(lead, place.Entity{Parent: k.acme, Name: "Acme Oslo"})
		k.ok(err)
		lead = k.as(lea) // the next request: the tree has grown
		_, err = k.s.Entity(lead, k.d, k.blue)
		k.want(err, errs.NotFound)
		list, err := k.s.Entities(lead, k.d)
		k.ok(err)
		if len(list) != 3 {
			t.Errorf("sees %+v", list)
		}
		site, err := k.s.Entity(lead, k.d, k.site)
		k.ok(err)
		site.Parent = k.blue
		_, err = k.s.UpdateEntity(lead, site)
		k.want(err, errs.Invalid)
	})
}

func TestLocations(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		house, err := k.s.CreateLocation(ctx, place.Location{Entity: k.acme, Name: "House"})
		k.ok(err)
		room, err := k.s.CreateLocation(ctx, place.Location{Entity: k.acme, Parent: house.ID, Name: "Room 1"})
		k.ok(err)
		_, err = k.s.CreateLocation(ctx, place.Location{Entity: k.acme, Parent: house.ID, Name: "Room  1"})
		k.want(err, errs.Invalid)
		_, err = k.s.CreateLocation(ctx, place.Location{Entity: k.blue, Parent: house.ID, Name: "Elsewhere"})
		k.want(err, errs.Invalid)
		house.Parent = room.ID
		_, err = k.s.UpdateLocation(ctx, house)
		k.want(err, errs.Invalid)
		house.Parent, house.Zone = 0, "Europe/Paris"
		house, err = k.s.UpdateLocation(ctx, house)
		k.ok(err)
		if house.Version != 2 {
			t.Errorf("%+v", house)
		}
		k.write(func(tx *db.Tx) error {
			for range 2 {
				if got, err := k.s.EnsureLocation(tx, k.acme, " House "); err != nil || got != house.ID {
					t.Errorf("got %v, %v", got, err)
				}
			}
			return nil
		})
		visitor := k.add(k.site, "Vi Visitor", "vi@acme.example")
		for _, tt := range []struct {
			location id.ID
			zone     string
			want     string
		}{{0, "", "America/Lima"}, {house.ID, "", "Europe/Paris"}, {room.ID, "", "America/Lima"}, {house.ID, "Asia/Tokyo", "Asia/Tokyo"}} {
			p, err := k.s.Person(ctx, k.d, visitor)
			k.ok(err)
			p.Location, p.Zone = tt.location, tt.zone
			_, err = k.s.UpdatePerson(ctx, p)
			k.ok(err)
			if a, err := k.s.Actor(ctx, k.d, visitor, "web"); err != nil || a.Zone != tt.want {
				t.Errorf("at %v with %q: %q, %v", tt.location, tt.zone, a.Zone, err)
			}
		}
		if list, err := k.s.Locations(ctx, k.d); err != nil || len(list) != 2 {
			t.Errorf("%v, %v", list, err)
		}
	})
}

func TestCategories(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		team := k.team("manual", 0)
		top, err := k.s.CreateCategory(ctx, category.Category{Name: "Hardware", Team: team.ID})
		k.ok(err)
		printer, err := k.s.CreateCategory(ctx, category.Category{Name: "Printer", Parent: top.ID, Urgency: 2})
		k.ok(err)
		if printer.Path != "Hardware / Printer" {
			t.Errorf("path %q", printer.Path)
		}
		if c, err := category.ByID(ctx, k.d, printer.ID); err != nil || c.Team != team.ID {
			t.Errorf("the default team of the category above: %+v, %v", c, err)
		}
		top.Name = "Devices"
		_, err = k.s.UpdateCategory(ctx, top)
		k.ok(err)
		paths, err := category.Paths(ctx, k.d, []id.ID{printer.ID})
		k.ok(err)
		if paths[printer.ID] != "Devices / Printer" {
			t.Errorf("%v", paths)
		}
		own, err := k.s.CreateCategory(ctx, category.Category{Name: "Cash desk", Entity: k.acme})
		k.ok(err)
		for entity, want := range map[id.ID]int{0: 2, k.blue: 2, k.acme: 3, k.site: 3} {
			if list, err := category.List(ctx, k.d, entity); err != nil || len(list) != want {
				t.Errorf("at %d there are %v, %v", entity, list, err)
			}
		}
		for _, bad := range []category.Category{{}, {Name: "A / B"}, {Name: "X", Impact: 4}, {Name: "X", Team: 99}, {Name: "X", Parent: 99}, {Name: "X", Parent: own.ID}, {Name: "Devices"}} {
			_, err := k.s.CreateCategory(ctx, bad)
			k.want(err, errs.Invalid)
		}
		_, err = k.s.CreateCategory(k.as(k.agent), category.Category{Name: "Mine"})
		k.want(err, errs.Forbidden)
	})
}
