package field_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

type sink struct{ kinds []string }

func (s *sink) Emit(_ *db.Tx, e db.Event) error {
	s.kinds = append(s.kinds, e.EventKind())
	return nil
}

func admin(t *testing.T) context.Context {
	return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 1, Grants: actor.Grants{field.PermSettings: actor.All}})
}

func define(t *testing.T, c *field.Custom, in field.Define) field.Definition {
	t.Helper()
	if in.Kind == "" {
		in.Kind = "incident"
	}
	in.Label = strings.ToUpper(in.Key)
	d, err := c.Define(admin(t), in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func raw(t *testing.T, text string) map[string]json.RawMessage {
	t.Helper()
	var out map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func setup(t *testing.T, d *db.DB) *field.Custom {
	t.Helper()
	d.SetSink(&sink{})
	c := field.NewCustom(d)
	site := []field.Option{{Value: "north", Label: "North"}, {Value: "south", Label: "South"}}
	define(t, c, field.Define{Key: "floor", Type: field.TypeNumber, Portal: true})
	define(t, c, field.Define{Key: "site", Type: field.TypeChoice, Options: site, Required: true})
	define(t, c, field.Define{Key: "tags", Type: field.TypeMulti, Options: site})
	define(t, c, field.Define{Key: "vip", Type: field.TypeBoolean})
	define(t, c, field.Define{Key: "seen", Type: field.TypeDateTime})
	define(t, c, field.Define{Key: "boss", Type: field.TypePerson})
	insert(t, d, `INSERT INTO person (id, entity_id, name, name_key, email, phone, title, department, location_id, manager_id, language, zone, vip, status, preferences, version, created_at, updated_at)
		VALUES (77, 1, 'Bo', 'bo', '', '', '', '', 0, 0, '', '', FALSE, 'active', '{}', 1, 0, 0)`)
	return c
}

func TestCustomValuesAreCheckedAgainstTheirDefinitions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		c := setup(t, d)
		got, changes, err := c.Fill(t.Context(), "incident", raw(t, `{"site":"north","tags":["south","north","south"],"floor":3.5,"vip":true,"seen":"2026-01-01T01:00:00+01:00","boss":"77"}`), false)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"boss":"77","floor":3.5,"seen":"2026-01-01T00:00:00Z","site":"north","tags":["north","south"],"vip":true}`
		if got != want || len(changes) != 6 {
			t.Errorf("got %s, %d changes", got, len(changes))
		}
		_, _, err = c.Fill(t.Context(), "incident", raw(t, `{"nope":1,"floor":"x","vip":3,"tags":["east"],"seen":"soon","boss":true}`), false)
		var keys []string
		for _, f := range errs.Fields(err) {
			keys = append(keys, f.Key)
		}
		if diff := cmp.Diff([]string{"custom.site", "custom.boss", "custom.floor", "custom.nope", "custom.seen", "custom.tags", "custom.vip"}, keys); diff != "" {
			t.Error(diff)
		}
		if _, _, err := c.Fill(t.Context(), "incident", raw(t, `{"floor":1}`), true); err != nil {
			t.Errorf("the portal cannot fill in what it does not show: %v", err)
		}
		if _, _, err := c.Fill(t.Context(), "incident", raw(t, `{"site":"north"}`), true); err == nil {
			t.Error("the portal filled in what it does not show")
		}
	})
}

func insert(t *testing.T, d *db.DB, text string) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(text); return err }); err != nil {
		t.Fatal(err)
	}
}

func TestACustomValueRefersToSomethingThatIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		c := setup(t, d)
		for _, typ := range []field.Type{field.TypeTeam, field.TypeCategory, field.TypeLocation, field.TypeEntity, field.TypeRecord} {
			define(t, c, field.Define{Key: "a_" + string(typ), Type: typ})
		}
		insert(t, d, `INSERT INTO record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at, custom)
			VALUES (5, 'incident', 'INC-5', 'Mail', 'new', 0, 1, 1, 0, 1, 0, 0, '{}'), (6, 'incident', 'INC-6', 'Secret', 'new', 0, 1, 1, 0, 1, 0, 0, '{}')`)
		insert(t, d, `INSERT INTO team (id, entity_id, name, assignment, max_open, calendar_id, last_person_id, archived, version, updated_at)
			VALUES (7, 1, 'Elsewhere', 'manual', 0, 0, 0, FALSE, 1, 0), (8, 1, 'Network', 'manual', 0, 0, 0, FALSE, 1, 0), (9, 1, 'Gone', 'manual', 0, 0, 0, TRUE, 1, 0)`)
		c.Sees = func(_ context.Context, typ field.Type, ref id.ID) error {
			if typ == field.TypeRecord && ref == 6 || typ == field.TypeTeam && ref == 7 {
				return errs.Absent("thing")
			}
			return nil
		}
		for _, tt := range []struct{ stored, patch, key string }{
			{`{}`, `{"boss":"77","a_record":"5","a_team":"8"}`, ""},
			{`{}`, `{"boss":"1"}`, "boss"},
			{`{}`, `{"boss":1}`, "boss"},
			{`{}`, `{"a_team":"1"}`, "a_team"},
			{`{}`, `{"a_team":"9"}`, "a_team"},
			{`{}`, `{"a_team":"7"}`, "a_team"},
			{`{"a_team":"7"}`, `{"a_team":"7"}`, ""}, // somebody else chose it
			{`{}`, `{"a_category":"1"}`, "a_category"},
			{`{}`, `{"a_location":"1"}`, "a_location"},
			{`{}`, `{"a_entity":"1"}`, "a_entity"},
			{`{}`, `{"a_record":"1"}`, "a_record"},
			{`{}`, `{"a_record":"6"}`, "a_record"},
			{`{"a_team":"9","boss":"4"}`, `{"a_team":"9","boss":"4"}`, ""}, // chosen before it went
			{`{"a_team":"9","boss":"4"}`, `{"a_team":null,"boss":null}`, ""},
		} {
			_, _, err := c.Merge(t.Context(), "incident", tt.stored, raw(t, tt.patch))
			fs := errs.Fields(err)
			if tt.key == "" && err != nil || tt.key != "" && (len(fs) != 1 || fs[0].Key != "custom."+tt.key || !strings.HasPrefix(fs[0].Text, "There is no such ")) {
				t.Errorf("%s: %v", tt.patch, err)
			}
		}
		if _, _, err := c.Fill(t.Context(), "incident", raw(t, `{"site":"north","boss":"1"}`), false); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Key != "custom.boss" {
			t.Errorf("a new record refers to nobody: %v", err)
		}
	})
}

func TestCustomTextsHoldNothingThatADatabaseRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		c := setup(t, d)
		define(t, c, field.Define{Key: "note", Type: field.TypeText})
		define(t, c, field.Define{Key: "story", Type: field.TypeLong})
		stored, _, err := c.Fill(t.Context(), "incident", raw(t, `{"site":"north","note":"a\u0000b\u0007","story":"x\u0000\ny\u001b"}`), false)
		if err != nil || strings.Contains(stored, `\u00`) {
			t.Fatal(stored, err)
		}
		if want := `{"note":"a b","site":"north","story":"x\ny"}`; stored != want {
			t.Errorf("got %s", stored)
		}
		made, err := c.Define(admin(t), field.Define{Kind: "incident", Key: "pick", Type: field.TypeChoice, Label: "Pi\x00ck", Help: "\x00", Options: []field.Option{{Value: "a", Label: "A\x00\x01b"}}})
		if err != nil || made.Label != "Pi ck" || made.Help != "" || made.Options[0].Label != "A b" {
			t.Errorf("%+v, %v", made, err)
		}
		if _, err := c.Define(admin(t), field.Define{Kind: "incident", Key: "pi\x00ck", Type: field.TypeText, Label: "x"}); !errs.Is(err, errs.Invalid) {
			t.Error(err)
		}
		if _, _, err := c.Fill(t.Context(), "incident", raw(t, `{"site":"north","no\u0000te":"a"}`), false); !errs.Is(err, errs.Invalid) {
			t.Error(err)
		}
	})
}

func TestAPatchOfCustomValuesKeepsTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		c := setup(t, d)
		got, changes, err := c.Merge(t.Context(), "incident", `{"site": "north", "floor": 3, "gone": "kept", "tags": ["north"]}`, raw(t, `{"floor":null,"site":"south","tags":["north"],"vip":false}`))
		if err != nil {
			t.Fatal(err)
		}
		if got != `{"gone":"kept","site":"south","tags":["north"],"vip":false}` {
			t.Error(got)
		}
		want := []field.Change{{Key: "custom.floor", From: int64(3)}, {Key: "custom.site", From: "north", To: "south"}, {Key: "custom.vip", To: false}}
		if diff := cmp.Diff(want, changes); diff != "" {
			t.Error(diff)
		}
		if _, _, err := c.Merge(t.Context(), "incident", got, raw(t, `{"site":null}`)); !errs.Is(err, errs.Invalid) {
			t.Errorf("a required value was emptied: %v", err)
		}
		if _, _, err := c.Merge(t.Context(), "incident", ``, raw(t, `{"floor":1}`)); err != nil {
			t.Errorf("a record from before the definition cannot be edited: %v", err)
		}
	})
}

func TestADefinitionKeepsItsMeaning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clk *clock.Settable) {
		c := setup(t, d)
		tests := []struct {
			name string
			in   field.Define
			want errs.Kind
		}{
			{"a key that is taken", field.Define{Kind: "incident", Key: "floor", Type: field.TypeNumber, Label: "L"}, errs.Conflict},
			{"a key of another type on another kind", field.Define{Kind: "problem", Key: "floor", Type: field.TypeText, Label: "L"}, errs.Invalid},
			{"a key that is SQL", field.Define{Kind: "incident", Key: "a' OR 1=1", Type: field.TypeText, Label: "L"}, errs.Invalid},
			{"a key in capitals", field.Define{Kind: "incident", Key: "Floor", Type: field.TypeText, Label: "L"}, errs.Invalid},
			{"an unknown type", field.Define{Kind: "incident", Key: "a", Type: "colour", Label: "L"}, errs.Invalid},
			{"no label", field.Define{Kind: "incident", Key: "a", Type: field.TypeText}, errs.Invalid},
			{"a choice without options", field.Define{Kind: "incident", Key: "a", Type: field.TypeChoice, Label: "L"}, errs.Invalid},
			{"an option with a quotation mark", field.Define{Kind: "incident", Key: "a", Type: field.TypeMulti, Label: "L", Options: []field.Option{{Value: `a"b`, Label: "x"}}}, errs.Invalid},
			{"the same option twice", field.Define{Kind: "incident", Key: "a", Type: field.TypeChoice, Label: "L", Options: []field.Option{{Value: "a", Label: "x"}, {Value: "a", Label: "y"}}}, errs.Invalid},
		}
		for _, tt := range tests {
			if _, err := c.Define(admin(t), tt.in); !errs.Is(err, tt.want) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		if _, err := c.Define(actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 2}), field.Define{Kind: "incident", Key: "b", Type: field.TypeText, Label: "L"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("without the permission: %v", err)
		}

		list, err := c.List(t.Context(), "incident")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Archive(admin(t), list[0].ID, 99); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		if _, err := c.Archive(admin(t), 99, 1); !errs.Is(err, errs.NotFound) {
			t.Errorf("an unknown field: %v", err)
		}
		old, err := c.Archive(admin(t), list[0].ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Merge(t.Context(), "incident", `{"floor":3}`, raw(t, `{"floor":4}`)); !errs.Is(err, errs.Invalid) {
			t.Errorf("an archived field takes values: %v", err)
		}
		back := define(t, c, field.Define{Key: "floor", Type: field.TypeNumber})
		if back.ID != old.ID || back.Version != 3 {
			t.Errorf("came back as %+v", back)
		}
		defs, err := c.Defs(t.Context(), "incident")
		if err != nil || len(defs) != 6 {
			t.Errorf("%d fields, %v", len(defs), err)
		}
		amended, err := c.Amend(admin(t), field.Amend{ID: back.ID, Version: 3, Label: " Storey ", Portal: true})
		if err != nil || amended.Label != "Storey" || amended.Type != field.TypeNumber {
			t.Errorf("%+v, %v", amended, err)
		}

		other := field.NewCustom(d) // another node
		if _, err := other.Defs(t.Context(), "incident"); err != nil {
			t.Fatal(err)
		}
		define(t, c, field.Define{Key: "late", Type: field.TypeText})
		clk.Advance(time.Minute)
		if defs, err := other.Defs(t.Context(), "incident"); err != nil || len(defs) != 7 {
			t.Errorf("another node sees %d fields, %v", len(defs), err)
		}
	})
}

func TestFormsShowAndTakeCustomValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		c := setup(t, d)
		zone := time.FixedZone("", 3600)
		form := map[string]string{"custom.floor": "", "custom.site": "south", "custom.tags": "north,south", "custom.seen": "2026-01-01T01:00", "custom.vip": "on"}
		patch, err := c.FromForm(t.Context(), "incident", func(n string) (string, bool) { v, ok := form[n]; return v, ok }, zone)
		if err != nil {
			t.Fatal(err)
		}
		stored, _, err := c.Merge(t.Context(), "incident", `{"floor":4,"boss":"5"}`, patch)
		if err != nil {
			t.Fatal(err)
		}
		values, err := c.Values(t.Context(), "incident", stored, zone)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range values {
			got = append(got, v.Def.Key+"="+v.Text)
		}
		if s := strings.Join(got, " "); s != "floor= site=south tags=north,south vip=true seen=2026-01-01T01:00 boss=5" {
			t.Error(s)
		}
		form["custom.floor"] = "three"
		if _, err := c.FromForm(t.Context(), "incident", func(n string) (string, bool) { v, ok := form[n]; return v, ok }, zone); len(errs.Fields(err)) != 1 {
			t.Errorf("got %v", err)
		}
	})
}
