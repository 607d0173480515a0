package folk

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// rights shows what a person may and why, and with ?record= what they may with a record.
func (p *pages) rights(v *kit.Visit) error {
	i, err := sheet.Key(v, "person")
	if err != nil {
		return err
	}
	x, err := v.People.Person(v.Ctx(), v.Room.DB, i)
	if err != nil {
		return err
	}
	list, err := v.People.RightsOf(v.Ctx(), v.Room.DB, i)
	if err != nil {
		return err
	}
	b := sheet.Body{Title: "What " + x.Name + " may", Lead: "By all roles together, each permission as far as the widest of them reaches.",
		Crumbs: []ui.Link{{Label: "People", Href: "/people"}, {Label: x.Name, Href: "/people/" + i.String()}}}
	answer, err := onRecord(v, x, list)
	if err != nil {
		return err
	}
	reach, err := reachOf(v, x)
	if err != nil {
		return err
	}
	b.Parts = []templ.Component{answer, ui.DataTable(rightsTable(v, list, reach))}
	return p.Show(v, 200, b)
}

// reachOf says how far each scope reaches for a person.
func reachOf(v *kit.Visit, x people.Person) (func(actor.Scope) string, error) {
	a, err := v.People.Actor(v.Ctx(), v.Room.DB, x.ID, "")
	if errs.Is(err, errs.Unauthenticated) { // has left
		a, err = actor.Actor{}, nil
	}
	if err != nil {
		return nil, err
	}
	var teams []string
	list, err := v.People.Teams(v.Ctx(), v.Room.DB, false)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return nil, err
	}
	for _, t := range list {
		if slices.Contains(a.Teams, t.ID) {
			teams = append(teams, t.Name)
		}
	}
	names, err := place.EntityNames(v.Ctx(), v.Room.DB, []id.ID{x.Entity})
	if err != nil {
		return nil, err
	}
	entity := names[x.Entity]
	return func(s actor.Scope) string {
		switch s {
		case actor.Own:
			return "their own: asked for, assigned, followed, held"
		case actor.Group:
			if len(teams) == 0 {
				return "their own and their teams' (they are in none)"
			}
			return "their own and their teams': " + strings.Join(teams, ", ")
		case actor.Entity:
			return "their teams' and those of " + entity
		case actor.EntityTree:
			return "those of " + entity + " and of all below it"
		default:
			return "everything"
		}
	}, nil
}

// rightsTable has a row for the rights on a kind that reach equally far through the same roles.
func rightsTable(v *kit.Visit, list []people.Right, reach func(actor.Scope) string) ui.Table {
	t := ui.Table{Caption: "Rights", Head: []ui.Column{{Label: "What"}, {Label: "May"}, {Label: "How far"}, {Label: "Through"}}, Empty: &ui.Empty{Title: "Nothing at all"}}
	type key struct {
		object, roles string
		scope         actor.Scope
	}
	at := map[key]int{}
	for _, r := range list {
		k := key{r.Permission.Object(), through(r.By), r.Scope}
		verb := strings.ReplaceAll(strings.TrimPrefix(string(r.Permission), k.object+"."), "_", " ")
		if i, ok := at[k]; ok {
			t.Rows[i].Cells[1].Text += ", " + verb
			continue
		}
		at[k] = len(t.Rows)
		c := ui.Cell{Text: k.roles}
		if len(r.By) == 1 {
			c.Href = sheet.Way(v, people.PermRoleView, "/roles/"+r.By[0].ID.String())
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: strings.ReplaceAll(k.object, "_", " ")}, {Text: verb}, {Text: reach(r.Scope)}, c}})
	}
	return t
}

func through(roles []people.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Name
	}
	return strings.Join(names, ", ")
}

// onRecord answers what a person may with a record that the visitor sees, and why.
func onRecord(v *kit.Visit, x people.Person, list []people.Right) (templ.Component, error) {
	number := strings.TrimSpace(v.Query("record"))
	ask := sheet.Search("/people/"+x.ID.String()+"/rights", "The number of a record", number)
	if number == "" {
		return ask, nil
	}
	_, err := v.Room.RefByNumber(v.Ctx(), v.Room.DB, number)
	if errs.Is(err, errs.NotFound) {
		return templ.Join(ask, sheet.Say("There is no record with that number that you can see.")), nil
	}
	if err != nil {
		return nil, err
	}
	a, err := v.People.Actor(v.Ctx(), v.Room.DB, x.ID, "")
	if errs.Is(err, errs.Unauthenticated) {
		return templ.Join(ask, sheet.Say(x.Name+" has left and may nothing.")), nil
	}
	if err != nil {
		return nil, err
	}
	w, err := v.Room.Find(actor.With(v.Ctx(), a), number)
	if errs.Is(err, errs.NotFound) {
		return templ.Join(ask, sheet.Say("No: "+x.Name+" does not see "+strings.ToUpper(number)+". None of the rows below reaches that far.")), nil
	}
	if err != nil {
		return nil, err
	}
	why := map[actor.Permission]people.Right{}
	for _, r := range list {
		why[r.Permission] = r
	}
	t := ui.Table{Caption: "What they may with " + w.Number, Head: []ui.Column{{Label: "May"}, {Label: "Through"}}}
	row := func(label string, p actor.Permission) {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: label}, {Text: through(why[p].By), Note: string(p) + ", " + strings.ReplaceAll(why[p].Scope.String(), "_", " ")}}})
	}
	row("See it", w.Practice.View)
	for _, s := range w.Practice.Actions {
		if s.OnRecord && w.Can(s.Verb()) {
			row(s.Label, s.Permission)
		}
	}
	return templ.Join(ask, sheet.Block(x.Name+" and "+w.Number+" "+w.Title, ui.DataTable(t))), nil
}
