// Package macros is the pages on which people keep their text blocks and macros, and what a composer offers of them.
//
// Why: see engine/macro.
//
// It leaves using one, which happens when a composer sends, to face/web/compose.
package macros

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/macro"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// at is the list of them.
const at = "/macros"

// Mount adds the pages, and the way to them in the palette.
func Mount(s *kit.Site) {
	inputs := []string{"name", "body", "for", "mode", "state", "take", "to_team", "version"}
	s.Show(at, face.SignedIn, kit.OwnRows, staff(list))
	s.Show(at+"/new", face.SignedIn, kit.OwnRows, staff(func(v *kit.Visit) error { return form(v, http.StatusOK, macro.Macro{}, nil, nil) }))
	s.Take(at+"/new", face.SignedIn, kit.OwnRows, staff(save), inputs...)
	s.Show(at+"/{id}", face.SignedIn, kit.OwnRows, staff(func(v *kit.Visit) error {
		m, err := kept(v)
		if err != nil {
			return err
		}
		return form(v, http.StatusOK, m, nil, nil)
	}))
	s.Take(at+"/{id}", face.SignedIn, kit.OwnRows, staff(save), inputs...)
	s.Take(at+"/{id}/delete", face.SignedIn, kit.OwnRows, staff(remove))
	s.Show(kit.SuggestMacros, face.SignedIn, kit.ByQuery, staff(suggest))
	s.Places = append(s.Places, func(v *kit.Visit) ([]ui.Link, error) {
		if !v.Agent() {
			return nil, nil
		}
		return []ui.Link{{Label: "Macros and text blocks", Href: at}}, nil
	})
}

// staff keeps a page for those who work here.
func staff(h kit.Handler) kit.Handler {
	return func(v *kit.Visit) error {
		if !v.Agent() {
			return errs.Absent("page")
		}
		return h(v)
	}
}

func kept(v *kit.Visit) (macro.Macro, error) {
	which, err := id.Parse(v.R.PathValue("id"))
	if err != nil {
		return macro.Macro{}, errs.Absent("macro")
	}
	return v.Macros.Get(v.Ctx(), which)
}

// states are what can follow a reply, as a composer says it.
func states(v *kit.Visit) []ui.Option {
	out := []ui.Option{{Value: "hold", Label: "and wait for the requester"}}
	for _, p := range v.Room.Work() {
		for _, o := range ask.Resolutions(p) {
			out = append(out, ui.Option{Value: "resolve:" + o.Value, Label: "and resolve: " + strings.ToLower(o.Label)})
		}
	}
	return out
}

// does says in words what a macro does besides writing.
func does(v *kit.Visit, m macro.Macro, teams map[id.ID]string) string {
	var out []string
	if m.Note {
		out = append(out, "internal note")
	}
	for _, s := range states(v) {
		if s.Value == m.Next {
			out = append(out, s.Label)
		}
	}
	if m.Take {
		out = append(out, "assign to me")
	}
	if m.ToTeam != 0 {
		out = append(out, "hand to "+teams[m.ToTeam])
	}
	return strings.Join(out, ", ")
}

func list(v *kit.Visit) error {
	all, err := v.Macros.Of(v.Ctx())
	if err != nil {
		return err
	}
	var ids []id.ID
	for _, m := range all {
		ids = append(ids, m.Team, m.ToTeam)
	}
	teams, err := people.TeamNames(v.Ctx(), v.Room.DB, ids)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "Macros and text blocks", Head: []ui.Column{{Label: "Name"}, {Label: "For"}, {Label: "What it does"}, {Label: "Text"}},
		Empty: &ui.Empty{Title: "There are none yet", Text: "A text block saves the writing, a macro also what follows: asking and waiting, resolving, handing on. Behind :: a composer offers the first, behind / the second."}}
	for _, m := range all {
		whose := "you"
		switch {
		case m.Everybody:
			whose = "everybody"
		case m.Team != 0:
			whose = teams[m.Team]
		}
		what := does(v, m, teams)
		if !m.Acts() {
			what = "text block"
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: m.Name, Href: at + "/" + m.ID.String()}, {Text: whose}, {Text: what}, {Text: short(m.Body)}}})
	}
	title := "Macros and text blocks"
	plain := ui.Plain{Title: title, Lead: "In a composer, type / for a macro and :: for a text block.", Acts: []ui.Button{{Label: "New macro", Icon: "plus", Href: at + "/new"}}, Wide: true}
	return v.Page(http.StatusOK, v.Shell(title), ui.PlainPage(plain, ui.DataTable(t)))
}

