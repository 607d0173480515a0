package work

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// refill puts what was typed into a fresh form, with what was wrong. When somebody else was faster the banner says who and what they set,
// and each field that both changed says it again.
func refill(v *kit.Visit, w desk.View, f *ui.Form, failed *attempt) ([]ui.Banner, error) {
	fresh := map[string]string{}
	for _, x := range f.Fields {
		fresh[x.Name] = ask.Held(x)
	}
	kit.RefillForm(f, failed.typed, failed.err)
	if !errs.Is(failed.err, errs.Conflict) || !ask.Outdated(*f, failed.typed) {
		return nil, nil
	}
	items, err := since(v, w, failed.typed.Get("seen"))
	if err != nil {
		return nil, err
	}
	by := others(v, items)
	f.Error, f.Kept = "", ""
	b := ui.Banner{Tone: "warn", Lead: by + " changed this after you opened it. Nothing of yours was saved yet, and nothing is lost: compare, then save again.",
		Text: strings.Join(ask.Reconcile(f, fresh, failed.typed, by), " ")}
	if b.Text == "" { // no field of this form tells what
		b.Text = news(v, items)
	}
	return []ui.Banner{b}, nil
}

// tooLate says that a move of one click came after somebody else's change, and who that was: there is nothing to compare or save again.
func tooLate(v *kit.Visit, w desk.View, seen string) error {
	by := "Somebody"
	if items, err := since(v, w, seen); err == nil {
		by = others(v, items)
	}
	return errs.New(errs.Conflict, "%s changed %s after you opened it. Nothing was done: this is how it stands now.", by, w.Number)
}

// since returns what people did to a record after the newest event that a form had been made with.
func since(v *kit.Visit, w desk.View, seen string) ([]desk.Item, error) {
	last, err := id.Parse(seen)
	if err != nil || last == 0 {
		return nil, nil //nolint:nilerr // a form without the mark tells nothing of what is new
	}
	items, err := v.Room.Timeline(v.Ctx(), w)
	return slices.DeleteFunc(items, func(it desk.Item) bool { return it.ID <= last || it.Actor == 0 }), err
}

// others names those who changed something meanwhile.
func others(v *kit.Visit, items []desk.Item) string {
	var names []string
	for _, it := range items {
		if n := who(v, it); it.Entry == nil && !has(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return "Somebody"
	}
	return and(names)
}

// news tells the first few things that happened in sentences.
func news(v *kit.Visit, items []desk.Item) string {
	const most = 3
	var out []string
	for i, it := range items {
		if i == most {
			out = append(out, "and "+strconv.Itoa(len(items)-most)+" more.")
			break
		}
		out = append(out, who(v, it)+" "+it.Sentence+", "+v.Moment(it.At.Time())+".")
	}
	return strings.Join(out, " ")
}
