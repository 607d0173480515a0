package app

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/costs"
)

// webValues tells the pages what the books hold.
type webValues struct{ *App }

// Books implements costs.Values.
func (w webValues) Books(ctx context.Context) ([]string, error) {
	books, err := w.Finance.Books(ctx)
	return []string{books[0].Name, books[1].Name}, err
}

// Totals implements costs.Values.
func (w webValues) Totals(ctx context.Context, book, on string) ([]costs.Total, string, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, "", err
	}
	day := calendar.DateOf(w.Clock.Now(), desk.Zone(a))
	if on != "" {
		if day, err = dayOf("at", on); err != nil {
			return nil, "", err
		}
	}
	list, err := w.Finance.Totals(ctx, book, day)
	out := make([]costs.Total, len(list))
	for i, t := range list {
		out[i] = costs.Total{Class: t.Class, Currency: string(t.Cost.Currency), Assets: t.Assets, Cost: shown(t.Cost), Value: shown(t.Value)}
	}
	return out, day.String(), err
}

// Journal implements costs.Values.
func (w webValues) Journal(ctx context.Context, book, from, to string) ([]costs.Posting, error) {
	first, err := dayOf("from", from)
	if err != nil {
		return nil, err
	}
	last, err := dayOf("to", to)
	if err != nil {
		return nil, err
	}
	list, err := w.Finance.Journal(ctx, book, first, last)
	out := make([]costs.Posting, len(list))
	for i, l := range list {
		out[i] = costs.Posting{Date: l.On.String(), Asset: l.Asset, Book: l.Book, Kind: string(l.Kind), Debit: l.Debit, Credit: l.Credit, Amount: l.Amount.Decimal(), Currency: string(l.Amount.Currency)}
	}
	return out, err
}

// dayOf reads a date of a field.
func dayOf(field, s string) (calendar.Date, error) {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return 0, errs.Bad(field, "Enter a date such as 2026-11-22.")
	}
	return d, nil
}
