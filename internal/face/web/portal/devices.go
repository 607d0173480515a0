package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// devicesAt is where somebody sees what they hold.
const devicesAt = "/portal/devices"

// device is one thing that the visitor holds.
type device struct {
	Number, Title, Facts string
	State                ui.State
	Acts                 []ui.Button
}

// devices lists what the visitor holds: they say that they still have it, or that something is wrong with it.
func devices(v *kit.Visit) error {
	held, err := v.Held(v.Actor.ID)
	if err != nil {
		return err
	}
	var rows []device
	for _, h := range held {
		p, err := v.Room.Practice(h.Kind)
		if err != nil {
			return err
		}
		w, err := v.Room.Get(v.Ctx(), p, h.Number)
		if err != nil {
			return err
		}
		rows = append(rows, deviceOf(v, w))
	}
	plain := ui.Plain{Title: "My devices", Lead: "What is in your name. Say that you have it, or what is wrong with it."}
	if v.Todo != nil {
		todo, err := v.Todo(v.Ctx())
		if err != nil {
			return err
		}
		for _, t := range todo {
			plain.Banners = append(plain.Banners, ui.Banner{Tone: "warn", Lead: t.Title, Text: t.Text, Act: &ui.Button{Label: "Answer", Href: t.Href}})
		}
	}
	return page(v, http.StatusOK, "My devices", ui.PlainPage(plain, deviceList(rows)))
}

func deviceOf(v *kit.Visit, w desk.View) device {
	d := device{Number: w.Number, Title: w.Title, State: kit.State(w.Practice, w.State, w.Phase)}
	var due, warranty string
	if date := kit.Value(w.Values, "due_back"); date != "" {
		due = "due back on " + calendar.Words(date)
	}
	if end, err := calendar.ParseDate(kit.Value(w.Values, "warranty_end")); err == nil {
		warranty = "warranty " + v.EndsIn(end)
	}
	d.Facts = kit.Join(" · ", kit.Value(w.Values, "serial"), due, warranty)
	if slices.ContainsFunc(w.Practice.Actions, func(s action.Spec) bool { return s.Verb() == "attest" }) && w.Can("attest") {
		d.Acts = append(d.Acts, ui.Button{Label: "Confirm I have it", Action: "/" + w.Practice.Kind.Slug() + "/" + w.Number + "/attest", Fields: []ui.Hidden{{Name: "back", Value: devicesAt}, {Name: "version", Value: strconv.FormatInt(w.Version, 10)}}})
	}
	if _, spec, err := opener(v); err == nil && v.Actor.Can(spec.Permission) {
		d.Acts = append(d.Acts, ui.Button{Label: "Report a problem", Href: "/portal/report?affects=" + url.QueryEscape(w.Number)})
	}
	return d
}

// affected is the thing that a report is about, in words; "" for none that the visitor can see.
func affected(v *kit.Visit, number string) string {
	if number == "" || !v.Signed() {
		return ""
	}
	w, err := v.Room.Find(v.Ctx(), number)
	if err != nil || w.Practice.Work() {
		return ""
	}
	return w.Title + ", " + w.Number
}
