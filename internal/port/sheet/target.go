package sheet

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// target returns what adds rows of a kind. Kinds: NotFound.
func (d Desk) target(ctx context.Context, kind string) (target, error) {
	if kind == "person" {
		return persons(d), nil
	}
	if kind == locationKind {
		return &places{Desk: d, names: names{db: d.DB, known: map[named]id.ID{}}}, nil
	}
	p, err := d.Room.Practice(kind)
	if err != nil || p.Work() {
		return nil, errs.New(errs.NotFound, "There is nothing called %q to import; there are %s.", kind, strings.Join(d.Kinds(), ", "))
	}
	t := &records{Desk: d, p: p, custom: map[string]bool{}}
	for _, a := range p.Actions {
		switch a.Name {
		case kind + ".add":
			t.make = a
		case kind + ".issue":
			t.issue = a
		case kind + ".edit":
			t.edit = a
		}
	}
	if t.make.Name == "" {
		return nil, errs.New(errs.NotFound, "%s cannot be added by a list.", p.Kind.Plural)
	}
	defs, err := d.Room.Defs(ctx, p)
	if err != nil {
		return nil, err
	}
	inputs := action.Keys(t.make.Input)
	for _, f := range defs {
		switch {
		case f.Custom:
			t.custom[f.Key] = true
		case f.Key == "holder" && t.issue.Name != "": // handed over once it is there
		case !slices.Contains(inputs, f.Key):
			continue
		}
		if f.Key == "title" && slices.Contains(inputs, "model") {
			f.Required = false // named after its model
		}
		t.defs = append(t.defs, f)
	}
	states := slices.Clone(t.make.Choices("state"))
	for _, m := range p.Kind.Flow.Moves {
		if t.issue.Name != "" && m.Verb == t.issue.Verb() { // what is in use is added and then handed out
			s := p.Kind.Flow.State(m.To)
			t.out, states = s.Key, append(states, field.Option{Value: s.Key, Label: s.Label})
		}
	}
	for _, k := range []field.Def{{Key: "tag", Label: "Tag", Type: field.TypeText, Max: 32}, {Key: "state", Label: "State", Type: field.TypeChoice, Options: states}} {
		if slices.Contains(inputs, k.Key) {
			t.defs = append(t.defs, k)
		}
	}
	return t, nil
}

// Named returns the kind that a word means: its key, or what one or several of it are called, in whole or, where no other ends like that, by the
// last word.
func (d Desk) Named(word string) string {
	want := plain(word)
	if want == "people" || want == "persons" {
		return "person"
	}
	if want == "locations" || want == "places" {
		return locationKind
	}
	var near []string
	for _, kind := range d.Kinds()[2:] {
		p, err := d.Room.Practice(kind)
		if err != nil {
			continue
		}
		for _, name := range []string{kind, p.Kind.Singular, p.Kind.Plural} {
			if plain(name) == want {
				return kind
			}
			if plain(last(name)) == want {
				near = append(near, kind)
			}
		}
	}
	if near = slices.Compact(near); len(near) == 1 {
		return near[0]
	}
	return word
}

// last is the last word of a name.
func last(name string) string { return name[strings.LastIndexAny(name, " _")+1:] }

// Kinds returns the kinds whose rows can be imported.
func (d Desk) Kinds() []string {
	out := []string{"person", locationKind}
	for _, p := range d.Room.Practices() {
		if !p.Work() && slices.ContainsFunc(p.Actions, func(a action.Spec) bool { return a.Name == p.Kind.Key+".add" }) {
			out = append(out, p.Kind.Key)
		}
	}
	return out
}

// records adds rows of a practice through its verb.
type records struct {
	Desk
	p          desk.Practice
	make, edit action.Spec
	issue      action.Spec // the verb that hands a new one to its holder, if there is one
	out        string      // the state of what was handed out
	defs       []field.Def
	custom     map[string]bool
}

func (t *records) fields() []field.Def { return t.defs }

func (t *records) called() []string {
	one := t.p.Kind.Singular
	return []string{one, one + " name", last(one)}
}

func (t *records) may(ctx context.Context) error { return action.May(ctx, t.make.Permission) }

// there tells assets by their tag or their serial number, and everything else by its name.
func (t *records) there(ctx context.Context, cells map[string]string) (key string, it found, err error) {
	one := func(where string, args ...any) (it found, err error) {
		err = t.DB.QueryRow(ctx, `SELECT r.id, r.number FROM `+t.p.Rows.Table+` t JOIN record r ON r.id = t.id WHERE `+where+` ORDER BY r.id LIMIT 1`, args...).Scan(&it.ID, &it.Number)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return it, err
	}
	if !slices.ContainsFunc(t.defs, func(f field.Def) bool { return f.Key == "tag" }) {
		if key = row.Fold(cells["title"]); key != "" {
			it, err = one(`t.name_key = $1`, key)
		}
		return key, it, err
	}
	switch tag, serial := strings.ToUpper(cells["tag"]), cells["serial"]; {
	case tag != "":
		it, err = one(`r.number = $1`, tag)
		return "tag " + tag, it, err
	case serial != "":
		it, err = one(`t.serial = $1`, serial)
		return "serial " + serial, it, err
	}
	return "", it, errs.New(errs.Invalid, "It has neither a tag nor a serial number: a second import would add it once more.")
}

func (t *records) check(values map[string]any) error {
	if values["state"] == t.out && t.out != "" && values["holder"] == nil && values["location"] == nil {
		return errs.Bad("state", "Of what is in use, say who has it or where it is.")
	}
	return nil
}

