package settings

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/reckon"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// entry is one place among the settings.
type entry struct {
	label, href, text, words string // words are found by the filter, too
	perm                     actor.Permission
	there                    bool // its room is plugged in
}

func (p *pages) entries() []entry {
	return []entry{
		{"People", "/people", "Who asks and who works: names, addresses, teams, roles, absences.", "person user account email phone leaver vip absence holiday manager", people.PermPeopleView, true},
		{"Teams", "/teams", "Who shares work, how new work finds a person, and by which hours.", "group queue assignment round robin least loaded lead member", people.PermTeamView, true},
		{"Entities", "/entities", "The organisation, its customers and sites: the tree along which settings are inherited.", "customer site department tenant company time zone", people.PermEntityView, true},
		{"Locations", "/locations", "Buildings, floors and rooms.", "place building floor room site", people.PermEntityView, true},
		{"Categories", "/categories", "What work is about, with a default team and hints.", "tree topic routing impact urgency", people.PermCategoryEdit, true},
		{"Roles", "/roles", "What people may do, how far it reaches, and who holds it.", "permission right grant scope access", people.PermRoleView, true},
		{"Priority matrix", "/settings/matrix", "Which priority an impact and an urgency make.", "impact urgency p1 p2 p3 p4", setting.PermEdit, p.Matrix != nil},
		{"Rules for urgency", "/settings/urgency", "What raises the urgency of an incident by itself: critical things, promises about to break.", "criticality breach escalation rule priority", setting.PermEdit, p.Critical != nil},
		{"Custom fields", "/settings/fields", "Further fields of records, in forms, lists, filters and the API at once.", "form field option choice", setting.PermEdit, true},
		{"Calendars", "/settings/calendars", "Working hours, holidays and exceptions.", "week hours holiday ical time zone business", calendar.PermView, p.Calendars != nil},
		{"Service levels", "/settings/service-levels", "What is promised to whom, when clocks pause, and who is warned.", "sla ola contract target response resolution warning escalation pause", sla.PermView, p.SLA != nil},
		{"Network sweeps", "/network-sweeps", "Address ranges that are asked over SNMP: switches, printers, power strips.", "discovery snmp scan community range switch printer", "sweep.view", true},
		{"Directories", "/directories", "LDAP directories whose computers are read.", "discovery ldap active directory computer domain", "directory.view", true},
		{"Product rules", "/product-rules", "Which product the names are that devices report.", "software name publisher normalise pattern", "licence.view", true},
		{"Price of an hour", reckon.HourAt, "What an hour of work on tickets costs, for the cost of assets.", "hourly rate cost labour tco money", setting.PermEdit, p.Reckon != nil},
		{"First book", reckon.FirstAt, "How assets lose their value in the first of the two books.", "depreciation accounts method salvage fiscal year journal write off", setting.PermEdit, p.Reckon != nil},
		{"Second book", reckon.SecondAt, "How assets lose their value in the second of the two books.", "depreciation tax method salvage fiscal year journal write off", setting.PermEdit, p.Reckon != nil},
		{"Tolerance of invoices", reckon.ToleranceAt, "By how much an invoice may differ from its order.", "purchase match difference", setting.PermEdit, p.Reckon != nil},
		{"Unused seats", reckon.SeatsAt, "After how many days the holder of a licensed seat is asked about it.", "licence reclaim software days unused", setting.PermEdit, p.Reckon != nil},
		{"API tokens", "/settings/tokens", "Keys with which programs act in your name.", "key integration secret script", "token.view", true},
		{"Health", healthAt, "Whether the desk does its work, what waits, and jobs that were given up.", "jobs queue status monitoring retry dead failed", health.PermView, p.Health != nil},
		{"Audit log", "/audit", "Everything that was done, by whom, and the proof that nothing was changed since.", "log history event verify chain security", desk.PermAudit, p.Audit != nil},
	}
}

// Links are the ways to the pages in the rail.
func Links() []kit.NavLink {
	return []kit.NavLink{
		{Group: "Admin", Label: "People", Href: "/people", Icon: "users", Permission: people.PermPeopleView},
		{Group: "Admin", Label: "Settings", Href: "/settings", Icon: "cog", Permission: people.PermTeamView},
	}
}

