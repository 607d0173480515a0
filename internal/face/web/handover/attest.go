package handover

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// campaignOf is the one campaign of a visit.
func (r *room) campaignOf(v *kit.Visit, q asked) (Campaign, error) {
	list, err := r.Campaigns(v.Ctx(), q.id)
	if err == nil && (q.id == 0 || len(list) == 0) {
		err = errs.Absent("page")
	}
	if err != nil {
		return Campaign{}, err
	}
	return list[0], nil
}

func (r *room) showCampaign(v *kit.Visit, q asked) error {
	return r.campaignPage(v, http.StatusOK, q, nil, nil)
}

// campaignPage lists what is in the visitor's name, each with its answers.
func (r *room) campaignPage(v *kit.Visit, status int, q asked, typed url.Values, failed error) error {
	c, err := r.campaignOf(v, q)
	if err != nil {
		return err
	}
	plain := ui.Plain{Title: "You hold " + things(len(c.Lines)), Lead: kit.Join(" · ", c.Title, c.Number, "please answer by "+calendar.Words(c.Due))}
	var parts []templ.Component
	if c.Note != "" {
		parts = append(parts, words(c.Note))
	}
	switch n := c.silent(); {
	case c.Over:
		plain.Banners = []ui.Banner{{Text: "This is over; nothing can be answered any more."}}
	case n == 0:
		plain.Banners = []ui.Banner{{Tone: "ok", Text: "Everything is answered. Thank you. You may change an answer until this ends."}}
	case n > 1:
		plain.Acts = []ui.Button{{Label: "I have all of them", Action: q.at, Fields: []ui.Hidden{{Name: "answer", Value: "all"}}, Look: ui.Primary}}
	}
	for _, l := range c.Lines {
		parts = append(parts, r.line(v, q, c, l, typed, failed))
	}
	return r.portal(v, status, c.Title, plain, parts...)
}

// line asks about one thing.
func (r *room) line(v *kit.Visit, q asked, c Campaign, l Line, typed url.Values, failed error) templ.Component {
	state, said := ui.State{Word: "Not answered", Glyph: ui.GlyphWaiting}, ""
	switch l.Answer {
	case "confirmed":
		state, said = ui.State{Word: "You have it", Glyph: ui.GlyphDone}, kit.Join(" · ", v.Moment(l.Answered.Time()), l.Reason, photo(l))
	case "disputed":
		state, said = ui.State{Word: "Not right", Glyph: ui.GlyphProgress}, kit.Join(" · ", v.Moment(l.Answered.Time()), l.Reason, photo(l))
	}
	if c.Over {
		return question(l.Title, l.Tag, state, said, nil)
	}
	group := ui.FieldGroup{Title: "Something is not right, or add a photo", Fold: true, Fields: []ui.Field{
		{Name: "reason", Label: "What is not right?", Kind: ui.FieldLong, Rows: 2, MaxLen: 1000, Help: "Such as: given back in March; broken; never had it."}}}
	if v.Files != nil {
		group.Fields = append(group.Fields, ui.Field{Name: "files", Label: "Photo", Kind: ui.FieldFile, Accept: "image/*"})
	}
	f := ui.Form{ID: "q-" + l.Asset.String(), Action: q.at, Hidden: []ui.Hidden{{Name: "asset", Value: l.Asset.String()}}, Groups: []ui.FieldGroup{group},
		Submit: ui.Button{Label: "I have it", Name: "answer", Value: "confirmed", Look: ui.Secondary}, Others: []ui.Button{{Label: "This is not right", Name: "answer", Value: "disputed", Form: "q-" + l.Asset.String(), Look: ui.Quiet}}}
	if failed != nil && typed.Get("asset") == l.Asset.String() {
		kit.RefillForm(&f, typed, failed)
	}
	return question(l.Title, l.Tag, state, said, &f)
}

func photo(l Line) string {
	if l.Photo {
		return "with a photo"
	}
	return ""
}

// takeCampaign keeps the answer about one thing, or that the visitor has all that is not answered.
func (r *room) takeCampaign(v *kit.Visit, q asked) error {
	c, err := r.campaignOf(v, q)
	if err != nil {
		return err
	}
	form, err := v.Form(func(url.Values) error {
		if c.Over {
			return errs.New(errs.Conflict, "This is over; nothing can be answered any more.")
		}
		return nil
	})
	if err == nil {
		err = r.sayAll(v, q, c, form)
	}
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
		v.KeepLongest(form.Values)
		return r.campaignPage(v, face.Status(err), q, form.Values, err)
	}
	if err != nil {
		return err
	}
	v.Say("ok", "Thank you, that is noted.")
	v.Redirect(q.at)
	return nil
}

func (r *room) sayAll(v *kit.Visit, q asked, c Campaign, form kit.Form) error {
	if form.FileError != nil {
		return form.FileError
	}
	if form.Get("answer") != "all" {
		thing, err := id.Parse(form.Get("asset"))
		if err != nil {
			return errs.Absent("page")
		}
		said := Said{Campaign: c.ID, Asset: thing, Answer: form.Get("answer"), Reason: form.Get("reason"), Linked: q.secret != ""}
		if len(form.Files) > 0 {
			said.Photo = &form.Files[0]
		}
		return r.Say(v.Ctx(), said)
	}
	for _, l := range c.Lines {
		if l.Answer != "" {
			continue
		}
		if err := r.Say(v.Ctx(), Said{Campaign: c.ID, Asset: l.Asset, Answer: "confirmed", Linked: q.secret != ""}); err != nil {
			return err
		}
	}
	return nil
}
