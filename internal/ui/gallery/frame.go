package main

import (
	"slices"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui"
)

// looks are the choices of a visitor of the gallery.
type looks struct{ theme, density, dir string }

// pages are all sample pages by name.
func pages(l looks) map[string]templ.Component {
	return map[string]templ.Component{
		"queue":       ui.Page(shell(l, "Service Desk", "Queues", false), ui.Queue(queue(true))),
		"filter":      ui.Page(shell(l, "All incidents", "Queues", false), ui.Queue(adding())),
		"list":        ui.Page(shell(l, "All incidents", "Queues", false), ui.Queue(grouped())),
		"record":      ui.Page(shell(l, "INC-1042", "Incidents", true), ui.RecordPage(record(false))),
		"record-note": ui.Page(shell(l, "INC-1042", "Incidents", true), ui.RecordPage(record(true))),
		"overview":    ui.Page(shell(l, "Service desk", "Dashboards", true), overview()),
		"states":      ui.Page(shell(l, "States", "Admin", true), states()),
		"forms":       ui.Page(shell(l, "New incident", "Incidents", true), forms()),
		"settings":    ui.Page(shell(l, "Service levels", "Admin", true), settings()),
		"tables":      ui.Page(shell(l, "People", "Admin", true), tables()),
		"portal":      ui.Portal(portalFrame(l, true), ui.PortalHomePage(portalHome())),
		"report":      ui.Portal(portalFrame(l, false), portalReport()),
		"request":     ui.Portal(portalFrame(l, true), ui.PortalRequestPage(portalRequest())),
		"sign-in":     ui.Bare(bare(l, "Sign in"), ui.SignInPage(signIn())),
		"demo":        ui.Bare(bare(l, "Sign in"), ui.SignInPage(demoSignIn())),
		"set-up":      ui.Bare(bare(l, "Set up"), ui.SetUpPage(setUp())),
		"error":       ui.Bare(bare(l, "That did not save"), ui.ProblemPage(problem())),
		"map":         ui.Page(shell(l, "Order desk", "Services", true), impactMap()),
		"map-dates":   ui.Page(shell(l, "Order desk", "Services", true), datesMap()),
		"hostile":     ui.Page(shell(l, long, "Incidents", true), ui.RecordPage(hostile())),
	}
}

func names() []string {
	var out []string
	for name := range pages(looks{}) {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func shell(l looks, title, current string, narrow bool) ui.ShellData {
	d := ui.ShellData{
		Title: title, Theme: l.theme, Density: l.density, Dir: l.dir, Home: "/queue", Script: true,
		Nav: nav(current), NavFoot: []ui.Link{{Label: "Admin", Href: "/settings", Icon: "cog", Current: current == "Admin"}},
		Tabs: []ui.Link{
			{Label: "My work", Href: "/list", Icon: "my"}, {Label: "Queues", Href: "/queue", Icon: "queue", Current: true},
			{Label: "Incidents", Href: "/record", Icon: "inc"}, {Label: "Overview", Href: "/overview", Icon: "chart"},
			{Label: "More", Href: "/states", Icon: "more"},
		},
		Crumbs: []ui.Link{{Label: "Queues", Href: "/queue"}, {Label: title}},
		Create: []ui.Link{{Label: "Incident", Href: "/forms"}}, LiveURL: "/events",
		Bell: &ui.Bell{Href: "/list", Unread: 3}, Prefs: "/preferences",
		User: ui.User{Name: "Aoife Brennan", Note: "Service Desk", SignOut: "/sign-out",
			Menu: []ui.Link{{Label: "Profile", Href: "/forms", Icon: "user"}}},
	}
	if narrow {
		d.Rail = "closed"
	}
	return d
}

func nav(current string) []ui.NavGroup {
	groups := []ui.NavGroup{
		{Title: "Work", Items: []ui.Link{
			{Label: "My work", Href: "/list", Icon: "my", Count: "7"}, {Label: "Queues", Href: "/queue", Icon: "queue", Count: "41"},
			{Label: "Approvals", Href: "/list", Icon: "appr", Count: "2"}, {Label: "On-call", Href: "/list", Icon: "phone"},
			{Label: "Calendar", Href: "/list", Icon: "cal"}}},
		{Title: "Practices", Items: []ui.Link{
			{Label: "Incidents", Href: "/record", Icon: "inc"}, {Label: "Requests", Href: "/list", Icon: "req"},
			{Label: "Problems", Href: "/list", Icon: "prb"}, {Label: "Changes", Href: "/list", Icon: "chg"}}},
		{Title: "Estate", Items: []ui.Link{
			{Label: "Services", Href: "/list", Icon: "map"}, {Label: "Assets", Href: "/list", Icon: "asset"}}},
		{Title: "Insight", Items: []ui.Link{{Label: "Dashboards", Href: "/overview", Icon: "chart"}}},
	}
	for i := range groups {
		for j := range groups[i].Items {
			groups[i].Items[j].Current = groups[i].Items[j].Label == current
		}
	}
	return groups
}

func bare(l looks, title string) ui.BareData {
	return ui.BareData{Title: title, Theme: l.theme, Dir: l.dir, Script: true}
}
