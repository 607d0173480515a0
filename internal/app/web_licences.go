package app

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	web "github.com/fettle-itsm/fettle/internal/face/web/licences"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// webLicences gives the pages the positions of products and the questions about seats.
type webLicences struct{ *App }

func (w webLicences) Position(ctx context.Context, product, date string) (web.Position, error) {
	p, err := w.Software.Told(ctx, product, date)
	out := web.Position{Product: p.Product, Date: p.Date, State: p.State, Unit: p.Unit, Entitled: p.Entitled, Allocated: p.Allocated, Installed: p.Installed, Used: p.Used, Gap: p.Gap, Short: p.Short,
		Spare: p.Spare, Unused: p.Unused, AtRisk: p.AtRisk, Saving: p.Saving, Saved: p.Saved}
	for _, r := range p.Evidence {
		out.Rows = append(out.Rows, web.Row{Kind: r.Kind, Reference: r.Reference, Person: r.Person, Device: r.Device, Release: r.Release, Metric: r.Metric, Reason: r.Reason, Counted: r.Counted, Units: r.Units,
			Missing: r.Missing})
	}
	return out, err
}

func (w webLicences) PastSupport(ctx context.Context, date string) ([]web.Ended, error) {
	list, err := w.Software.PastSupport(ctx, date)
	out := make([]web.Ended, len(list))
	for i, s := range list {
		out[i] = web.Ended{Asset: s.Asset, Title: s.Title, Holder: s.Holder, Name: s.Name, Release: s.Release, End: s.End, System: s.System}
	}
	return out, err
}

// Asking is the person behind a link, with no right at all: the question is theirs.
func (w webLicences) Asking(ctx context.Context, secret string) (actor.Actor, id.ID, error) {
	l, err := link.Peek(ctx, w.DB, clock.Of(w.Clock.Now()), link.Seat, secret)
	if err != nil {
		return actor.Actor{}, 0, err
	}
	a, err := w.People.Actor(ctx, w.DB, l.Person, "portal")
	a.Kind, a.Grants = actor.Person, actor.Grants{}
	return a, l.Subject, err
}

func (w webLicences) Questions(ctx context.Context, question id.ID) ([]web.Question, error) {
	list, err := w.Software.Questions(ctx, question)
	out := make([]web.Question, len(list))
	for i, q := range list {
		out[i] = web.Question{ID: q.ID, Product: q.Product, Device: q.Device, Status: q.Status, LastUsed: q.LastUsed, Due: q.Due}
	}
	return out, err
}

// Answer uses the link up in the same write in which it answers, so that it answers once.
func (w webLicences) Answer(ctx context.Context, question id.ID, secret string, keep bool, reason string) error {
	in := software.Answer{Keep: keep, Reason: reason, How: "signed in"}
	return w.DB.Write(ctx, func(tx *db.Tx) error {
		if secret != "" {
			in.How = "link"
			if l, err := link.Consume(tx, link.Seat, secret); err != nil || l.Subject != question {
				return errs.Because(errs.NotFound, err, "This link is not valid any more.")
			}
		}
		return w.Software.AnswerIn(tx, question, in)
	})
}

func (w webLicences) SeatLink(ctx context.Context, v desk.View) (string, error) {
	person, err := w.Software.AskedOf(ctx, v.Number)
	if err != nil {
		return "", err
	}
	return webHandovers(w).fresh(ctx, link.Seat, v.ID, person)
}
