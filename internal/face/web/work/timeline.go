package work

import (
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Story turns the timeline of a record into entries. It serves the workplace and the portal.
type Story struct {
	V     *kit.Visit
	W     desk.View
	Names desk.Labels
	Files []attach.Attachment
	// Href returns where a file can be fetched.
	Href func(a attach.Attachment) string
	// Acts are offered at a message, such as splitting it off; nil offers none.
	Acts func(e *ticket.Entry) []ui.Button
	// Reading tells how the messages are to be shown.
	Reading kit.Reading
	// Show is "messages", "changes" or "" for both.
	Show string
}

// together is how long after a message a file still counts as sent with it.
const together = 2 * time.Minute

// Entries returns the conversation with what happened between its messages folded to lines, oldest first.
func (s Story) Entries(items []desk.Item) []ui.Entry {
	with, free := s.attached(items)
	var out []ui.Entry
	var run []desk.Item
	flush := func() {
		if len(run) > 0 && s.Show != "messages" {
			out = append(out, s.fold(run))
		}
		run = nil
	}
	for _, it := range items {
		switch {
		case it.Entry != nil:
			flush()
			if s.Show != "changes" {
				out = append(out, s.message(it, with[it.ID]))
			}
		case it.Kind == (record.Attached{}).EventKind() && !free[it.At]:
			// shown with its message
		default:
			run = append(run, it)
		}
	}
	flush()
	return out
}

// attached finds the message that each file came with. free are the instants of files that came alone.
func (s Story) attached(items []desk.Item) (with map[id.ID][]ui.Attachment, free map[clock.Time]bool) {
	with, free = map[id.ID][]ui.Attachment{}, map[clock.Time]bool{}
	for _, f := range s.Files {
		var home id.ID
		for _, it := range items {
			if it.Entry != nil && (it.Actor == f.By || it.Entry.Author == f.By) && it.At <= f.At && f.At.Sub(it.At) < together && Visible(it.Entry, f) {
				home = it.ID
			}
		}
		if home == 0 {
			free[f.At] = true
			continue
		}
		with[home] = append(with[home], s.File(f))
	}
	return with, free
}

// Visible reports whether a file may stand with an entry: an internal one never hangs on a public message.
func Visible(e *ticket.Entry, f attach.Attachment) bool {
	return (e.Visibility == ticket.Internal) == (f.Visibility == attach.Internal)
}

// File is an attachment as ui shows it.
func (s Story) File(f attach.Attachment) ui.Attachment {
	return ui.Attachment{Name: f.Name, Size: attach.Bytes(f.Size), Href: s.Href(f)}
}

func (s Story) message(it desk.Item, files []ui.Attachment) ui.Entry {
	e := ui.Entry{ID: "e" + it.Entry.ID.String(), Kind: ui.Message, At: s.V.Time(it.At), Body: ui.HTML(s.Reading.HTML(it.Entry)), Files: files,
		By: ui.Person{Name: s.author(it), Me: it.Entry.Author != 0 && it.Entry.Author == s.V.Actor.ID}}
	if it.Entry.Visibility == ticket.Internal {
		e.Kind = ui.Note
	}
	var meta []string
	if s.W.Internal && it.Entry.Channel != "" && it.Entry.Channel != "web" && it.Entry.Channel != "internal" {
		meta = append(meta, channel(it.Entry.Channel))
	}
	if it.Number != "" {
		meta = append(meta, "to "+it.Number+", merged")
	}
	e.Meta = strings.Join(meta, " · ")
	if s.Acts != nil && it.Number == "" {
		e.Acts = s.Acts(it.Entry)
	}
	return e
}

func channel(c string) string {
	switch c {
	case "email", "mail":
		return "by mail"
	case "api":
		return "through the API"
	case "portal":
		return "on the portal"
	case "walk_in":
		return "in person"
	}
	return "by " + c
}

func (s Story) author(it desk.Item) string {
	if it.Entry.Author != 0 {
		return s.Names.Of(field.TypePerson, it.Entry.Author)
	}
	return s.by(it)
}

// by names whoever did something.
func (s Story) by(it desk.Item) string {
	switch it.ByWhom {
	case actor.Person, actor.Visitor:
		if it.Actor != 0 {
			return s.Names.Of(field.TypePerson, it.Actor)
		}
		return "A visitor"
	case actor.Rule:
		return "A rule"
	case actor.Assistant:
		return "The assistant"
	default:
		return "Fettle"
	}
}

// fold makes one line of things that happened between two messages.
func (s Story) fold(run []desk.Item) ui.Entry {
	if len(run) == 1 {
		return ui.Entry{ID: "e" + run[0].ID.String(), Kind: ui.System, Summary: s.told(run[0]), At: s.V.Time(run[0].At)}
	}
	e := ui.Entry{Kind: ui.Events, Span: s.V.Moment(run[0].At.Time())}
	if last := s.V.Moment(run[len(run)-1].At.Time()); last != e.Span {
		e.Span += " to " + last
	}
	names := []string{}
	for _, it := range run {
		e.Lines = append(e.Lines, ui.EventLine{When: s.V.Moment(it.At.Time()), Text: kit.Upper(it.Sentence), By: s.by(it)})
		if n := s.by(it); len(names) == 0 || !has(names, n) {
			names = append(names, n)
		}
	}
	if len(names) > 2 {
		names = append(names[:2], "others")
	}
	e.Summary = strconv.Itoa(len(run)) + " changes by " + and(names)
	return e
}

// told is what happened as a whole sentence. What comes about by itself says so and was done by nobody.
func (s Story) told(it desk.Item) string {
	if alone := strings.IndexAny(it.Sentence, "0123456789") == 0 || strings.HasPrefix(it.Sentence, "the promise "); alone {
		return kit.Upper(it.Sentence)
	}
	return s.by(it) + " " + it.Sentence
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// who names whoever did something, when no names were read before.
func who(v *kit.Visit, it desk.Item) string {
	names, err := people.Names(v.Ctx(), v.Room.DB, []id.ID{it.Actor})
	if err != nil {
		return "Somebody"
	}
	return Story{Names: desk.Labels{field.TypePerson: names}}.by(it)
}

// Wanted collects the people of a timeline.
func Wanted(w desk.Wanted, items []desk.Item) {
	for _, it := range items {
		w.Add(field.TypePerson, it.Actor)
		if it.Entry != nil {
			w.Add(field.TypePerson, it.Entry.Author)
		}
	}
}
