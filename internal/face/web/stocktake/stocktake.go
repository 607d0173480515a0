package stocktake

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Counts tells how stocktakes stand.
type Counts interface {
	// Sheet returns how a stocktake stands that the visitor sees.
	Sheet(ctx context.Context, w desk.View) (Sheet, error)
	// WriteReport writes the report as it is now. Kinds: NotFound, Conflict before the count has begun.
	WriteReport(ctx context.Context, number string, to io.Writer) error
}

// Sheet is how a stocktake stands.
type Sheet struct {
	Expected, Seen, Open int
	Rows                 []Row
	Places               []Place
}

// Place is where one can count, with the names of what contains it.
type Place struct {
	ID   id.ID
	Name string
}

// Row is what became of one asset or code.
type Row struct {
	Key, Tag, Name string
	Belongs        string // the place or the person
	Result         string
	Beyond         bool
	Seen           []Place
	Last           time.Time
	By             string // who saw it first
	Can            []string
	Decided        *Decided
}

// Decided is what was decided about a row.
type Decided struct{ Correction, By, Note string }

// The verbs and results that the page knows by name.
const (
	kindKey  = "stocktake"
	path     = "count"
	open     = "open" // the rows that wait for a decision
	counting = "counting"
	review   = "review" // the state, and the move to it
)

// room holds what the handlers need.
type room struct {
	Counts
	p            desk.Practice
	scan, decide action.Spec
}

// Link leads to the page on which many assets go in and out.
func Link() kit.NavLink {
	return kit.NavLink{Group: "Services & assets", Label: "Scan in and out", Href: "/assets/scan", Icon: "swap", Permission: "asset.edit"}
}

// Mount adds the pages. Kinds: NotFound when the desk knows no stocktakes or no assets.
func Mount(s *kit.Site, c Counts) error {
	p, err := s.Room.Practice(kindKey)
	if err != nil {
		return err
	}
	r := &room{Counts: c, p: p}
	for _, spec := range p.Actions {
		switch spec.Verb() {
		case "scan":
			r.scan = spec
		case "decide":
			r.decide = spec
		}
	}
	base := "/" + p.Kind.Slug() + "/{number}/"
	s.Tabs[kindKey] = append(s.Tabs[kindKey], ui.Link{Label: "Count", Href: path})
	s.Show(base+path, string(p.View), kit.ByRow, r.show)
	s.Take(base+path, string(r.scan.Permission), kit.ByVerb, r.note, "code", "place", "note")
	s.Do(base+"decide", r.decide, r.settle)
	s.Show(base+"report/{name}", string(p.View), kit.ByRow, r.report)
	s.Show("/a/{tag}", face.SignedIn, kit.NoRows, toAsset)
	return mountInOut(s)
}

// toAsset follows the address on a label.
func toAsset(v *kit.Visit) error {
	v.Redirect("/" + url.PathEscape(strings.ToUpper(v.R.PathValue("tag"))))
	return nil
}

// show is the page.
func (r *room) show(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.p, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	return r.page(v, http.StatusOK, w, nil)
}

// note keeps the one code of a form, and says what it found.
func (r *room) note(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.p, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	var at id.ID
	if at, err = id.Parse(form.Get("place")); err != nil {
		err = errs.Bad("place", "Choose one from the list.")
	}
	if err == nil {
		sent := [1]scanned{{ID: v.ID + "-" + v.Room.DB.NewID().String(), Code: form.Get("code"), Place: at, Note: form.Get("note")}}
		body := jsonOf(map[string]any{"device": "form", "scans": sent})
		_, err = work.Do(v, r.scan, w.Number, action.JSON(body), 0)
	}
	if err != nil {
		if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
			return r.page(v, face.Status(err), w, err)
		}
		return err
	}
	tone, text, err := r.answer(v, w, form.Get("code"))
	if err != nil {
		return err
	}
	v.Say(tone, text)
	v.Redirect(r.at(w) + "?place=" + url.QueryEscape(form.Get("place")))
	return nil
}

// answer says what a code turned out to be.
func (r *room) answer(v *kit.Visit, w desk.View, code string) (tone, text string, err error) {
	s, err := r.Sheet(v.Ctx(), w)
	if err != nil {
		return "", "", err
	}
	code = strings.ToUpper(code)
	i := slices.IndexFunc(s.Rows, func(x Row) bool { return len(x.Seen) > 0 && (x.Tag == code || strings.HasSuffix(code, "/A/"+x.Tag)) })
	if i < 0 {
		return "ok", "Noted.", nil
	}
	row := s.Rows[i]
	tone = "warn"
	if row.Result == "found" {
		tone = "ok"
	}
	return tone, kit.Join(" · ", row.Tag, row.Name, verdict(row)), nil
}

// settle carries out what somebody decided about a row.
func (r *room) settle(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.p, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	if said := form.Get("model"); said != "" {
		model, err := ask.Named(v, "model", "model", said)
		if errs.Is(err, errs.Invalid) {
			return r.page(v, face.Status(err), w, err)
		}
		if err != nil {
			return err
		}
		form.Values.Set("model", model.String())
	}
	_, err = work.Do(v, r.decide, w.Number, action.Form(form.Values, v.Zone()), 0)
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
		v.KeepLongest(form.Values)
		return r.page(v, face.Status(err), w, err)
	}
	if err != nil {
		return err
	}
	v.Say("ok", "Settled.")
	v.Redirect(kit.Local(form.Get("back"), r.at(w)))
	return nil
}

// report is the report as it is now.
func (r *room) report(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.p, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.WriteReport(v.Ctx(), w.Number, &b); err != nil {
		return err
	}
	v.W.Header().Set("Content-Disposition", `inline; filename="`+w.Number+`.pdf"`)
	return v.Bytes(http.StatusOK, "application/pdf", b.Bytes())
}

// at is the address of the page of a stocktake.
func (r *room) at(w desk.View) string { return "/" + r.p.Kind.Slug() + "/" + w.Number + "/" + path }
