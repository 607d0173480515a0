package reckon

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Stored is a setting as the texts of a form, by the names of its fields.
type Stored interface {
	// Read returns the texts with the version of the setting, 0 while its default applies.
	Read(ctx context.Context) (values url.Values, version int64, err error)
	// Save changes the setting of a version. Kinds: Forbidden, Invalid by the names of the fields, Conflict when somebody else changed it since.
	Save(ctx context.Context, values url.Values, version int64) error
}

// Deps are the settings that have a page.
type Deps struct {
	Hour      Stored // hour
	Tolerance Stored // share, minor
	Seats     Stored // unused_days, patience
	Books     [2]Stored
}

// The addresses of the pages.
const (
	HourAt      = "/settings/hour"
	ToleranceAt = "/settings/invoice-tolerance"
	SeatsAt     = "/settings/unused-seats"
	FirstAt     = "/settings/books/first"
	SecondAt    = "/settings/books/second"
)

// page is a setting with its form.
type page struct {
	at, title, lead string
	stored          Stored
	fields          []ui.Field
	groups          []ui.FieldGroup
	other           *ui.Button
}

// held is what a form was made from.
type held struct {
	values  url.Values
	version int64
}

// Mount adds the pages.
func Mount(s *kit.Site, frame sheet.Frame, d Deps) {
	const perm = string(setting.PermEdit)
	for _, p := range pages(d) {
		both := sheet.Either(frame, p.sheet())
		sheet.Form(s, p.at, perm, kit.NoRows, func(v *kit.Visit) error { return both(v, false) })
		sheet.Take(s, p.at, perm, func(v *kit.Visit) error { return both(v, true) }, append(p.names(), "version")...)
	}
}

// names are those of the fields.
func (p page) names() (out []string) {
	for _, f := range p.all() {
		out = append(out, f.Name)
	}
	return out
}

func (p page) all() []ui.Field {
	out := append([]ui.Field(nil), p.fields...)
	for _, g := range p.groups {
		out = append(out, g.Fields...)
	}
	return out
}

// filled returns fields with what is stored.
func filled(fields []ui.Field, values url.Values) []ui.Field {
	out := append([]ui.Field(nil), fields...)
	for i := range out {
		if out[i].Kind == ui.FieldCheckbox {
			out[i].Value, out[i].Checked = "true", values.Get(out[i].Name) == "true"
			continue
		}
		out[i].Value = values.Get(out[i].Name)
	}
	return out
}

func (p page) sheet() sheet.Sheet[held] {
	return sheet.Sheet[held]{
		Form: "rule",
		Load: func(v *kit.Visit) (h held, err error) {
			h.values, h.version, err = p.stored.Read(v.Ctx())
			return h, err
		},
		Version: func(h *held) *int64 { return &h.version },
		Title:   func(held) string { return p.title },
		Fields: func(_ *kit.Visit, h held) (ui.Form, error) {
			f := ui.Form{Action: p.at, Fields: filled(p.fields, h.values)}
			for _, g := range p.groups {
				g.Fields = filled(g.Fields, h.values)
				f.Groups = append(f.Groups, g)
			}
			return f, nil
		},
		Read: func(_ *kit.Visit, typed url.Values, h *held) error {
			h.values = url.Values{}
			for _, f := range p.all() {
				h.values.Set(f.Name, sheet.Text(typed, f.Name))
			}
			return nil
		},
		Save: func(v *kit.Visit, h held) (held, error) { return h, p.stored.Save(v.Ctx(), h.values, h.version) },
		Done: func(held) string { return p.at },
		Page: func(_ *kit.Visit, h held, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
			b := sheet.Body{Title: p.title, Lead: p.lead, Parts: []templ.Component{main}}
			if h.version == 0 {
				b.Parts = append(b.Parts, sheet.Say("Nobody has changed this yet: the values above are those that Fettle comes with."))
			}
			if p.other != nil {
				b.Acts = []ui.Button{*p.other}
			}
			return b, nil
		},
	}
}