// short is the beginning of a text on one line.
func short(body string) string {
	const most = 80
	line := strings.Join(strings.Fields(body), " ")
	if r := []rune(line); len(r) > most {
		return string(r[:most]) + "…"
	}
	return line
}

// The values of whom a macro is for, besides the id of a team.
const everybody = "everybody"

func form(v *kit.Visit, status int, m macro.Macro, typed url.Values, fault error) error {
	title, to := "New macro", at+"/new"
	if m.ID != 0 {
		title, to = m.Name, at+"/"+m.ID.String()
	}
	teams, err := v.People.Teams(v.Ctx(), v.Room.DB, false)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return err
	}
	whose, names := []ui.Option{}, []ui.Option{}
	for _, t := range teams {
		names = append(names, ui.Option{Value: t.ID.String(), Label: t.Name})
		if macro.Keeps(v.Actor, macro.Macro{Team: t.ID}) {
			whose = append(whose, ui.Option{Value: t.ID.String(), Label: "The team " + t.Name})
		}
	}
	if macro.Keeps(v.Actor, macro.Macro{Everybody: true}) {
		whose = append(whose, ui.Option{Value: everybody, Label: "Everybody"})
	}
	mode, forWhom := "reply", ""
	if m.Note {
		mode = "note"
	}
	switch {
	case m.Everybody:
		forWhom = everybody
	case m.Team != 0:
		forWhom = m.Team.String()
	}
	f := ui.Form{ID: "macro", Action: to, Submit: ui.Button{Label: "Keep it"}, Cancel: &ui.Link{Label: "Back to the list", Href: at}, Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(m.Version, 10)}},
		Fields: []ui.Field{
			{Name: "name", Label: "Name", Kind: ui.FieldText, Value: m.Name, Required: true, Autofocus: true},
			{Name: "body", Label: "Text", Kind: ui.FieldLong, Rows: 8, Value: m.Body, Help: "What is in braces is filled in: {" + strings.Join(macro.Placeholders(), "}, {") + "}."},
			{Name: "mode", Label: "Written as", Kind: ui.FieldSelect, Value: mode, Required: true, Options: []ui.Option{{Value: "reply", Label: "A reply"}, {Value: "note", Label: "An internal note"}}},
			{Name: "state", Label: "Then", Kind: ui.FieldSelect, Value: m.Next, Options: states(v), Hint: "Leave its state as it is", Help: "Only after a reply."},
			{Name: "take", Label: "Assign to whoever uses it", Kind: ui.FieldCheckbox, Value: "1", Checked: m.Take},
			{Name: "to_team", Label: "Hand to a team", Kind: ui.FieldSelect, Value: zero(m.ToTeam), Options: names, Hint: "None"},
		}}
	if len(whose) > 0 {
		f.Fields = append(f.Fields, ui.Field{Name: "for", Label: "For", Kind: ui.FieldSelect, Value: forWhom, Options: whose, Hint: "Me alone"})
	}
	kit.RefillForm(&f, typed, fault)
	parts := ui.FormBox(f)
	shell := v.Shell(title)
	shell.Crumbs = []ui.Link{{Label: "Macros and text blocks", Href: at}, {Label: title}}
	plain := ui.Plain{Title: title, Lead: "A text block only writes. With anything else chosen below it is a macro."}
	if m.ID == 0 {
		return v.Page(status, shell, ui.PlainPage(plain, parts))
	}
	if !macro.Keeps(v.Actor, m) {
		plain.Banners = []ui.Banner{{Text: "You may use it. Only whoever keeps it for others can change it."}}
	}
	gone := ui.Acts([]ui.Button{{Label: "Delete it", Look: ui.Danger, Small: true, Action: to + "/delete", Confirm: "Delete “" + m.Name + "”?"}})
	return v.Page(status, shell, ui.PlainPage(plain, parts, gone))
}

