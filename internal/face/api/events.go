package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// happening is an event as the API tells it.
type happening struct {
	ID      id.ID           `json:"id"`
	Kind    string          `json:"kind"`
	At      clock.Time      `json:"at"`
	Subject id.ID           `json:"subject" doc:"What it happened to."`
	Record  *record.Ref     `json:"record,omitempty" doc:"The subject as it is now, when it is a record."`
	Seq     int64           `json:"seq" doc:"Position in the history of the subject."`
	By      *named          `json:"by"`
	ByKind  string          `json:"by_kind"`
	Behalf  *named          `json:"on_behalf_of,omitempty"`
	Channel string          `json:"channel,omitempty"`
	Cause   id.ID           `json:"cause" doc:"The event that led to this one."`
	Data    json.RawMessage `json:"data"`
}

// eventPage is a part of the log.
type eventPage struct {
	Items  []happening `json:"items"`
	Next   *string     `json:"next" doc:"The after of the next page; null, and no Link header, when there is nothing more now."`
	Cursor string      `json:"cursor" doc:"How far the log was read. Keep it: who comes back later asks with after=cursor and misses nothing. It is there when items is empty, too."`
}

const (
	scanBatch = 500
	scanMost  = 10_000 // events looked at for one page of what the actor may see
)

// events answers a page of the log. The cursor moves on over events that the actor may not see.
func (a *API) events(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	n, err := limit(q.Get("limit"))
	if err != nil {
		return err
	}
	if n == 0 {
		n = 100
	}
	after, err := a.cursor(ctx, q.Get("after"))
	if err != nil {
		return err
	}
	out, more := []desk.Happening{}, true
	for seen := 0; more && seen < scanMost && len(out) < n; {
		batch, err := a.Desk.Log.After(ctx, a.Desk.DB, after, scanBatch)
		if err != nil {
			return err
		}
		batch = settled(a.Desk, batch)
		visible, err := a.Desk.Visible(ctx, batch)
		if err != nil {
			return err
		}
		if seen += len(batch); len(batch) > 0 {
			after = batch[len(batch)-1].ID
		}
		more = len(batch) == scanBatch
		if out = append(out, visible...); len(out) > n {
			out, more = out[:n], true
		}
		if len(out) == n && more {
			after = out[n-1].ID
		}
	}
	list, err := a.tell(ctx, out)
	if err != nil {
		return err
	}
	page := eventPage{Items: whole(list).Items, Cursor: after.String()}
	if more {
		page.Next = &page.Cursor
		link(w, r, page.Cursor)
	}
	return a.answer(w, r, http.StatusOK, page)
}

// cursor reads ?after=.
func (a *API) cursor(ctx context.Context, text string) (id.ID, error) {
	if text == "now" {
		return event.Newest(ctx, a.Desk.DB)
	}
	after, err := id.Parse(text)
	if err != nil {
		return 0, errs.Bad("after", "This is not a cursor of ours.")
	}
	return after, nil
}

// settled cuts off events that a younger one might still overtake, so that a cursor never passes by an event.
func settled(d *desk.Room, list []event.Envelope) []event.Envelope {
	until := face.Settled(d)
	for i, e := range list {
		if e.ID.Time().After(until) {
			return list[:i]
		}
	}
	return list
}

// tell gives events the names of whom and what they are about.
func (a *API) tell(ctx context.Context, list []desk.Happening) ([]happening, error) {
	if len(list) == 0 {
		return nil, nil
	}
	want := desk.Wanted{}
	for _, e := range list {
		want.Add(field.TypePerson, e.Actor)
		want.Add(field.TypePerson, e.Behalf)
	}
	l, err := a.Desk.Labels(ctx, want)
	if err != nil {
		return nil, err
	}
	out := make([]happening, len(list))
	for i, e := range list {
		out[i] = happening{ID: e.ID, Kind: e.Kind, At: e.At, Subject: e.Subject, Record: e.Record, Seq: e.Seq, By: ref(l, field.TypePerson, e.Actor),
			ByKind: string(e.ActorKind), Behalf: ref(l, field.TypePerson, e.Behalf), Channel: e.Channel, Cause: e.Cause, Data: e.Data}
	}
	return out, nil
}
