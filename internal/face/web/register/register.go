package register

import (
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
)

// Register adds the pages of every kind that is not work. The record's own address, /{number}, is the one of work, which asks Site.Sheets.
func Register(s *kit.Site) {
	for _, p := range s.Room.Things() {
		base := "/" + p.Kind.Slug()
		for _, spec := range p.Actions {
			switch {
			case spec.Creates():
				s.Show(base+"/new", string(spec.Permission), kit.NoRows, func(v *kit.Visit) error { return showNew(v, p, spec) })
				s.Do(base+"/new", spec, func(v *kit.Visit) error { return create(v, p, spec) })
			case spec.OnRecord && !spec.Placed:
				if work.Asks(spec) {
					s.Show(base+"/{number}/"+spec.Verb(), string(spec.Permission), kit.ByRow, func(v *kit.Visit) error { return work.ShowAct(v, p, spec) })
				}
				s.Do(base+"/{number}/"+spec.Verb(), spec, func(v *kit.Visit) error { return work.Act(v, p, spec) })
			}
		}
		s.Show(base+"/{number}", face.SignedIn, kit.NoRows, work.ToPage)
		s.Take(base+"/{number}/attach", string(p.Note), kit.ByVerb, func(v *kit.Visit) error { return addFiles(v, p) }, "files")
		s.Sheets[p.Kind.Key] = page
	}
	s.Show(ask.SuggestRecords, face.SignedIn, kit.ByQuery, suggest)
	s.Show(ask.SuggestChoices, face.SignedIn, kit.ByQuery, ask.Suggest)
}

// addFiles hangs files on a record.
func addFiles(v *kit.Visit, p desk.Practice) error {
	number := v.R.PathValue("number")
	if err := v.Room.MayAttach(v.Ctx(), p, number, false); err != nil {
		return err
	}
	w, err := v.Room.Get(v.Ctx(), p, number)
	if err != nil {
		return err
	}
	form, err := v.Form(func(url.Values) error { return v.Room.MayAttach(v.Ctx(), p, number, false) })
	if err == nil {
		err = form.FileError
	}
	if err != nil {
		return page(v, face.Status(err), w, err)
	}
	if len(form.Files) == 0 {
		v.Say("warn", "No file was chosen.")
		v.Redirect("/" + w.Number)
		return nil
	}
	if err := work.Attach(v, w, form.Files, false); err != nil {
		return page(v, face.Status(err), w, err)
	}
	v.Say("ok", "Attached to "+w.Number+".")
	v.Redirect("/" + w.Number)
	return nil
}

// The numbers of what is looked at and offered while somebody types.
const (
	maxLooked  = 50
	maxOffered = 10
)

// suggest answers a field that completes the numbers of records. With ?kind= it completes the names of those of a kind that are in use, and
// with ?kind=things the numbers of what is not work.
func suggest(v *kit.Visit) error {
	out := []kit.Suggestion{}
	kind := v.Query("kind")
	var hits []search.Hit
	var err error
	if q := strings.TrimSpace(v.Query("q")); q != "" {
		if hits, err = v.Room.Search(v.Ctx(), q, maxLooked, true); err != nil {
			return err
		}
	}
	heads, err := v.Room.Heads(v.Ctx(), hits)
	if err != nil {
		return err
	}
	for _, h := range hits {
		p, err := v.Room.Practice(h.Kind)
		head, ok := heads[h.Record]
		if err != nil || !ok || len(out) == maxOffered {
			continue
		}
		state := p.Kind.Flow.State(head.State).Label
		switch kind {
		case "":
			out = append(out, kit.Suggestion{Value: h.Number, Label: kit.Join(" · ", head.Title, state)})
		case "things":
			if !p.Work() {
				out = append(out, kit.Suggestion{Value: h.Number, Label: kit.Join(" · ", head.Title, state)})
			}
		case h.Kind:
			if head.Phase.Open() {
				out = append(out, kit.Suggestion{Value: head.Title, Label: kit.Join(" · ", h.Number, state)})
			}
		}
	}
	return v.JSON(out)
}

// writes reports whether the visitor may write to a record as one does who adds a file.
func writes(w desk.View) bool {
	for _, s := range w.Practice.Actions {
		if s.Permission == w.Practice.Note && w.May[s.Verb()] {
			return true
		}
	}
	return false
}
