package held

import (
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// lastChanges is how many changes of a thing are told.
const lastChanges = 3

// Item is what is told of an affected thing: who has it, what else was reported about it, and its last changes, the newest first.
type Item struct {
	Facts   []ui.Prop
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
	c.Changes = items[max(0, len(items)-lastChanges):]
	slices.Reverse(c.Changes)
	holders := slices.DeleteFunc(slices.Clone(w.Values), func(x field.Value) bool { return x.Def.Key != "holder" && x.Def.Key != "team" })
	names, err := room.Name(ctx, holders)
	if err != nil {
		return c, err
	}
	for _, x := range holders {
		if text := kit.Text(names, x); text != "" {
			c.Facts = append(c.Facts, ui.Prop{Label: x.Def.Label, Text: text})
		}
	}
	if end, err := calendar.ParseDate(kit.Value(w.Values, "warranty_end")); err == nil {
		c.Facts = append(c.Facts, ui.Prop{Label: "Warranty", Text: v.EndsIn(end)})
	}
	links, err := room.Links(ctx, w)
	if err != nil {
		return c, err
	}
	open, past := 0, 0
	for _, other := range links {
		if q, err := room.Practice(other.Kind); err != nil || !q.Work() || other.Number == work {
			continue
		}
		if other.Phase.Open() {
			open++
		} else {
			past++
		}
	}
	c.Facts = append(c.Facts, ui.Prop{Label: "Other reports", Text: strconv.Itoa(open) + " open, " + strconv.Itoa(past) + " past", Href: "/" + w.Number + "#details"})
	return c, nil
}
