package ask

import (
	"reflect"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Describe makes a form field of one input of a verb. What a practice describes under the same key gives label, choices and help; a
// few names that every practice shares have their own words.
func Describe(v *kit.Visit, p desk.Practice, spec action.Spec, entity id.ID, in Input) (ui.Field, error) {
	d := kit.Def(p.Fields, alias(in.Key))
	f := ui.Field{Name: in.Key, Label: d.Label, Help: d.Help, MaxLen: d.Max, Required: d.Required}
	f.Options = Choices(p, spec, in.Key)
	if f.Help == "" && len(f.Options) == 0 {
		f.Help = in.Help
	}
	switch base := in.base(); {
	case in.OfPerson(p):
		must, help := f.Required, d.Help
		f = kit.PersonField(f.Name, f.Label)
		f.Required = must
		if !p.Work() {
			f.Help = help
		}
	case in.RecordOf(v, p) != "":
		return recordField(v, f, in.RecordOf(v, p))
	case base == reflect.TypeFor[id.ID]():
		key, help := in.Key, d.Help
		if !p.Work() && d.Type.IsRef() {
			key = string(d.Type)
		}
		var err error
		if f, err = pick(v, f, key, entity); !p.Work() {
			f.Help = help
		}
		return f, err
	case base == reflect.TypeFor[clock.Time]():
		f.Kind = ui.FieldDateTime
	case base.Kind() == reflect.Bool && in.Type.Kind() == reflect.Pointer: // a box that is not ticked sends nothing, which would mean unchanged
		f.Kind, f.Options = ui.FieldSelect, []ui.Option{{Value: "true", Label: "Yes"}, {Value: "false", Label: "No"}}
	case base.Kind() == reflect.Bool:
		f.Kind, f.Value = ui.FieldCheckbox, "true"
	case len(f.Options) > 0:
		f.Kind = ui.FieldSelect
	case base.Kind() == reflect.Slice && d.Type == "" && !p.Work(): // one on each line
		f.Kind, f.Rows = ui.FieldLong, 4
	case base.Kind() == reflect.Int || base.Kind() == reflect.Int64:
		f.Kind, f.Min = ui.FieldNumber, "0"
	case d.Type == field.TypeDate || !p.Work() && slices.Contains([]string{"date", "due_back"}, in.Key):
		f.Kind = ui.FieldDate
	case d.Type == field.TypeMoney:
		f.Hint = "1,234.50 EUR"
	case d.Type == field.TypeLong || long(in.Key):
		f.Kind, f.Rows = ui.FieldLong, 5
	}
	if in.Key == "reason" {
		reasonOf(&f, spec.Verb())
		if !p.Work() {
			f.Required, f.Help = needs(p, spec.Verb(), in.Key), in.Help
		}
	}
	linking(&f, v, p)
	if p.Work() {
		special(&f, p)
	} else if in.Key == "title" {
		f.Wide, f.Autofocus = true, true
	}
	return f, nil
}

func long(key string) bool {
	switch key {
	case "description", "resolution", "message", "body", "workaround_text":
		return true
	}
	return false
}

// needs reports whether a move of a practice needs an input.
func needs(p desk.Practice, verb, key string) bool {
	return slices.ContainsFunc(p.Kind.Flow.Moves, func(m flow.Move) bool { return m.Verb == verb && slices.Contains(m.Needs, key) })
}

// linking gives the inputs of a link their words; any record can be at its other end.
func linking(f *ui.Field, v *kit.Visit, p desk.Practice) {
	switch f.Name {
	case "to":
		f.Label, f.Required, f.Hint, f.Suggest, f.Autocomplete = "Other record", true, p.Kind.Prefix+"-1042", SuggestRecords, "off"
		f.Help = "The number of the other one, such as " + example(v, p) + "."
	case "relation":
		f.Required, f.Label, f.Help = true, "This one …", ""
	}
}

// special gives the names that all work shares their words.
func special(f *ui.Field, p desk.Practice) {
	number := "The number of the other one, such as " + p.Kind.Prefix + "-1042."
	switch f.Name {
	case "code":
		f.Label, f.Required = "How was it resolved?", true
		f.Help = ""
	case "resolution":
		f.Label, f.Required, f.Help = "What was wrong, and what helped?", true, "So that the next person finds it."
	case "message":
		f.Label, f.Help = "Message to the requester", "Left empty, nothing is said beyond the change itself."
	case "until":
		f.Label, f.Help = "Until", "It goes on by itself then."
	case "into":
		f.Label, f.Required, f.Hint = "Merge into", true, p.Kind.Prefix+"-1042"
		f.Help = number + " It goes on; this one ends as its duplicate. Both keep their histories."
	case "title":
		f.Label, f.Required, f.MaxLen, f.Wide, f.Help = "What is wrong, in a few words", true, record.MaxTitle, true, ""
	case "parent":
		f.Help, f.Hint = "The number of the larger one that this belongs to.", p.Kind.Prefix+"-1042"
	case "minutes":
		f.Label, f.Unit, f.Min, f.Required = "Time spent", "minutes", "1", true
	case "note":
		f.Label = "For what"
	case "cause_code":
		f.Label, f.Help = "Cause", "If known."
		if len(f.Options) == 0 {
			f.Help = "In a word or two, if known."
		}
	case "priority":
		f.Kind, f.Hint, f.Help = ui.FieldSelect, "From impact and urgency", "Choose one only to override; that needs a reason."
	case "priority_reason":
		f.Label, f.Help = "Reason for another priority", ""
	case "mandatory":
		f.Label, f.Help = "Must be done before it can be resolved", ""
	case "description":
		f.Label, f.Help = "In the requester’s own words", ""
	}
}

// reasonOf makes the choice of a hold reason, or the free text of any other reason.
func reasonOf(f *ui.Field, verb string) {
	if verb != "hold" {
		f.Kind, f.Options, f.Label, f.Rows, f.Help = ui.FieldLong, nil, "Why?", 3, ""
		f.Required = verb == "cancel"
		if verb == "reopen" {
			f.Label = "What is still wrong?"
		}
		return
	}
	f.Label, f.Required, f.Kind = "What does it wait for?", true, ui.FieldSelect
	f.Help = "This decides whether the clocks pause. The requester sees it."
}

// pick makes a choice among teams, categories, places or organisations.
func pick(v *kit.Visit, f ui.Field, key string, entity id.ID) (ui.Field, error) {
	f.Kind, f.Help = ui.FieldSelect, ""
	of := Input{Key: key}.ChoiceOf()
	if of == "" {
		f.Kind = ui.FieldText
		return f, nil
	}
	if of == string(field.TypeCategory) {
		f.Hint = "Not said"
	}
	if key == "closing_category" {
		f.Label, f.Hint = "What it turned out to be", "As at opening"
	}
	list, err := choices(v, of, entity)
	f.Options = make([]ui.Option, len(list))
	for i, c := range list {
		f.Options[i] = c.Option
	}
	return few(f, of, entity), err
}