func (t *records) add(ctx context.Context, values map[string]any) (it found, err error) {
	holder, hand := values["holder"]
	delete(values, "holder")
	if t.out != "" && values["state"] == t.out {
		hand = true
		delete(values, "state")
	}
	raw, err := body(values, t.custom)
	if err != nil {
		return it, err
	}
	made, err := t.make.Do(ctx, action.JSON(raw), "", 0)
	if err != nil {
		return it, err
	}
	r, ok := made.(record.Result)
	if !ok {
		return it, errs.New(errs.Internal, "%s answers with %T", t.make.Name, made)
	}
	it = found{r.ID, r.Number}
	if !hand {
		return it, nil
	}
	in := map[string]any{}
	if holder != nil {
		in["person"] = holder
	}
	if at, ok := values["location"]; ok {
		in["location"] = at
	}
	if raw, err = body(in, nil); err != nil {
		return it, err
	}
	if _, err = t.issue.Do(ctx, action.JSON(raw), r.Number, 0); err != nil {
		return it, errs.Because(errs.Conflict, err, "It was added as %s and could not be handed over: %s", r.Number, errs.Safe(err))
	}
	return it, nil
}

// differs compares what the verb that changes a record takes.
func (t *records) differs(ctx context.Context, it found, values map[string]any) (now, before map[string]any, err error) {
	v, err := t.Room.Get(ctx, t.p, it.Number)
	if err != nil || t.edit.Name == "" {
		return nil, nil, err
	}
	inputs := action.Keys(t.edit.Input)
	now, before = map[string]any{}, map[string]any{}
	for key, want := range values {
		if key == "entity" || !t.custom[key] && !slices.Contains(inputs, key) {
			continue
		}
		var is any
		if i := slices.IndexFunc(v.Values, func(x field.Value) bool { return x.Def.Key == key && x.Def.Custom == t.custom[key] }); i >= 0 {
			is = v.Values[i].JSON
		}
		a, err := json.Marshal(is)
		if err != nil {
			return nil, nil, err
		}
		b, err := json.Marshal(want)
		if err != nil {
			return nil, nil, err
		}
		if string(a) != string(b) {
			if is == nil && !t.custom[key] {
				is = "" // no value, as a verb takes it
			}
			now[key], before[key] = want, is
		}
	}
	return now, before, nil
}

func (t *records) change(ctx context.Context, it found, values map[string]any) error {
	raw, err := body(values, t.custom)
	if err == nil {
		_, err = t.edit.Do(ctx, action.JSON(raw), it.Number, 0)
	}
	return err
}

func (t *records) restore(ctx context.Context, it found, before string) error {
	var values map[string]any
	if err := json.Unmarshal([]byte(before), &values); err != nil {
		return err
	}
	return t.change(ctx, it, values)
}

func (t *records) owned() []reference {
	return []reference{{"notification", "record_id"}, {"handover", "asset_id"}, {"custody", "asset_id"}, {"record_watcher", "record_id"}, {t.p.Rows.Table, "id"}, {"record", "id"}}
}

func (t *records) gone(it id.ID, number string) db.Event { return record.Gone(it, number) }

// persons adds people, who are told by their address.
type persons Desk

func (persons) may(ctx context.Context) error { return action.May(ctx, people.PermPeopleEdit) }

func (persons) fields() []field.Def {
	return []field.Def{{Key: "name", Label: "Name", Type: field.TypeText, Required: true, Max: 200}, {Key: "email", Label: "E-mail", Type: field.TypeText, Required: true, Max: 254},
		{Key: "job", Label: "Job title", Type: field.TypeText, Max: 200}, {Key: "department", Label: "Department", Type: field.TypeText, Max: 200}, {Key: "phone", Label: "Phone", Type: field.TypeText, Max: 100},
		{Key: "location", Label: "Location", Type: field.TypeLocation}, {Key: "entity", Label: "Organisation", Type: field.TypeEntity}, {Key: "vip", Label: "VIP", Type: field.TypeBoolean}}
}

func (persons) called() []string { return nil }

func (d persons) there(ctx context.Context, cells map[string]string) (key string, it found, err error) {
	key = strings.ToLower(cells["email"])
	if key == "" {
		return "", it, errs.Bad("email", "This is needed.")
	}
	it.ID, err = people.Owner(ctx, d.DB, people.Email, key)
	if errs.Is(err, errs.NotFound) {
		return key, found{}, nil
	}
	return key, it, err
}

func (persons) check(values map[string]any) error {
	email, _ := values["email"].(string)
	return people.CheckEmail("email", people.NormalEmail(email))
}

func (d persons) add(ctx context.Context, values map[string]any) (it found, err error) {
	text := func(key string) string { s, _ := values[key].(string); return s }
	place, err := id.Parse(text("location"))
	if err != nil {
		return it, err
	}
	entity, err := id.Parse(text("entity"))
	if err != nil {
		return it, err
	}
	vip, _ := values["vip"].(bool)
	p, err := d.People.CreatePerson(ctx, people.Person{Entity: entity, Location: place, Name: text("name"), Email: text("email"), Title: text("job"), Department: text("department"),
		Phone: text("phone"), VIP: vip, Status: people.Active})
	if err != nil {
		return it, err
	}
	return found{p.ID, p.Name}, nil
}

// differs finds nothing: a person may have corrected what a list says of them.
func (persons) differs(context.Context, found, map[string]any) (now, before map[string]any, err error) {
	return nil, nil, nil
}

func (persons) change(context.Context, found, map[string]any) error {
	return errs.New(errs.Internal, "no import changes people")
}

func (d persons) restore(ctx context.Context, it found, _ string) error {
	return d.change(ctx, it, nil)
}

func (persons) owned() []reference {
	return []reference{{"person_address", "person_id"}, {"person", "id"}}
}

func (persons) gone(who id.ID, name string) db.Event {
	return row.Removed{ID: who, Object: "person", Name: name}
}