func zero(i id.ID) string {
	if i == 0 {
		return ""
	}
	return i.String()
}

func save(v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	m := macro.Macro{Name: in.Get("name"), Body: in.Get("body"), Note: in.Get("mode") == "note", Next: in.Get("state"), Take: in.Get("take") != "", Everybody: in.Get("for") == everybody}
	if v.R.PathValue("id") != "" {
		old, err := kept(v)
		if err != nil {
			return err
		}
		m.ID = old.ID
	}
	if m.Team, err = id.Parse(in.Get("for")); err != nil && !m.Everybody {
		return errs.Absent("team")
	}
	if m.ToTeam, err = id.Parse(in.Get("to_team")); err != nil {
		return errs.Absent("team")
	}
	m.Version, _ = strconv.ParseInt(in.Get("version"), 10, 64)
	_, err = v.Macros.Save(v.Ctx(), m)
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Forbidden, errs.Conflict:
		return form(v, face.Status(err), m, in.Values, err)
	default:
		return err
	}
	v.Say("ok", "“"+m.Name+"” is kept.")
	v.Redirect(at)
	return nil
}

func remove(v *kit.Visit) error {
	m, err := kept(v)
	if err != nil {
		return err
	}
	if err := v.Macros.Delete(v.Ctx(), m.ID); err != nil {
		return err
	}
	v.Say("ok", "“"+m.Name+"” is deleted.")
	v.Redirect(at)
	return nil
}

// most is how many a composer offers at once.
const most = 8

// offer is one that a composer can use.
type offer struct {
	Value string `json:"value"` // its name
	Label string `json:"label"` // what it does, or how it begins
	Text  string `json:"text"`
	Macro string `json:"macro,omitempty"`
	Note  bool   `json:"note,omitempty"`
	State string `json:"state,omitempty"`
}

// suggest answers a composer that somebody types / or :: into.
func suggest(v *kit.Visit) error {
	acts := v.Query("acts") != ""
	found, err := v.Macros.Search(v.Ctx(), v.Query("q"), acts, most)
	if err != nil {
		return err
	}
	w, err := v.Room.Find(v.Ctx(), v.Query("record"))
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	values, err := filled(v, w)
	if err != nil {
		return err
	}
	var ids []id.ID
	for _, m := range found {
		ids = append(ids, m.ToTeam)
	}
	teams, err := people.TeamNames(v.Ctx(), v.Room.DB, ids)
	if err != nil {
		return err
	}
	out := make([]offer, len(found))
	for i, m := range found {
		out[i] = offer{Value: m.Name, Label: short(m.Body), Text: macro.Fill(m.Body, values)}
		if acts {
			out[i].Label, out[i].Macro, out[i].Note, out[i].State = does(v, m, teams), m.ID.String(), m.Note, m.Next
		}
	}
	return v.JSON(out)
}

// filled are the values of the placeholders on a record.
func filled(v *kit.Visit, w desk.View) (map[string]string, error) {
	wanted := desk.Wanted{}
	wanted.Add(field.TypePerson, w.Requester)
	wanted.Add(field.TypePerson, v.Actor.ID)
	names, err := v.Room.Labels(v.Ctx(), wanted)
	if err != nil {
		return nil, err
	}
	name := ""
	if w.Requester != 0 {
		name = names.Of(field.TypePerson, w.Requester)
	}
	first, _, _ := strings.Cut(name, " ")
	return map[string]string{"name": name, "first_name": first, "number": w.Number, "title": w.Title, "my_name": names.Of(field.TypePerson, v.Actor.ID)}, nil
}