// offered are the entries for the visitor.
func (p *pages) offered(v *kit.Visit) []entry {
	var out []entry
	for _, e := range p.entries() {
		if e.there && sheet.Can(v, e.perm) {
			out = append(out, e)
		}
	}
	return out
}

func (p *pages) nav(v *kit.Visit) []ui.Link {
	path := v.R.URL.Path
	out := []ui.Link{{Label: "All settings", Href: "/settings", Current: path == "/settings"}}
	for _, e := range p.offered(v) {
		out = append(out, ui.Link{Label: e.label, Href: e.href, Current: path == e.href || strings.HasPrefix(path, e.href+"/")})
	}
	return out
}

func (p *pages) index(s *kit.Site) {
	s.Show("/settings", face.SignedIn, kit.NoRows, func(v *kit.Visit) error {
		list := append(p.offered(v), minor(v)...)
		more, err := p.things(v)
		if err != nil {
			return err
		}
		q := strings.ToLower(strings.TrimSpace(v.Query("q")))
		if q != "" {
			list = append(list, more...)
		}
		t := ui.Table{Caption: "Settings", Head: []ui.Column{{Label: "Setting"}, {Label: "What it is"}},
			Empty: &ui.Empty{Title: "No setting is called that", Text: "Try another word, such as “holiday” or “priority”.", Acts: []ui.Button{{Label: "Show all", Href: "/settings"}}}}
		for _, e := range list {
			if found(e, q) {
				t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: e.label, Href: e.href}, {Text: e.text}}})
			}
		}
		b := sheet.Body{Title: "All settings"}
		b.Parts = append(b.Parts, sheet.Search("/settings", "Find a setting", v.Query("q")), ui.DataTable(t))
		return p.Show(v, 200, b)
	})
}

// places tells the palette.
func (p *pages) places(v *kit.Visit) ([]ui.Link, error) {
	more, err := p.things(v)
	var out []ui.Link
	for _, e := range append(append(p.offered(v), minor(v)...), more...) {
		out = append(out, ui.Link{Label: e.label, Href: e.href, Note: e.text})
	}
	return out, err
}

// found reports whether every word of q occurs.
func found(e entry, q string) bool {
	all := strings.ToLower(e.label + " " + e.text + " " + e.words)
	for _, w := range strings.Fields(q) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// things are the single teams, calendars, agreements and fields, which the filter finds by their names.
func (p *pages) things(v *kit.Visit) ([]entry, error) {
	var out []entry
	if sheet.Can(v, people.PermTeamView) {
		list, err := v.People.Teams(v.Ctx(), v.Room.DB, false)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			out = append(out, entry{label: t.Name, href: "/teams/" + t.ID.String(), text: "Team"})
		}
	}
	if p.Calendars != nil && sheet.Can(v, calendar.PermView) {
		list, err := p.Calendars.All(v.Ctx(), v.Room.DB)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			out = append(out, entry{label: c.Name, href: "/settings/calendars/" + c.ID.String(), text: "Calendar"})
		}
	}
	if p.SLA != nil && sheet.Can(v, sla.PermView) {
		list, err := p.SLA.Agreements(v.Ctx(), v.Room.DB)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, entry{label: a.Name, href: "/settings/service-levels/" + a.ID.String(), text: "Service level"})
		}
	}
	for _, pr := range v.Room.Practices() {
		list, err := v.Room.Custom.List(v.Ctx(), pr.Kind.Key)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			if sheet.Can(v, setting.PermEdit) {
				out = append(out, entry{label: f.Label, href: "/settings/fields/" + f.ID.String(), text: "Custom field of " + pr.Kind.Plural})
			}
		}
	}
	return out, nil
}

// minor are the lists of what serves another kind of record and has no place in the rail.
func minor(v *kit.Visit) []entry {
	var out []entry
	for _, k := range v.Room.Things() {
		if main := v.Main(k); main.Kind.Key != k.Kind.Key && v.Actor.Can(k.View) {
			out = append(out, entry{label: kit.Upper(k.Kind.Plural), href: "/" + k.Kind.Slug(), text: "Reached from the list of " + main.Kind.Plural + ", too.", words: main.Kind.Plural})
		}
	}
	return out
}
