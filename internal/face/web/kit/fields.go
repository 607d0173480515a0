package kit

import (
	"net/url"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Refill puts what was typed, and what was wrong with it, into the fields of a form. Faults of fields that the form does not show are
// returned, to be told above it. Passwords are never given back.
func Refill(fields []ui.Field, typed url.Values, err error) (rest string) {
	faults := map[string]string{}
	for _, f := range errs.Fields(err) {
		if faults[f.Key] != "" {
			faults[f.Key] += " "
		}
		faults[f.Key] += f.Text
	}
	for i := range fields {
		f := &fields[i]
		if list, ok := typed[f.Name]; ok && f.Kind != ui.FieldPassword && f.Kind != ui.FieldFile {
			switch f.Kind {
			case ui.FieldMulti:
				f.Values = list
			case ui.FieldCheckbox:
				f.Checked = true
			default:
				f.Value = list[len(list)-1]
			}
		} else if typed != nil && f.Kind == ui.FieldCheckbox {
			f.Checked = false
		} else if typed != nil && f.Kind == ui.FieldMulti {
			f.Values = nil
		}
		if text, ok := faults[f.Name]; ok {
			f.Error = text
			delete(faults, f.Name)
		}
	}
	focus(fields)
	for _, f := range errs.Fields(err) {
		if text, ok := faults[f.Key]; ok {
			rest = join(" ", rest, text)
			delete(faults, f.Key)
		}
	}
	if err != nil && len(errs.Fields(err)) == 0 {
		rest = errs.Safe(err)
	}
	return rest
}

// focus puts the cursor into the first field that is wrong, if any is.
func focus(fields []ui.Field) {
	first := slices.IndexFunc(fields, func(f ui.Field) bool { return f.Error != "" })
	for i := range fields {
		if first >= 0 {
			fields[i].Autofocus = i == first
		}
	}
}

// RefillForm is Refill for a whole form.
func RefillForm(f *ui.Form, typed url.Values, err error) {
	groups := make([]ui.Field, 0, len(f.Fields))
	groups = append(groups, f.Fields...)
	for _, g := range f.Groups {
		groups = append(groups, g.Fields...)
	}
	f.Error = Refill(groups, typed, err)
	n := copy(f.Fields, groups)
	for i := range f.Groups {
		n += copy(f.Groups[i].Fields, groups[n:])
	}
	if err != nil {
		f.Kept = "What you typed is still here."
	}
}
