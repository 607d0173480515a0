// Package views are the pages on which somebody keeps a question of a list as a view, changes it and deletes it.
//
// Why: the filter of a list is made by asking; keeping it must cost no more than a name.
//
// It leaves the lists themselves to face/web/queue, and who may keep what to engine/view.
package views

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/view"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/queue"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Mount adds the pages.
func Mount(s *kit.Site) {
	inputs := []string{"kind", "name", "team", "q", "sort", "by", "board", "cols", "version"}
	s.Show("/views/new", face.SignedIn, kit.OwnRows, func(v *kit.Visit) error {
		return form(v, http.StatusOK, view.View{Kind: v.Query("kind"), Q: v.Query("q"), Sort: v.Query("sort"), By: v.Query("by"), Board: v.Query("board") != "", Columns: v.Query("cols")}, nil, nil)
	})
	s.Take("/views/new", face.SignedIn, kit.OwnRows, save, inputs...)
	s.Show("/views/{id}", face.SignedIn, kit.OwnRows, func(v *kit.Visit) error {
		w, err := kept(v)
		if err != nil {
			return err
		}
		return form(v, http.StatusOK, w, nil, nil)
	})
	s.Take("/views/{id}", face.SignedIn, kit.OwnRows, save, inputs...)
	s.Take("/views/{id}/delete", face.SignedIn, kit.OwnRows, remove)
}

// kept is the view in the address.
func kept(v *kit.Visit) (view.View, error) {
	which, err := id.Parse(v.R.PathValue("id"))
	if err != nil || v.Views == nil {
		return view.View{}, errs.Absent("view")
	}
	return v.Views.Get(v.Ctx(), v.Room.DB, which)
}

// list is where the records of a view are shown.
func list(p desk.Practice, w view.View) string {
	if w.ID == 0 {
		q := url.Values{"q": {w.Q}, "sort": {w.Sort}, "by": {w.By}, "cols": {w.Columns}}
		if w.Board {
			q.Set("board", "1")
		}
		return "/" + p.Kind.Slug() + "?" + q.Encode()
	}
	return "/" + p.Kind.Slug() + "?view=v" + w.ID.String()
}

func form(v *kit.Visit, status int, w view.View, typed url.Values, fault error) error {
	p, err := v.Room.Practice(w.Kind)
	if err != nil {
		return err
	}
	if !v.Actor.Can(p.View) {
		return errs.Absent("kind of record")
	}
	title, at := "Keep this view", "/views/new"
	if w.ID != 0 {
		title, at = "Change the view", "/views/"+w.ID.String()
	}
	sorts := []ui.Option{}
	for _, s := range p.Rows.Sorts {
		sorts = append(sorts, ui.Option{Value: s, Label: kit.SortWord(p, s)})
	}
	f := ui.Form{ID: "view", Action: at, Submit: ui.Button{Label: "Keep it"}, Cancel: &ui.Link{Label: "Back to the list", Href: list(p, w)},
		Hidden: []ui.Hidden{{Name: "kind", Value: w.Kind}, {Name: "version", Value: strconv.FormatInt(w.Version, 10)}},
		Fields: []ui.Field{
			{Name: "name", Label: "Name", Kind: ui.FieldText, Value: w.Name, Required: true, Autofocus: true},
			{Name: "q", Label: "What it shows", Kind: ui.FieldText, Value: w.Q, Wide: true, Help: "The filter as text; empty for everything."},
			{Name: "by", Label: "Grouped by", Kind: ui.FieldSelect, Value: w.By, Options: groupings(p), Hint: "Nothing"},
			{Name: "board", Label: "As a board", Kind: ui.FieldCheckbox, Value: "1", Checked: w.Board},
			{Name: "cols", Label: "Columns", Kind: ui.FieldMulti, Values: strings.Split(w.Columns, ","), Options: columns(p), Help: "The usual ones if none is chosen."},
			{Name: "sort", Label: "Order", Kind: ui.FieldSelect, Value: w.Sort, Options: sorts, Hint: "The usual one of the list"},
		}}
	teams, err := shared(v, w)
	if err != nil {
		return err
	}
	if len(teams) > 0 {
		f.Fields = append(f.Fields, ui.Field{Name: "team", Label: "For", Kind: ui.FieldSelect, Value: w.Team.String(), Options: teams, Hint: "Me alone"})
	}
	kit.RefillForm(&f, typed, fault)
	plain := ui.Plain{Title: title, Lead: "It stands among the views of the list, with its count."}
	parts := ui.FormBox(f)
	shell := v.Shell(title)
	shell.Crumbs = []ui.Link{{Label: kit.Upper(p.Kind.Plural), Href: "/" + p.Kind.Slug()}, {Label: title}}
	if w.ID == 0 {
		return v.Page(status, shell, ui.PlainPage(plain, parts))
	}
	gone := ui.Acts([]ui.Button{{Label: "Delete the view", Look: ui.Danger, Small: true, Action: at + "/delete", Confirm: "Delete the view “" + w.Name + "”?"}})
	return v.Page(status, shell, ui.PlainPage(plain, parts, gone))
}

// groupings are the fields by which a list of work can be grouped.
func groupings(p desk.Practice) (out []ui.Option) {
	for _, d := range queue.Groupings(p, nil) {
		out = append(out, ui.Option{Value: d.Key, Label: d.Label})
	}
	return out
}

// columns are the fields that a list can show.
func columns(p desk.Practice) (out []ui.Option) {
	for _, d := range queue.Columnable(p) {
		out = append(out, ui.Option{Value: d.Key, Label: d.Label})
	}
	return out
}

// shared are the teams for which the visitor may keep a view.
func shared(v *kit.Visit, w view.View) ([]ui.Option, error) {
	var ids []id.ID
	for _, t := range v.Actor.Teams {
		if view.Shares(v.Actor, t) || t == w.Team {
			ids = append(ids, t)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	names, err := people.TeamNames(v.Ctx(), v.Room.DB, ids)
	out := make([]ui.Option, len(ids))
	for i, t := range ids {
		out[i] = ui.Option{Value: t.String(), Label: "The team " + names[t]}
	}
	return out, err
}

func save(v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	w := view.View{Kind: in.Get("kind"), Name: in.Get("name"), Q: in.Get("q"), Sort: in.Get("sort"), By: in.Get("by"), Board: in.Get("board") != "", Columns: strings.Join(in.Values["cols"], ",")}
	if v.R.PathValue("id") != "" {
		old, err := kept(v)
		if err != nil {
			return err
		}
		w.ID, w.Kind = old.ID, old.Kind
	}
	if w.Team, err = id.Parse(in.Get("team")); err != nil {
		return errs.Absent("team")
	}
	w.Version, _ = strconv.ParseInt(in.Get("version"), 10, 64)
	out, err := v.Views.Save(v.Ctx(), w)
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Forbidden, errs.Conflict:
		return form(v, face.Status(err), w, in.Values, err)
	default:
		return err
	}
	p, err := v.Room.Practice(out.Kind)
	if err != nil {
		return err
	}
	v.Say("ok", "The view “"+out.Name+"” is kept.")
	v.Redirect(list(p, out))
	return nil
}

func remove(v *kit.Visit) error {
	w, err := kept(v)
	if err != nil {
		return err
	}
	if err := v.Views.Delete(v.Ctx(), w.ID); err != nil {
		return err
	}
	p, err := v.Room.Practice(w.Kind)
	if err != nil {
		return err
	}
	v.Say("ok", "The view “"+w.Name+"” is deleted.")
	v.Redirect("/" + p.Kind.Slug())
	return nil
}
