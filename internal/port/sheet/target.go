package sheet

import (
	"context"
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
	for _, k := range []field.Def{{Key: "tag", Label: "Tag", Type: field.TypeText, Max: 32}, {Key: "state", Label: "State", Type: field.TypeChoice, Options: t.make.Choices("state")}} {
		if slices.Contains(inputs, k.Key) {
			t.defs = append(t.defs, k)
		}
	}
	return t, nil
}

// Kinds returns the kinds whose rows can be imported.
func (d Desk) Kinds() []string {
	out := []string{"person"}
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
	p           desk.Practice
	make, issue action.Spec // issue is the verb that hands a new one to its holder, if there is one
	defs        []field.Def
	custom      map[string]bool
}

func (t *records) fields() []field.Def { return t.defs }

// there tells assets by their tag or their serial number, and everything else by its name.
func (t *records) there(ctx context.Context, cells map[string]string) (key string, known bool, err error) {
	count := func(text string, args ...any) (bool, error) {
		var n int
		err := t.DB.QueryRow(ctx, text, args...).Scan(&n)
		return n > 0, err
	}
	if !slices.ContainsFunc(t.defs, func(f field.Def) bool { return f.Key == "tag" }) {
		key = row.Fold(cells["title"])
		known, err = count(`SELECT count(*) FROM `+t.p.Rows.Table+` WHERE name_key = $1`, key)
		return key, known && key != "", err
	}
	switch tag, serial := strings.ToUpper(cells["tag"]), cells["serial"]; {
	case tag != "":
		known, err = count(`SELECT count(*) FROM record WHERE number = $1 AND kind = $2`, tag, t.p.Kind.Key)
		return "tag " + tag, known, err
	case serial != "":
		known, err = count(`SELECT count(*) FROM `+t.p.Rows.Table+` WHERE serial = $1`, serial)
		return "serial " + serial, known, err
	}
	return "", false, errs.New(errs.Invalid, "It has neither a tag nor a serial number: a second import would add it once more.")
}

func (t *records) add(ctx context.Context, values map[string]any) error {
	holder, hand := values["holder"]
	delete(values, "holder")
	raw, err := body(values, t.custom)
	if err != nil {
		return err
	}
	made, err := t.make.Do(ctx, action.JSON(raw), "", 0)
	if err != nil || !hand {
		return err
	}
	r, ok := made.(record.Result)
	if !ok {
		return errs.New(errs.Internal, "%s answers with %T", t.make.Name, made)
	}
	in := map[string]any{"person": holder}
	if at, ok := values["location"]; ok {
		in["location"] = at
	}
	if raw, err = body(in, nil); err != nil {
		return err
	}
	if _, err = t.issue.Do(ctx, action.JSON(raw), r.Number, 0); err != nil {
		return errs.Because(errs.Conflict, err, "It was added as %s and could not be handed over: %s", r.Number, errs.Safe(err))
	}
	return nil
}

// persons adds people, who are told by their address.
type persons Desk

func (persons) fields() []field.Def {
	return []field.Def{{Key: "name", Label: "Name", Type: field.TypeText, Required: true, Max: 200}, {Key: "email", Label: "E-mail", Type: field.TypeText, Required: true, Max: 254},
		{Key: "job", Label: "Job title", Type: field.TypeText, Max: 200}, {Key: "department", Label: "Department", Type: field.TypeText, Max: 200}, {Key: "phone", Label: "Phone", Type: field.TypeText, Max: 100},
		{Key: "location", Label: "Location", Type: field.TypeLocation}, {Key: "entity", Label: "Organisation", Type: field.TypeEntity}, {Key: "vip", Label: "VIP", Type: field.TypeBoolean}}
}

func (d persons) there(ctx context.Context, cells map[string]string) (key string, known bool, err error) {
	key = strings.ToLower(cells["email"])
	if key == "" {
		return "", false, errs.Bad("email", "This is needed.")
	}
	_, err = people.Owner(ctx, d.DB, people.Email, key)
	if errs.Is(err, errs.NotFound) {
		return key, false, nil
	}
	return key, err == nil, err
}

func (d persons) add(ctx context.Context, values map[string]any) error {
	text := func(key string) string { s, _ := values[key].(string); return s }
	place, err := id.Parse(text("location"))
	if err != nil {
		return err
	}
	entity, err := id.Parse(text("entity"))
	if err != nil {
		return err
	}
	vip, _ := values["vip"].(bool)
	defer d.People.Forget()
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := d.People.InsertPerson(tx, people.Person{Entity: entity, Location: place, Name: text("name"), Email: text("email"), Title: text("job"), Department: text("department"),
			Phone: text("phone"), VIP: vip, Status: people.Active})
		return err
	})
}
