package app

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	"github.com/fettle-itsm/fettle/internal/port/discovery/device"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	assetpage "github.com/fettle-itsm/fettle/internal/practice/asset/web"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
	servicemap "github.com/fettle-itsm/fettle/internal/practice/service/web"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// assetPages puts on the page of an asset what its rooms know of it, and the way to its label on the page and over the list.
func (a *App) assetPages(s *kit.Site, base string) {
	kind := asset.Kind()
	pages := assetpage.Pages{Room: a.Room}
	s.Over[kind.Key] = []kit.NavLink{{Label: "Print labels", Href: "/" + kind.Slug() + "/labels", Icon: "print", Permission: asset.PermEdit}}
	at := "/" + kind.Slug() + "/scan"
	s.Ticked[kind.Key] = []kit.Ticked{
		{NavLink: kit.NavLink{Label: "Print labels", Href: "/" + kind.Slug() + "/labels", Icon: "print", Permission: asset.PermEdit}},
		{NavLink: kit.NavLink{Label: "Issue", Href: at, Icon: "user", Permission: asset.PermEdit}, Do: "issue"},
		{NavLink: kit.NavLink{Label: "Take back", Href: at, Icon: "reply", Permission: asset.PermEdit}, Do: "return"},
		{NavLink: kit.NavLink{Label: "Receive", Href: at, Icon: "tick", Permission: asset.PermEdit}, Do: "receive"},
	}
	s.Whole["relations"] = servicemap.Path
	s.Fronts[finance.ContractKind().Key] = func(v *kit.Visit, w desk.View) (kit.Told, error) {
		main, err := assetpage.Contract(v.Ctx(), w, v.Today())
		return kit.Told{Main: main}, err
	}
	s.Fronts[kind.Key] = func(v *kit.Visit, w desk.View) (kit.Told, error) {
		stops, err := fails(v, w)
		if err != nil {
			return kit.Told{}, err
		}
		told, err := pages.Tell(v.Ctx(), assetpage.Asked{View: w, Today: v.Today(), Origin: v.Origin(base), Fails: stops})
		if err != nil {
			return kit.Told{}, err
		}
		out := kit.Told{Main: told.Main, Top: told.Code}
		if w.May["edit"] {
			out.Acts = []ui.Button{{Label: "Label", Icon: "print", IconOnly: true, Look: ui.Quiet, Href: "/" + kind.Slug() + "/labels?" + url.Values{"tags": {w.Number}}.Encode()}}
		}
		if out.Sections, err = healthOf(v, w); err != nil {
			return out, err
		}
		out.From, err = sources(v, w)
		return out, err
	}
}

// part reads a part of a record for its page; false for one that there is not or that the visitor may not see.
func part[T any](v *kit.Visit, w desk.View, name string) (answer T, ok bool, err error) {
	i := slices.IndexFunc(w.Practice.Parts, func(p desk.Part) bool { return p.Name == name })
	if i < 0 {
		return answer, false, nil
	}
	out, err := w.Practice.Parts[i].Read(v.Ctx(), w, url.Values{})
	if kind := errs.KindOf(err); kind == errs.NotFound || kind == errs.Forbidden {
		return answer, false, nil
	}
	answer, ok = out.(T)
	return answer, ok && err == nil, err
}

// fails says what stops with an asset.
func fails(v *kit.Visit, w desk.View) (out assetpage.Fails, err error) {
	i, ok, err := part[relation.Impact](v, w, "impact")
	if err != nil || !ok || len(i.Items) == 0 {
		return out, err
	}
	at := "/" + w.Practice.Kind.Slug() + "/" + w.Number + "/" + servicemap.Path
	out.Ways = []ui.Link{{Label: "Map", Href: at}, {Label: "Impact", Href: at + "?mode=fail"}}
	if i.Failed == 0 {
		out.Text = "Nothing stops: what stands on it has another way."
		return out, nil
	}
	out.Text = howMany(i.Failed, "thing") + " that stand on it stop"
	if n := len(i.Services); n > 0 {
		names := make([]string, 0, n)
		for _, s := range i.Services {
			names = append(names, s.Title)
		}
		out.Text = howMany(n, "service") + " and " + whoStops(i.People) + " stop: " + strings.Join(names, ", ")
	}
	if i.Degraded > 0 {
		out.Text += ". " + howMany(i.Degraded, "more thing") + " go on with less redundancy"
	}
	out.Text += "."
	return out, nil
}

func whoStops(p relation.People) string {
	if p.AtLeast == p.AtMost {
		return strings.Replace(howMany(p.AtMost, "person"), "persons", "people", 1)
	}
	return strconv.Itoa(p.AtLeast) + " to " + strconv.Itoa(p.AtMost) + " people"
}

func howMany(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// healthOf is how an agent found the asset the last time.
func healthOf(v *kit.Visit, w desk.View) ([]ui.Section, error) {
	h, ok, err := part[device.Hardware](v, w, "hardware")
	if err != nil || !ok || h.Agent == "" {
		return nil, err
	}
	out := ui.Section{Title: "Health"}
	add := func(label, text string) {
		if text != "" {
			out.Props = append(out.Props, ui.Prop{Label: label, Text: text})
		}
	}
	add("System", strings.TrimSpace(h.OS+" "+h.Version))
	add("Memory", device.Size(h.MemoryMB))
	for _, c := range h.Health {
		add(c.Of, c.Says)
	}
	add("Signed in", h.Login)
	out.Props = append(out.Props, ui.Prop{Label: "Reported", Value: ui.When(v.Time(h.Last)), Mute: "by " + h.Agent})
	return []ui.Section{out}, nil
}

// sources say of the fields of an asset which of them no person wrote, and what an agent says differently.
func sources(v *kit.Visit, w desk.View) (map[string]kit.Origin, error) {
	list, ok, err := part[desk.List[discovery.Source]](v, w, "sources")
	if err != nil || !ok {
		return nil, err
	}
	out := map[string]kit.Origin{}
	for _, s := range list.Items {
		o := kit.Origin{}
		if s.Source != "person" && s.Source != "manual" {
			o.By = s.Source
		}
		if s.Offered != "" {
			o.Doubt = "agent says " + s.Offered
		}
		out[s.Field] = o
	}
	return out, nil
}
