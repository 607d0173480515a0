package demo

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/handover"
)

const useTerms = `What you get belongs to Calder Instruments and is meant for work.

- Keep it with you or locked away, and lend it to nobody.
- Tell the service desk the same day when it is lost or broken.
- Give it back, with everything that came with it, when you leave or get another one.`

// handed puts terms of use in force, hands something to the requester, who has not answered yet, and asks everybody in one office what
// they have: some have answered.
func (s *show) handed(ctx context.Context, now time.Time) error {
	kept, err := s.as(ctx, keeper, "web")
	if err != nil {
		return err
	}
	root, err := place.Root(ctx, s.DB)
	if err != nil {
		return err
	}
	title, body := "Equipment", useTerms
	terms, err := s.Handovers.AddTerms(kept, handover.AddTerms{TermsFields: handover.TermsFields{Title: &title, Body: &body, Entity: &root}})
	if err != nil {
		return err
	}
	if _, err := s.Handovers.Publish(kept, register.Plain{On: action.On{Number: terms.Number}}); err != nil {
		return err
	}
	var spare string
	err = s.DB.QueryRow(ctx, `SELECT coalesce(min(number), '') FROM record WHERE kind = 'asset' AND state = 'in_stock'`).Scan(&spare)
	if err != nil {
		return err
	}
	if spare != "" {
		_, err = s.Assets.Issue(kept, asset.Handover{On: action.On{Number: spare}, Person: s.company.people[requester], Condition: "as new", Accessories: "power supply, cable"})
		if err != nil {
			return err
		}
	}
	title, due, note := "What you hold, autumn", now.AddDate(0, 0, 10).Format("2006-01-02"), "A photo helps where the label is gone."
	campaign, err := s.Handovers.Add(kept, handover.Add{Fields: handover.Fields{Title: &title, Due: &due, Note: &note, Entity: &root}})
	if err != nil {
		return err
	}
	if _, err := s.Handovers.Start(kept, register.Plain{On: action.On{Number: campaign.Number}}); err != nil {
		return err
	}
	lines, err := s.Handovers.Lines(kept, campaign.Number)
	if err != nil {
		return err
	}
	return s.answered(ctx, campaign.ID, lines)
}

// answered lets two of three people say what they have; the requester has not.
func (s *show) answered(ctx context.Context, campaign id.ID, lines []handover.Reply) error {
	people, last := 0, id.ID(0)
	for i, l := range lines {
		if l.Person != last {
			people, last = people+1, l.Person
		}
		if people%3 == 0 || l.Person == s.company.people[requester] {
			continue
		}
		a, err := s.People.Actor(ctx, s.DB, l.Person, "portal")
		if err != nil {
			return err
		}
		said := handover.Said{Campaign: campaign, Asset: l.Asset, Answer: handover.Confirmed, How: "link"}
		if i%17 == 5 {
			said.Answer, said.Reason = handover.Disputed, "I gave this back when I got the new one."
		}
		if err := s.Handovers.Say(actor.With(ctx, a), said); err != nil {
			return err
		}
	}
	return nil
}
