package sheet

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// EntityOptions are the entities to choose from, indented as a tree; one that is chosen but not visible stays.
func EntityOptions(v *kit.Visit, chosen id.ID) ([]ui.Option, error) {
	list, err := v.People.Entities(v.Ctx(), v.Room.DB)
	if errs.Is(err, errs.Forbidden) {
		return []ui.Option{{Value: chosen.String(), Label: "unchanged"}}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	there := chosen == 0
	for _, e := range list {
		there = there || e.ID == chosen
		if !e.Archived || e.ID == chosen {
			out = append(out, ui.Option{Value: e.ID.String(), Label: strings.Repeat("– ", max(0, strings.Count(e.Path, "/")-2)) + e.Name})
		}
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
}

// LocationOptions are the locations to choose from; one that is chosen but not visible stays.
func LocationOptions(v *kit.Visit, chosen id.ID) ([]ui.Option, error) {
	out := []ui.Option{{Value: "", Label: "–"}}
	list, err := v.People.Locations(v.Ctx(), v.Room.DB)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return nil, err
	}
	there := chosen == 0
	for _, l := range list {
		there = there || l.ID == chosen
		if !l.Archived || l.ID == chosen {
			out = append(out, ui.Option{Value: l.ID.String(), Label: l.Name})
		}
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
}

// CalendarOptions are the calendars to choose from; none says what applies without one.
func CalendarOptions(v *kit.Visit, calendars *calendar.Calendars, chosen id.ID, none string) ([]ui.Option, error) {
	out := []ui.Option{{Value: "", Label: none}}
	there := chosen == 0
	if calendars != nil && Can(v, calendar.PermView) {
		list, err := calendars.All(v.Ctx(), v.Room.DB)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			there = there || c.ID == chosen
			if !c.Archived || c.ID == chosen {
				out = append(out, ui.Option{Value: c.ID.String(), Label: c.Name})
			}
		}
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
}

// TeamOptions are the teams to choose from.
func TeamOptions(v *kit.Visit, chosen id.ID, none string) ([]ui.Option, error) {
	out := []ui.Option{{Value: "", Label: none}}
	list, err := v.People.Teams(v.Ctx(), v.Room.DB, false)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return nil, err
	}
	there := chosen == 0
	for _, t := range list {
		there = there || t.ID == chosen
		out = append(out, ui.Option{Value: t.ID.String(), Label: t.Name})
	}
	if !there {
		out = append(out, ui.Option{Value: chosen.String(), Label: "unchanged"})
	}
	return out, nil
}

// CategoryOptions are the categories offered to the visitor, by path.
func CategoryOptions(v *kit.Visit) ([]ui.Option, error) {
	list, err := category.List(v.Ctx(), v.Room.DB, v.Actor.Entity)
	var out []ui.Option
	for _, c := range list {
		out = append(out, ui.Option{Value: c.ID.String(), Label: c.Path})
	}
	return out, err
}

// ServiceOptions are the services in use that the visitor sees; one that is chosen but not among them stays.
func ServiceOptions(v *kit.Visit, chosen []id.ID) ([]ui.Option, error) {
	var out []ui.Option
	p, err := v.Room.Practice(ticket.ServiceKind)
	if err == nil && v.Actor.Can(p.View) {
		page, err := v.Room.Queue(v.Ctx(), p, desk.Ask{Q: "status:open", Limit: record.MaxPage}, false)
		if err != nil {
			return nil, err
		}
		for _, h := range page.Heads {
			out = append(out, ui.Option{Value: h.ID.String(), Label: h.Title})
		}
		sorted.By(out, func(a, b ui.Option) int { return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	}
	for _, c := range chosen {
		if slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == c.String() }) {
			continue
		}
		label := "unchanged"
		if ref, err := v.Room.RefByID(v.Ctx(), v.Room.DB, c); err == nil {
			label = ref.Title
		}
		out = append(out, ui.Option{Value: c.String(), Label: label})
	}
	return out, nil //nolint:nilerr // a desk without services has none to choose
}
