package kit

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Page answers with a page of the workplace.
func (v *Visit) Page(status int, d ui.ShellData, body ...templ.Component) error {
	return v.HTML(status, ui.Page(d, body...))
}

// stream is where the interface for programs tells what happens; it takes the session of a page too.
const stream = "/api/v1/stream"

// InboxAt is where one reads what one was told; below it, /unread tells the script how many are new.
const InboxAt = "/notifications"

// Shell is the frame of the workplace, to which a page adds its crumbs.
func (v *Visit) Shell(title string) ui.ShellData {
	look := v.Look
	d := ui.ShellData{Title: title, Lang: "en", Theme: look.Theme, Density: look.Density, Rail: look.Rail, Keys: look.keymap(), Home: "/", Script: true,
		Crumbs: []ui.Link{{Label: title}}, Search: ui.Search{Action: "/search"}, Prefs: "/preferences", Flash: v.flash(), LiveURL: stream, Bell: &ui.Bell{Href: InboxAt, Key: look.Key("go-notifications")},
		User: ui.User{Name: v.Actor.Name, Note: v.Organisation(v.ctx), SignOut: "/sign-out", Menu: []ui.Link{
			{Label: "Your settings", Href: "/me", Icon: "user"}, {Label: "Your own requests", Href: "/portal", Icon: "home"}}}}
	d.Nav = v.nav()
	d.Create = append(v.creates(v.Room.Work(), false), append(v.creates(v.Room.Things(), false), v.creates(v.Room.Things(), true)...)...)
	d.CreateKey = look.Key("create")
	d.Tabs = v.tabs(d.Nav)
	return d
}

// creates are the links to what the visitor may make of the practices that are minor, or of those that are not.
func (v *Visit) creates(practices []desk.Practice, minor bool) (out []ui.Link) {
	for i := range practices {
		p := &practices[i]
		if p.Kind.Minor != minor {
			continue
		}
		if s, ok := Creating(*p); ok && v.Actor.Can(s.Permission) {
			out = append(out, ui.Link{Label: upper(p.Kind.Singular), Href: "/" + p.Kind.Slug() + "/new", Icon: p.Kind.Icon})
		}
	}
	return out
}

// may reports whether to offer a verb of a practice at all.
func (v *Visit) may(p desk.Practice, verb string) bool {
	for _, s := range p.Actions {
		if s.Verb() == verb {
			return v.Actor.Can(s.Permission)
		}
	}
	return false
}

func (v *Visit) nav() []ui.NavGroup {
	path := v.R.URL.Path
	work := ui.NavGroup{Title: "Work"}
	practices := ui.NavGroup{Title: "Practices"}
	for i, p := range v.Room.Work() {
		if !v.Actor.Can(p.View) {
			continue
		}
		list := "/" + p.Kind.Slug()
		mine := path == list && v.Query("view") == "mine"
		if i == 0 {
			work.Items = append(work.Items, ui.Link{Label: "My work", Href: list + "?view=mine", Icon: "my", Current: mine, Go: v.Look.Key("go-work")})
		}
		practices.Items = append(practices.Items, ui.Link{Label: upper(p.Kind.Plural), Href: list, Icon: p.Kind.Icon,
			Current: !mine && v.at(&p), Go: v.Look.Key("go-" + p.Kind.Key)})
	}
	things := ui.NavGroup{Title: "Services & assets"}
	own := slices.ContainsFunc(v.Links, func(l NavLink) bool { return l.Href == path }) // a page with a place of its own below a list
	for _, s := range v.shelves() {
		here := !own && (v.at(s.main) || slices.ContainsFunc(s.beside, v.at))
		things.Items = append(things.Items, ui.Link{Label: upper(s.main.Kind.Plural), Href: "/" + s.main.Kind.Slug(), Icon: s.main.Kind.Icon, Current: here, Go: v.Look.Key("go-" + s.main.Kind.Key)})
	}
	groups := []ui.NavGroup{work, practices, things}
	for _, l := range v.Links {
		if l.Permission != "" && !v.Actor.Can(l.Permission) {
			continue
		}
		link := ui.Link{Label: l.Label, Href: l.Href, Icon: l.Icon, Current: path == l.Href || strings.HasPrefix(path, l.Href+"/"), Go: v.Look.Key("go" + strings.ReplaceAll(l.Href, "/", "-"))}
		groups = into(groups, l.Group, link)
	}
	out := groups[:0]
	for _, g := range groups {
		if len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func into(groups []ui.NavGroup, title string, l ui.Link) []ui.NavGroup {
	for i := range groups {
		if groups[i].Title == title {
			groups[i].Items = append(groups[i].Items, l)
			return groups
		}
	}
	return append(groups, ui.NavGroup{Title: title, Items: []ui.Link{l}})
}

// tabs is the bar at the foot of a phone.
func (v *Visit) tabs(nav []ui.NavGroup) []ui.Link {
	var out []ui.Link
	for _, g := range nav {
		for _, l := range g.Items {
			if len(out) < 3 {
				out = append(out, l)
			}
		}
	}
	for _, p := range v.Room.Work() {
		if v.may(p, "open") && len(out) < 4 {
			out = append(out, ui.Link{Label: "Create", Href: "/" + p.Kind.Slug() + "/new", Icon: "plus"})
			break
		}
	}
	return append(out, ui.Link{Label: "Me", Href: "/me", Icon: "user", Current: v.R.URL.Path == "/me"})
}

// Creating returns the verb that makes a new record of a practice; false when there is none.
func Creating(p desk.Practice) (action.Spec, bool) {
	i := slices.IndexFunc(p.Actions, action.Spec.Creates)
	if i < 0 {
		return action.Spec{}, false
	}
	return p.Actions[i], true
}

// PortalShell is the frame of the portal.
func (v *Visit) PortalShell(title string) ui.PortalData {
	d := ui.PortalData{Title: title, Lang: "en", Theme: v.Look.Theme, Organisation: v.Organisation(v.ctx), Home: "/portal", Foot: v.Contact,
		Prefs: "/preferences", Flash: v.flash(), Script: true, SignIn: "/sign-in?next=/portal"}
	path := v.R.URL.Path
	d.Nav = []ui.Link{{Label: "Home", Href: "/portal", Current: path == "/portal"}, {Label: "Report something", Href: "/portal/report", Current: path == "/portal/report"}}
	if v.Signed() {
		d.Nav = append(d.Nav, ui.Link{Label: "My requests", Href: "/portal/requests", Current: path == "/portal/requests"})
		if slices.ContainsFunc(v.Room.Practices(), func(p desk.Practice) bool { return Holdable(p) && v.Actor.Can(p.View) }) {
			d.Nav = append(d.Nav, ui.Link{Label: "My devices", Href: "/portal/devices", Current: path == "/portal/devices"})
		}
		u := ui.User{Name: v.Actor.Name, SignOut: "/sign-out", Menu: []ui.Link{{Label: "Your settings", Href: "/me"}}}
		if v.Agent() {
			u.Menu = append(u.Menu, ui.Link{Label: "To the desk", Href: "/"})
		}
		d.User = &u
	}
	return d
}

// BareShell is the frame of pages before or beside a session.
func (v *Visit) BareShell(title string) ui.BareData {
	return ui.BareData{Title: title, Lang: "en", Theme: v.Look.Theme, Organisation: v.Organisation(v.ctx), Home: "/", Script: true}
}

func upper(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// Upper is s with a capital at the beginning.
func Upper(s string) string { return upper(s) }
