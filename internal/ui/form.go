package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// controlAttr are the attributes every kind of control may carry.
func (f Field) controlAttr(id string) templ.Attributes {
	a := templ.Attributes{
		"required": f.Required, "readonly": f.ReadOnly, "disabled": f.Disabled,
		"autofocus": f.Autofocus, "multiple": f.Multiple && f.Kind == FieldFile,
	}
	for name, value := range map[string]string{
		"placeholder": f.placeholder(), "min": f.Min, "max": f.Max, "step": f.Step, "accept": f.Accept,
		"autocomplete": f.Autocomplete, "data-suggest": f.Suggest, "form": f.Form, "aria-describedby": f.describedBy(id),
	} {
		if value != "" {
			a[name] = value
		}
	}
	if f.MaxLen > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLen)
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.listed() {
		a["list"] = id + "-list"
	}
	if f.freeText() {
		a["dir"] = "auto"
	}
	if f.Kind == FieldPerson || f.Kind == FieldTeam {
		a["autocomplete"] = "off"
	}
	return a
}

func (f Field) placeholder() string {
	if f.Kind == FieldSelect {
		return ""
	}
	return f.Hint
}

func (f Field) freeText() bool {
	switch f.Kind {
	case FieldText, FieldLong, FieldPerson, FieldTeam, FieldEmail, "":
		return true
	default:
		return false
	}
}

func (f Field) short() bool {
	switch f.Kind {
	case FieldDate, FieldDateTime, FieldTime, FieldNumber:
		return true
	default:
		return false
	}
}

func (f Field) choiceType() string {
	if f.Kind == FieldRadio {
		return "radio"
	}
	return "checkbox"
}

// on says whether a checkbox starts ticked.
func (f Field) on() bool { return f.Checked }

// submit is the button that sends the form, primary unless it says otherwise.
func (f Form) submit() Button {
	b := f.Submit
	b.Label = or(b.Label, "Save")
	if b.Look == Secondary {
		b.Look = Primary
	}
	return b
}

type optionGroup struct {
	name    string
	options []Option
}

// grouped splits options where the group's name changes.
func grouped(list []Option) []optionGroup {
	var out []optionGroup
	for _, o := range list {
		if len(out) == 0 || out[len(out)-1].name != o.Group {
			out = append(out, optionGroup{name: o.Group})
		}
		last := &out[len(out)-1]
		last.options = append(last.options, o)
	}
	return out
}
