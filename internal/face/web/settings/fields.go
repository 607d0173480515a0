package settings

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) fields(s *kit.Site) {
	const perm = string(setting.PermEdit)
	writes := []string{"label", "help", "options", "required", "portal", "position", "classes"}
	sheet.Form(s, "/settings/fields", perm, kit.NoRows, p.listFields)
	fresh, old := sheet.Either(p.Frame, p.newField()), sheet.Either(p.Frame, p.field())
	sheet.Form(s, "/settings/fields/new", perm, kit.NoRows, func(v *kit.Visit) error { return fresh(v, false) })
	sheet.Take(s, "/settings/fields/new", perm, func(v *kit.Visit) error { return fresh(v, true) }, append(writes, "kind", "key", "type")...)
	sheet.Form(s, "/settings/fields/{id}", perm, kit.NoRows, func(v *kit.Visit) error { return old(v, false) })
	sheet.Take(s, "/settings/fields/{id}", perm, func(v *kit.Visit) error { return old(v, true) }, append(writes, "version")...)
	sheet.Take(s, "/settings/fields/{id}/archive", perm, archiveField, "version")
}

func (p *pages) listFields(v *kit.Visit) error {
	t := ui.Table{Caption: "Custom fields", Head: []ui.Column{{Label: "Field"}, {Label: "On"}, {Label: "For"}, {Label: "Key"}, {Label: "Type"}, {Label: "Required"}, {Label: "On the portal"}},
		Empty: &ui.Empty{Title: "There is no custom field yet", Text: "A field appears in forms, lists, filters and the API as soon as it is made.", Acts: []ui.Button{{Label: "Add a field", Href: "/settings/fields/new"}}}}
	classes, err := classOptions(v)
	if err != nil {
		return err
	}
	for _, pr := range v.Room.Practices() {
		list, err := v.Room.Custom.List(v.Ctx(), pr.Kind.Key)
		if err != nil {
			return err
		}
		for _, d := range list {
			row := ui.TableRow{Cells: []ui.Cell{{Text: d.Label, Href: "/settings/fields/" + d.ID.String(), Note: sheet.ArchivedWord(d.Archived)}, {Text: pr.Kind.Plural}, {Text: classWords(classes, d.Def)}, {Text: "custom." + strings.TrimPrefix(d.Key, "custom.")},
				{Text: string(d.Type)}, {Text: sheet.Yes(d.Required)}, {Text: sheet.Yes(d.Portal)}}, Muted: d.Archived}
			t.Rows = append(t.Rows, row)
		}
	}
	b := sheet.Body{Title: "Custom fields", Parts: []templ.Component{ui.DataTable(t)}, Acts: []ui.Button{{Label: "Add a field", Icon: "plus", Href: "/settings/fields/new", Look: ui.Primary}}}
	return p.Show(v, 200, b)
}

// findField returns a definition of whatever kind.
func findField(v *kit.Visit) (field.Definition, error) {
	i, err := sheet.Key(v, "field")
	if err != nil {
		return field.Definition{}, err
	}
	for _, pr := range v.Room.Practices() {
		list, err := v.Room.Custom.List(v.Ctx(), pr.Kind.Key)
		if err != nil {
			return field.Definition{}, err
		}
		for _, d := range list {
			if d.ID == i {
				return d, nil
			}
		}
	}
	return field.Definition{}, errs.Absent("field")
}

func (p *pages) newField() sheet.Sheet[field.Definition] {
	s := p.field()
	s.Load = func(v *kit.Visit) (field.Definition, error) {
		d := field.Definition{Def: field.Def{Type: field.TypeText}}
		if list := v.Room.Practices(); len(list) > 0 {
			d.Kind = list[0].Kind.Key
		}
		return d, nil
	}
	s.Save = func(v *kit.Visit, d field.Definition) (field.Definition, error) {
		return v.Room.Custom.Define(v.Ctx(), field.Define{Kind: d.Kind, Key: d.Key, Type: d.Type, Label: d.Label, Help: d.Help, Options: d.Options, Required: d.Required, Portal: d.Portal, Position: d.Position, Classes: d.Classes})
	}
	s.Page = func(_ *kit.Visit, _ field.Definition, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
		return sheet.Body{Title: "Add a field", Crumbs: []ui.Link{{Label: "Custom fields", Href: "/settings/fields"}}, Parts: []templ.Component{main}}, nil
	}
	return s
}

func (p *pages) field() sheet.Sheet[field.Definition] {
	return sheet.Sheet[field.Definition]{
		Form:    "field",
		Load:    findField,
		Version: func(d *field.Definition) *int64 { return &d.Version },
		Title:   func(d field.Definition) string { return d.Label },
		Fields:  fieldForm,
		Read:    readField,
		Save: func(v *kit.Visit, d field.Definition) (field.Definition, error) {
			return v.Room.Custom.Amend(v.Ctx(), field.Amend{ID: d.ID, Version: d.Version, Label: d.Label, Help: d.Help, Options: d.Options, Required: d.Required, Portal: d.Portal, Position: d.Position, Classes: d.Classes})
		},
		Done: func(field.Definition) string { return "/settings/fields" },
		Page: func(_ *kit.Visit, d field.Definition, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
			b := sheet.Body{Title: d.Label, Lead: kit.Join(" · ", "custom."+d.Key, string(d.Type), sheet.ArchivedWord(d.Archived)), Crumbs: []ui.Link{{Label: "Custom fields", Href: "/settings/fields"}}}
			if d.Archived {
				b.Parts = []templ.Component{sheet.Say("This field is out of use. Its values stay in the records; define the key again to bring it back.")}
				return b, nil
			}
			b.Parts = []templ.Component{main, sheet.Block("Take it out of use", sheet.Say("It leaves forms, lists and filters. Its values stay in the records."),
				ui.Act(ui.Button{Label: "Archive the field", Look: ui.Danger, Action: "/settings/fields/" + d.ID.String() + "/archive", Fields: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(d.Version, 10)}}}))}
			return b, nil
		},
	}
}

