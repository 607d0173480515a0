package held

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

const (
	// lastChanges is how many changes of a thing are told, lastReports how many open and how many past reports about it.
	lastChanges = 3
	lastReports = 3
)

// seesContracts is the permission with which no contract in the answer means that there is none.
const seesContracts actor.Permission = "contract.view"

// Item is what is told of an affected thing: who has it, what covers it, what else was reported about it, the open ones first, and the last
// changes of its data, the newest first.
type Item struct {
	Facts   []ui.Prop
	Reports []ui.MiniLink
	Changes []desk.Item
}

// Tell reads a thing for the page of the work with a number.
func Tell(v *kit.Visit, p desk.Practice, number, work string) (Item, error) {
	var c Item
	ctx, room := v.Ctx(), v.Room
	w, err := room.Get(ctx, p, number)
	if err != nil {
		return c, err
	}
	items, err := room.Timeline(ctx, w)
	if err != nil {
		return c, err
	}
	items = slices.DeleteFunc(items, func(it desk.Item) bool {
		return !slices.Contains([]string{record.Made{}.EventKind(), record.Changed{}.EventKind(), record.Moved{}.EventKind()}, it.Kind)
	})
	c.Changes = items[max(0, len(items)-lastChanges):]
	slices.Reverse(c.Changes)
	holders := slices.DeleteFunc(slices.Clone(w.Values), func(x field.Value) bool {
		return !slices.Contains([]string{"holder", "team", "criticality"}, x.Def.Key) || x.Def.Custom
	})
	names, err := room.Name(ctx, holders)
	if err != nil {
		return c, err
	}
	for _, x := range holders {
		if text := v.Text(names, x); text != "" {
			c.Facts = append(c.Facts, ui.Prop{Label: x.Def.Label, Text: text})
		}
	}
	if end, err := calendar.ParseDate(kit.Value(w.Values, "warranty_end")); err == nil {
		c.Facts = append(c.Facts, ui.Prop{Label: "Warranty", Text: v.EndsIn(end)})
	}
	covers, err := covering(v, w)
	if err != nil {
		return c, err
	}
	c.Facts = append(c.Facts, covers...)
	return c, c.reports(v, w, work)
}

// covering are the contracts that cover a thing, as far as the visitor may see them.
func covering(v *kit.Visit, w desk.View) ([]ui.Prop, error) {
	at := slices.IndexFunc(w.Practice.Parts, func(p desk.Part) bool { return p.Name == "contracts" && p.Table != nil })
	if at < 0 {
		return nil, nil
	}
	answer, err := w.Practice.Parts[at].Read(v.Ctx(), w, url.Values{})
	if kind := errs.KindOf(err); kind == errs.Forbidden || kind == errs.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t := w.Practice.Parts[at].Table(answer)
	ends := slices.Index(t.Heads, "Ends")
	var out []ui.Prop
	if len(t.Rows) == 0 && v.Actor.Can(seesContracts) {
		return []ui.Prop{{Label: "Contract", Text: "None"}}, nil
	}
	for _, row := range t.Rows {
		names, err := v.Room.Labels(v.Ctx(), desk.Wanted{row[0].Type: {row[0].Ref}})
		if err != nil {
			return nil, err
		}
		p := ui.Prop{Label: "Contract", Text: names.Of(row[0].Type, row[0].Ref)}
		if ref, err := v.Room.RefByID(v.Ctx(), v.Room.DB, row[0].Ref); err == nil {
			p.Href = "/" + ref.Number
		}
		if ends >= 0 {
			if end, err := calendar.ParseDate(row[ends].Text); err == nil {
				p.Mute = v.EndsIn(end)
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// reports are the other work about a thing, and how much of it there is in all.
func (c *Item) reports(v *kit.Visit, w desk.View, work string) error {
	links, err := v.Room.Links(v.Ctx(), w)
	if err != nil {
		return err
	}
	var open, past []ui.MiniLink
	for _, l := range slices.Backward(links) {
		p, err := v.Room.Practice(l.Kind)
		if err != nil || !p.Work() || l.Number == work {
			continue
		}
		m := ui.MiniLink{Number: l.Number, Title: l.Title, Href: "/" + l.Number, Note: p.Kind.Flow.State(l.State).Label}
		if l.Phase.Open() {
			open = append(open, m)
		} else {
			past = append(past, m)
		}
	}
	c.Facts = append(c.Facts, ui.Prop{Label: "Other reports", Text: strconv.Itoa(len(open)) + " open, " + strconv.Itoa(len(past)) + " past", Href: "/" + w.Number + "#details"})
	c.Reports = slices.Concat(open[:min(len(open), lastReports)], past[:min(len(past), lastReports)])
	return nil
}
