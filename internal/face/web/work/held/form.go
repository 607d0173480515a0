package held

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

const (
	// Key is the input of a verb that names what the work affects.
	Key = "affects"
	// Ticked are the choices among what the requester holds, and Look the button that shows them.
	Ticked, Look = "held", "look"
)

// Field asks what the work affects, beside what the requester holds.
func Field(v *kit.Visit) ui.Field {
	return ui.Field{Name: Key, Label: "What is affected?", Suggest: ask.SuggestRecords + "?kind=things", Autocomplete: "off", Wide: true, Hint: "LT-0042",
		Help: "The number of a service or item, or words of its name to choose from; several with commas between."}
}

// Offer puts what the requester holds below the question for the requester. said is who was typed; nobody is the visitor.
func Offer(v *kit.Visit, f *ui.Form, said string) error {
	at := slices.IndexFunc(f.Fields, func(x ui.Field) bool { return x.Name == "requester" })
	if at < 0 || !slices.ContainsFunc(f.Fields, func(x ui.Field) bool { return x.Name == Key }) {
		return nil
	}
	person := v.Actor.ID
	if strings.TrimSpace(said) != "" {
		who, err := v.FindPerson("requester", said)
		if err != nil {
			return nil //nolint:nilerr // told when the form is sent
		}
		person = who
	}
	list, err := v.Held(person)
	if err != nil {
		return err
	}
	f.Others = append(f.Others, ui.Button{Label: "Show what they have", Name: Look, Value: Ticked, Loose: true})
	if len(list) == 0 {
		return nil
	}
	choice := ui.Field{Name: Ticked, Label: "What they have", Kind: ui.FieldMulti, Wide: true}
	for _, h := range list {
		choice.Options = append(choice.Options, ui.Option{Value: h.Number, Label: h.Title, Note: h.Number})
	}
	f.Fields = slices.Insert(f.Fields, at+1, choice)
	return nil
}

// Choose ticks what was named in the address and is among what the requester holds.
func Choose(f *ui.Form) {
	ticked := slices.IndexFunc(f.Fields, func(x ui.Field) bool { return x.Name == Ticked })
	named := slices.IndexFunc(f.Fields, func(x ui.Field) bool { return x.Name == Key })
	if ticked < 0 || named < 0 {
		return
	}
	n := f.Fields[named].Value
	if slices.ContainsFunc(f.Fields[ticked].Options, func(o ui.Option) bool { return o.Value == n }) {
		f.Fields[ticked].Values, f.Fields[named].Value = []string{n}, ""
	}
}

// With adds what was ticked to what was named.
func With(typed url.Values) url.Values {
	if len(typed[Ticked]) == 0 {
		return typed
	}
	out := url.Values{}
	for key, list := range typed {
		out[key] = list
	}
	out[Key] = append(slices.Clone(typed[Key]), typed[Ticked]...)
	return out
}
