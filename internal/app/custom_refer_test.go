package app_test

import (
	"encoding/json"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	places "github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

func TestACustomFieldRefersOnlyToWhatItsWriterSees(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		theirs := map[field.Type]id.ID{field.TypeEntity: d.Other}
		err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			p, err := d.People.InsertPerson(tx, people.Person{Entity: d.Other, Name: "Max Meridian", Email: "max@meridian.example", Status: people.Active})
			if err != nil {
				return err
			}
			l, err := d.People.InsertLocation(tx, places.Location{Entity: d.Other, Name: "Lisbon"})
			if err != nil {
				return err
			}
			team, err := d.People.EnsureTeam(tx, d.Other, people.Team{Name: "Meridian IT"})
			if err != nil {
				return err
			}
			c, err := category.New(d.DB).InsertCategory(tx, category.Category{Entity: d.Other, Name: "Meridian only"})
			theirs[field.TypePerson], theirs[field.TypeLocation], theirs[field.TypeTeam], theirs[field.TypeCategory] = p.ID, l.ID, team, c.ID
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.Incidents.Open(d.System(), incident.Open{Title: "Secret", Requester: theirs[field.TypePerson]})
		if err != nil {
			t.Fatal(err)
		}
		theirs[field.TypeRecord] = r.ID
		for typ, ref := range theirs {
			key := "a_" + string(typ)
			if _, err := d.Custom.Define(d.As("admin"), field.Define{Kind: "incident", Key: key, Type: typ, Label: key, Portal: true}); err != nil {
				t.Fatal(err)
			}
			in := incident.Open{Title: "Cold desk", Custom: map[string]json.RawMessage{key: json.RawMessage(`"` + ref.String() + `"`)}}
			if _, err := d.Incidents.Open(d.As("agent"), in); err != nil {
				t.Errorf("an agent names a %s: %v", typ, err)
			}
			_, err := d.Incidents.Open(d.As("requester"), in)
			if typ == field.TypeCategory {
				continue // offered below the requester's own entity
			}
			if fs := errs.Fields(err); len(fs) != 1 || fs[0].Key != "custom."+key {
				t.Errorf("a requester names a %s of somebody else: %v", typ, err)
			}
		}
		own := map[string]json.RawMessage{"a_person": json.RawMessage(`"` + d.ID("requester").String() + `"`)}
		if _, err := d.Incidents.Open(d.As("requester"), incident.Open{Title: "Mine", Custom: own}); err != nil {
			t.Errorf("a requester names themselves: %v", err)
		}
	})
}