func fieldTypes() []ui.Option {
	var out []ui.Option
	for _, t := range []field.Type{field.TypeText, field.TypeLong, field.TypeNumber, field.TypeBoolean, field.TypeChoice, field.TypeMulti, field.TypeDate, field.TypeDateTime, field.TypeDuration,
		field.TypePerson, field.TypeTeam, field.TypeCategory, field.TypeLocation, field.TypeEntity, field.TypeRecord} {
		label := map[field.Type]string{field.TypeLong: "Text of several lines", field.TypeBoolean: "Yes or no", field.TypeChoice: "One of several", field.TypeMulti: "Several of several",
			field.TypeDateTime: "Date and time", field.TypeDuration: "Length of time", field.TypeRecord: "Another record"}[t]
		if label == "" {
			label = kit.Upper(string(t))
		}
		out = append(out, ui.Option{Value: string(t), Label: label})
	}
	return out
}

func fieldForm(v *kit.Visit, d field.Definition) (ui.Form, error) {
	var lines []string
	for _, o := range d.Options {
		lines = append(lines, o.Value+" | "+o.Label)
	}
	f := ui.Form{Action: v.R.URL.Path, Columns: 2}
	if d.ID == 0 {
		var kinds []ui.Option
		for _, pr := range v.Room.Practices() {
			kinds = append(kinds, ui.Option{Value: pr.Kind.Key, Label: kit.Upper(pr.Kind.Plural)})
		}
		f.Fields = append(f.Fields, ui.Field{Name: "kind", Label: "On", Kind: ui.FieldSelect, Value: d.Kind, Options: kinds},
			ui.Field{Name: "key", Label: "Key", Kind: ui.FieldText, Value: d.Key, Required: true, Hint: "cost_centre", Help: "In filters and the API it is custom.KEY. It cannot be changed later."},
			ui.Field{Name: "type", Label: "Type", Kind: ui.FieldSelect, Value: string(d.Type), Options: fieldTypes(), Help: "It cannot be changed later."})
	}
	classes, err := classOptions(v)
	if err != nil {
		return f, err
	}
	position := ""
	if d.Position != 0 {
		position = strconv.Itoa(d.Position)
	}
	f.Fields = append(f.Fields,
		ui.Field{Name: "label", Label: "Label", Kind: ui.FieldText, Value: d.Label, Required: true},
		ui.Field{Name: "help", Label: "Help", Kind: ui.FieldText, Value: d.Help, Help: "A sentence below the input."},
		ui.Field{Name: "position", Label: "Position", Kind: ui.FieldNumber, Value: position, Help: "Lower ones stand first."},
		ui.Field{Name: "required", Label: "Required", Kind: ui.FieldCheckbox, Value: "true", Checked: d.Required},
		ui.Field{Name: "portal", Label: "Shown on the portal", Kind: ui.FieldCheckbox, Value: "true", Checked: d.Portal})
	if len(classes) > 0 && (d.ID == 0 || classed(v, d.Kind)) {
		x := ui.Field{Name: "classes", Label: "Only for", Kind: ui.FieldMulti, Wide: true, Options: classes, Help: "For assets and their models: the classes whose records have it. None ticked means all of them."}
		for _, c := range d.Classes {
			x.Values = append(x.Values, c.String())
		}
		f.Fields = append(f.Fields, x)
	}
	if d.ID == 0 || d.Type.HasOptions() {
		f.Fields = append(f.Fields, ui.Field{Name: "options", Label: "Choices", Kind: ui.FieldLong, Rows: 5, Wide: true, Value: strings.Join(lines, "\n"), Help: "For a field with choices, one a line: a value, a bar and the label, such as “north | North wing”."})
	}
	return f, nil
}

func readField(v *kit.Visit, typed url.Values, d *field.Definition) error {
	var c errs.Check
	if d.ID == 0 {
		d.Kind, d.Key, d.Type = sheet.Text(typed, "kind"), sheet.Text(typed, "key"), field.Type(sheet.Text(typed, "type"))
	}
	d.Label, d.Help, d.Required, d.Portal = sheet.Text(typed, "label"), sheet.Text(typed, "help"), typed.Has("required"), typed.Has("portal")
	d.Position = sheet.Number(&c, typed, "position")
	d.Classes = nil
	for _, text := range typed["classes"] {
		class, err := id.Parse(text)
		c.Must(err == nil, "classes", "There is no such class.")
		d.Classes = append(d.Classes, class)
	}
	c.Must(len(d.Classes) == 0 || classed(v, d.Kind), "classes", "What this field is on has no classes; tick none.")
	d.Options = nil
	for l := range strings.Lines(typed.Get("options")) {
		value, label, ok := strings.Cut(l, "|")
		value, label = strings.TrimSpace(value), strings.TrimSpace(label)
		if !ok {
			label = value
			value = strings.ReplaceAll(strings.ToLower(value), " ", "_")
		}
		if value != "" || label != "" {
			d.Options = append(d.Options, field.Option{Value: value, Label: label})
		}
	}
	return c.Err()
}

func archiveField(v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	i, err := sheet.Key(v, "field")
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(in.Get("version"), 10, 64)
	d, err := v.Room.Custom.Archive(v.Ctx(), i, version)
	if err != nil {
		return err
	}
	v.Say("ok", d.Label+" is out of use.")
	v.Redirect("/settings/fields")
	return nil
}
