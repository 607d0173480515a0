package app

import (
	"context"
	"io"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	web "github.com/fettle-itsm/fettle/internal/face/web/handover"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/handover"
	"github.com/fettle-itsm/fettle/internal/practice/asset/label"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// webHandovers gives the pages the handovers and the links to them.
type webHandovers struct{ *App }

func (w webHandovers) Accepting(ctx context.Context, secret string) (actor.Actor, id.ID, error) {
	return w.holder(ctx, link.Accept, secret)
}

func (w webHandovers) Attesting(ctx context.Context, secret string) (actor.Actor, id.ID, error) {
	return w.holder(ctx, link.Attest, secret)
}

// holder is the person behind a link, with no right but to what is in their own name.
func (w webHandovers) holder(ctx context.Context, p link.Purpose, secret string) (actor.Actor, id.ID, error) {
	l, err := link.Peek(ctx, w.DB, clock.Of(w.Clock.Now()), p, secret)
	if err != nil {
		return actor.Actor{}, 0, err
	}
	a, err := w.People.Actor(ctx, w.DB, l.Person, "portal")
	if err != nil {
		return a, 0, err
	}
	a.Kind, a.Grants = actor.Person, actor.Grants{asset.PermView: actor.Own}
	return a, l.Subject, nil
}

func handoverOf(h handover.Handover) web.Handover {
	return web.Handover{ID: h.ID, Tag: h.Tag, Name: h.Name, Person: h.PersonName, Status: h.Status, How: h.How, Reason: h.Reason, Asked: h.Asked, Answered: h.Answered, Due: h.Due,
		DueBack: h.DueBack, Condition: h.Condition, Accessories: h.With, Version: h.Version, Terms: h.Text}
}

func (w webHandovers) Handover(ctx context.Context, at id.ID) (web.Handover, error) {
	h, err := w.Handovers.One(ctx, at)
	return handoverOf(h), err
}

func (w webHandovers) Waiting(ctx context.Context) ([]web.Handover, error) {
	list, err := w.Handovers.Waiting(ctx)
	out := make([]web.Handover, len(list))
	for i, h := range list {
		out[i] = handoverOf(h)
	}
	return out, err
}

// Answer uses the link up in the same write in which it answers, so that it answers once.
func (w webHandovers) Answer(ctx context.Context, at id.ID, secret string, accept bool, reason string) error {
	in := handover.Answer{Accept: accept, Reason: reason, How: "signed in"}
	return w.DB.Write(ctx, func(tx *db.Tx) error {
		if secret != "" {
			in.How = "link"
			if l, err := link.Consume(tx, link.Accept, secret); err != nil || l.Subject != at {
				return errs.Because(errs.NotFound, err, "This link is not valid any more.")
			}
		}
		return w.Handovers.AnswerIn(tx, at, in)
	})
}

func (w webHandovers) Latest(ctx context.Context, v desk.View) (web.Handover, bool, error) {
	h, ok, err := w.Handovers.Latest(ctx, v.ID)
	return handoverOf(h), ok, err
}

func (w webHandovers) AcceptLink(ctx context.Context, v desk.View) (string, error) {
	h, ok, err := w.Handovers.Latest(ctx, v.ID)
	if err == nil && (!ok || h.Status != handover.Open) {
		err = errs.New(errs.Conflict, "Nobody is asked to accept %s at present.", v.Number)
	}
	if err != nil {
		return "", err
	}
	return w.fresh(ctx, link.Accept, h.ID, h.Person)
}

// fresh makes a link; those before it end.
func (w webHandovers) fresh(ctx context.Context, p link.Purpose, subject, person id.ID) (secret string, err error) {
	err = w.DB.Write(ctx, func(tx *db.Tx) error {
		if err := link.Revoke(tx, p, subject, person); err != nil {
			return err
		}
		secret, err = link.Create(tx, p, subject, person)
		return err
	})
	return secret, err
}

func lineOf(l handover.Reply) web.Line {
	return web.Line{Asset: l.Asset, Person: l.Person, Name: l.Name, Tag: l.Tag, Title: l.Title, Answer: l.Answer, Reason: l.Reason, How: l.How, Answered: l.Answered, Photo: l.Photo != 0}
}

func (w webHandovers) Campaigns(ctx context.Context, campaign id.ID) ([]web.Campaign, error) {
	list, err := w.Handovers.Mine(ctx, campaign)
	out := make([]web.Campaign, len(list))
	for i, c := range list {
		out[i] = web.Campaign{ID: c.ID, Number: c.Number, Title: c.Title, Note: c.Note, Due: c.Due, Over: c.Over}
		for _, l := range c.Lines {
			out[i].Lines = append(out[i].Lines, lineOf(l))
		}
	}
	return out, err
}

func (w webHandovers) Say(ctx context.Context, s web.Said) error {
	in := handover.Said{Campaign: s.Campaign, Asset: s.Asset, Answer: s.Answer, Reason: s.Reason, How: "signed in"}
	if s.Linked {
		in.How = "link"
	}
	if s.Photo != nil {
		in.Photo = &handover.Photo{Name: s.Photo.Name, Blob: s.Photo.Blob}
	}
	return w.Handovers.Say(ctx, in)
}

func (w webHandovers) Lines(ctx context.Context, v desk.View) ([]web.Line, error) {
	list, err := w.Handovers.Lines(ctx, v.Number)
	out := make([]web.Line, len(list))
	for i, l := range list {
		out[i] = lineOf(l)
	}
	return out, err
}

func (w webHandovers) AttestLink(ctx context.Context, v desk.View, person id.ID) (string, error) {
	if _, err := actor.Require(ctx, handover.PermEdit); err != nil {
		return "", err
	}
	if v.State != handover.Running {
		return "", errs.New(errs.Conflict, "%s does not run, so nobody is asked.", v.Number)
	}
	list, err := w.Handovers.Lines(ctx, v.Number)
	if err != nil {
		return "", err
	}
	for _, l := range list {
		if l.Person == person {
			return w.fresh(ctx, link.Attest, v.ID, person)
		}
	}
	return "", errs.Absent("person")
}

// printer gives the page of labels what can be printed on.
func (a *App) printer() web.Printer {
	p := web.Printer{}
	for _, s := range label.Sheets() {
		p.Sheets = append(p.Sheets, ui.Option{Value: s.Code, Label: s.Name})
	}
	p.Print = func(ctx context.Context, to io.Writer, sheet string, start int, barcode bool, base string, list []web.Label) error {
		s, ok := label.Find(sheet)
		if !ok {
			return errs.Bad("sheet", "Choose what to print on.")
		}
		whose := a.organisation(ctx)
		out := make([]label.Label, len(list))
		for i, l := range list {
			out[i] = label.Label{Tag: l.Tag, URL: label.URL(base, l.Tag), Name: l.Name, Organisation: whose, Barcode: barcode}
		}
		return label.Write(to, s, start, out)
	}
	return p
}
