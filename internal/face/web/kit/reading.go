package kit

import (
	"html"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Reading is how the messages of one piece of work are read. What agents write is Markdown, and the names they mentioned are marked.
// Everything else is shown as it was typed, character by character: people paste logs and the source of pages.
type Reading struct {
	requester id.ID
	answers   map[id.ID]bool     // those who may answer, among the writers whose channel does not tell
	mentioned map[id.ID][]string // names by entry
}

// Reading finds out how the messages of a timeline are to be read, with one query for all their mentions.
func (v *Visit) Reading(w desk.View, items []desk.Item) (Reading, error) {
	r := Reading{requester: w.Requester, answers: map[id.ID]bool{}}
	var marked []id.ID
	for _, it := range items {
		e := it.Entry
		if e == nil {
			continue
		}
		if _, known := r.answers[e.Author]; !known && unclear(e) && e.Author != 0 && e.Author != w.Requester {
			a, err := v.People.Actor(v.ctx, v.Room.DB, e.Author, e.Channel)
			if err != nil && !errs.Is(err, errs.Unauthenticated) {
				return r, err
			}
			r.answers[e.Author] = err == nil && a.Can(w.Practice.Note)
		}
		if r.markdown(e) && strings.Contains(e.Body, "@") {
			marked = append(marked, e.ID)
		}
	}
	if len(marked) == 0 {
		return r, nil
	}
	return r, r.mentions(v, marked)
}

func (r *Reading) mentions(v *Visit, entries []id.ID) error {
	by, err := ticket.Mentions(v.ctx, v.Room.DB, entries)
	if err != nil || len(by) == 0 {
		return err
	}
	var ids []id.ID
	for _, list := range by {
		ids = append(ids, list...)
	}
	slices.Sort(ids)
	names, err := people.Names(v.ctx, v.Room.DB, slices.Compact(ids))
	r.mentioned = map[id.ID][]string{}
	for entry, list := range by {
		for _, p := range list {
			r.mentioned[entry] = append(r.mentioned[entry], names[p])
		}
	}
	return err
}

// unclear reports whether only the writer's rights tell how a public message is read: requesters and agents both come that way.
func unclear(e *ticket.Entry) bool {
	return e.Visibility == ticket.Public && e.Kind != "report" && slices.Contains([]string{"api", "mail", "email"}, e.Channel)
}

// markdown reports whether a message was written as Markdown: an internal note, or an answer of somebody who answers.
func (r Reading) markdown(e *ticket.Entry) bool {
	switch {
	case e.Visibility == ticket.Internal:
		return true
	case e.Kind == "report":
		return false
	case e.Channel == "web": // the composer of the workplace
		return true
	}
	return unclear(e) && r.answers[e.Author]
}

// HTML is the safe HTML of a message.
func (r Reading) HTML(e *ticket.Entry) string {
	if !r.markdown(e) {
		return text.Plain(e.Body)
	}
	out := text.Markdown(e.Body)
	for _, name := range r.mentioned[e.ID] {
		name = html.EscapeString(name)
		out = strings.ReplaceAll(out, "<strong>@"+name+"</strong>", `<strong class="mention">@`+name+"</strong>")
	}
	return out
}

// Line is a message as one line of plain text of at most limit runes.
func (r Reading) Line(e *ticket.Entry, limit int) string {
	if !r.markdown(e) {
		return text.Excerpt(e.Body, nil, limit)
	}
	return text.Excerpt(text.FromHTML(text.Markdown(e.Body)), nil, limit)
}
