package ask

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Choices are the values that an input of a verb may have, nil for one that is free. This is the only place in the pages that knows
// where they come from: the practice's field that the input fills.
func Choices(p desk.Practice, spec action.Spec, key string) []ui.Option {
	verb := spec.Verb()
	switch {
	case key == "reason" && verb != "hold", key == "into", key == "to":
		return nil
	case key == "relation":
		var out []ui.Option
		for _, r := range record.Relations() {
			out = append(out, ui.Option{Value: string(r), Label: r.Label(false)})
		}
		return out
	}
	list := kit.Def(p.Fields, alias(key)).Options
	if own := spec.Choices(key); len(own) > 0 && !p.Work() { // a verb may leave fewer than its field has
		list = own
	}
	out := make([]ui.Option, 0, len(list))
	for _, o := range list {
		out = append(out, ui.Option{Value: o.Value, Label: o.Label})
	}
	return out
}

// Offer makes an input a choice of what the verb offers on a record, if it does.
func Offer(ctx context.Context, spec action.Spec, row id.ID, f *ui.Field) error {
	read := spec.Offer(f.Name)
	if read == nil {
		return nil
	}
	list, err := read(ctx, row)
	f.Kind, f.Options, f.Help = ui.FieldSelect, make([]ui.Option, len(list)), ""
	for i, o := range list {
		f.Options[i] = ui.Option{Value: o.Value, Label: o.Label}
	}
	if len(list) == 1 {
		f.Value = list[0].Value
	}
	return err
}

// alias names the field of a practice that an input fills under another name.
func alias(key string) string {
	switch key {
	case "code":
		return "resolution_code"
	case "reason", "hold_reason":
		return "hold"
	case "into", "to":
		return ""
	}
	return key
}

// Resolutions are the ways in which work of a practice can be resolved.
func Resolutions(p desk.Practice) []ui.Option {
	return Choices(p, action.Spec{Name: p.Kind.Key + ".resolve"}, "code")
}

// HoldWords says what a hold waits for.
func HoldWords(w desk.View, reason string) string {
	for _, o := range Choices(w.Practice, action.Spec{Name: w.Practice.Kind.Key + ".hold"}, "reason") {
		if o.Value == reason {
			return o.Label
		}
	}
	return kit.Plain(reason)
}
