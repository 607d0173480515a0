package work

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// show is the page of a record. Its number stands in the address in capitals; whoever only asks for things is led to the portal. What is
// not work has its page from another room.
func show(v *kit.Visit) error {
	number := v.R.PathValue("number")
	if !strings.ContainsAny(number, "0123456789") {
		return errs.Absent("page")
	}
	w, err := v.Room.Find(v.Ctx(), number)
	if err != nil {
		return err
	}
	v.About = w.Practice.Kind.Key
	if sheet := v.Sheets[w.Practice.Kind.Key]; sheet != nil {
		if number != w.Number {
			return toNumber(v, w)
		}
		return sheet(v, http.StatusOK, w, nil)
	}
	query := v.R.URL.Query()
	if w.MergedInto != 0 && !query.Has("stay") {
		if to, err := survivor(v, w); err == nil {
			v.Redirect("/" + to + "?merged=" + url.QueryEscape(w.Number))
			return nil
		}
	}
	switch {
	case !v.Agent():
		v.Redirect("/portal/" + w.Number)
		return nil
	case number != w.Number:
		return toNumber(v, w)
	}
	return recordPage(v, http.StatusOK, w, nil)
}

// toNumber leads to the address of a record as its number is written.
func toNumber(v *kit.Visit, w desk.View) error {
	to := url.URL{Path: "/" + w.Number, RawQuery: v.R.URL.RawQuery}
	v.Redirect(to.String())
	return nil
}

// survivor is the number of what w was merged into, if the visitor may see it.
func survivor(v *kit.Visit, w desk.View) (string, error) {
	heads, err := ticket.ByID(v.Ctx(), v.Room.DB, []id.ID{w.MergedInto})
	if err != nil || len(heads) == 0 {
		return "", errs.Absent("record")
	}
	into, err := v.Room.Find(v.Ctx(), heads[0].Number)
	return into.Number, err
}

// sheet is a record's page being put together.
type sheet struct {
	v      *kit.Visit
	w      desk.View
	failed *attempt
	items  []desk.Item
	names  desk.Labels
	files  []attach.Attachment
	tasks  []ticket.Task
	links  []linkRow
	// affected are the links that say what the work affects.
	affected []record.Linked
	follow   []id.ID
	clocks   []kit.Clock
	words    kit.Reading
	// unproved is what speaks against the requester being who they say they are.
	unproved string
}

func recordPage(v *kit.Visit, status int, w desk.View, failed *attempt) error {
	s := &sheet{v: v, w: w, failed: failed}
	if err := s.read(); err != nil {
		return err
	}
	d := ui.RecordData{Head: s.head(), Banners: s.banners(), Clocks: s.strip(), Tabs: s.tabs(), Filter: s.filter(), Brief: s.brief()}
	d.Entries, d.Earlier, d.Note = s.entries()
	var err error
	if d.Composer, err = s.composer(); err != nil {
		return err
	}
	if d.Panel, err = s.panel(); err != nil {
		return err
	}
	if w.Can("edit") {
		d.Quick = path(w, kit.Quick)
	}
	shell := v.Shell(w.Number + " " + w.Title)
	shell.Crumbs = Crumbs(w)
	return v.Page(status, shell, ui.RecordPage(d))
}

// read gets everything that the page shows, names last and all at once.
func (s *sheet) read() (err error) {
	ctx, q := s.v.Ctx(), s.v.Room.DB
	if s.items, err = s.v.Room.Timeline(ctx, s.w); err != nil {
		return err
	}
	if s.files, err = s.v.Room.Attachments(ctx, s.w); err != nil {
		return err
	}
	if s.words, err = s.v.Reading(s.w, s.items); err != nil {
		return err
	}
	if s.unproved, err = s.doubt(); err != nil {
		return err
	}
	if s.links, err = s.relatives(); err != nil {
		return err
	}
	if s.w.Internal {
		if s.tasks, err = ticket.Tasks(ctx, q, s.w.ID); err != nil {
			return err
		}
		if s.follow, err = record.Watchers(ctx, q, s.w.ID); err != nil {
			return err
		}
	}
	if s.v.Clocks != nil {
		if s.clocks, err = s.v.Clocks.All(ctx, s.w.Head); err != nil {
			return err
		}
	}
	want := desk.Wanted{}
	for _, x := range s.w.Values {
		if i, e := id.Parse(x.Text); e == nil && x.Def.Type.IsRef() {
			want.Add(x.Def.Type, i)
		}
	}
	for _, t := range s.tasks {
		want.Add(field.TypePerson, t.Person)
	}
	for _, f := range s.follow {
		want.Add(field.TypePerson, f)
	}
	want.Add(field.TypeRecord, s.w.MergedInto)
	Wanted(want, s.items)
	s.names, err = s.v.Room.Labels(ctx, want)
	return err
}

func (s *sheet) person(i id.ID) ui.Person {
	if i == 0 {
		return ui.Person{}
	}
	return ui.Person{Name: s.names.Of(field.TypePerson, i), Me: i == s.v.Actor.ID}
}

// head names the record and offers its acts: the likely one, the other moves beside it, and the rare ones.
func (s *sheet) head() ui.RecordHead {
	w := s.w
	h := ui.RecordHead{Kind: kit.Kind(w.Practice), Number: w.Number, Title: w.Title, State: kit.State(w.Practice, w.State, w.Phase),
		Priority: kit.Priority(w.Practice, w.Priority), Assignee: s.person(w.Assignee), Presence: w.Internal}
	if w.Reopened > 0 {
		h.Tags = append(h.Tags, ui.Tag{Word: "Reopened " + times(w.Reopened), Tone: "warn"})
	}
	if w.HoldReason != "" {
		word := kit.Upper(ask.HoldWords(w, w.HoldReason))
		if w.HoldUntil != 0 {
			word += " until " + s.v.Moment(w.HoldUntil.Time())
		}
		h.Tags = append(h.Tags, ui.Tag{Word: word})
	}
	main, rest := s.moves()
	h.Main = main
	if len(rest) > 0 && main != nil {
		h.More = &ui.Menu{Label: "Other moves", Icon: "down", IconOnly: true, Look: ui.Primary, End: true, Items: rest}
	} else {
		h.Acts = rest
	}
	if more := s.rare(); len(more) > 0 {
		h.Overflow = &ui.Menu{Label: "More acts", Icon: "more", IconOnly: true, Look: ui.Quiet, End: true, Items: more}
	}
	return h
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return strconv.FormatInt(n, 10) + " times"
}

// button is the way to a verb: a form of its own, or a link to its page when it needs answers.
func (s *sheet) button(verbName, label string) ui.Button {
	b := ui.Button{Label: label, Action: path(s.w, verbName), Key: s.v.Look.Key(verbName)}
	if spec, ok := s.w.Practice.Action(verbName); ok && Asks(spec) {
		b.Action, b.Href = "", path(s.w, verbName)
	}
	return b
}

// moves are the legal steps: the one that is wanted most, and the others.
func (s *sheet) moves() (main *ui.Button, rest []ui.Button) {
	likely := "resolve"
	switch {
	case s.w.Phase == flow.Active && s.w.Assignee == 0:
		likely = "take"
	case s.w.Phase == flow.Waiting:
		likely = "resume"
	case s.w.Phase == flow.Resolved:
		likely = "close"
	}
	for _, m := range s.w.Moves {
		if !s.w.Can(m.Verb) || m.Verb == "merge" || m.Verb == "take" && s.w.Assignee == s.v.Actor.ID && s.w.Phase == flow.Active {
			continue
		}
		b := s.button(m.Verb, m.Label)
		if b.Action != "" { // whoever moves it has seen where it stands
			b.Fields = []ui.Hidden{{Name: "version", Value: strconv.FormatInt(s.w.Version, 10)}, {Name: "seen", Value: Newest(s.items).String()}}
		}
		if m.Verb == likely {
			b.Look = ui.Primary
			main = &b
			continue
		}
		b.Look = ui.Quiet
		rest = append(rest, b)
	}
	return main, rest
}

// rare are the acts that stand behind the dots.
func (s *sheet) rare() []ui.Button {
	var out []ui.Button
	add := func(verbName, label, icon string) {
		if s.w.Can(verbName) {
			b := s.button(verbName, label)
			b.Look, b.Icon = ui.Quiet, icon
			out = append(out, b)
		}
	}
	if s.w.Watching {
		add("unwatch", "Stop following", "bell")
	} else {
		add("watch", "Follow", "bell")
	}
	add("assign", "Assign", "user")
	add("link", "Link to another", "link")
	add("merge", "Merge into another", "merge")
	return out
}

func (s *sheet) banners() []ui.Banner {
	var out []ui.Banner
	if from := s.v.Query("merged"); from != "" {
		out = append(out, ui.Banner{Lead: strings.ToUpper(from) + " was merged into this one.", Text: "Its messages are part of this conversation.",
			Act: &ui.Button{Label: "See it as it was", Href: "/" + url.PathEscape(from) + "?stay", Small: true}})
	}
	if s.w.MergedInto != 0 {
		out = append(out, ui.Banner{Lead: "This was merged.", Text: "What happens next happens there.",
			Act: &ui.Button{Label: "Go there", Href: "/" + s.names.Of(field.TypeRecord, s.w.MergedInto), Small: true}})
	}
	if s.failed != nil {
		b := ui.Banner{Tone: "danger", Text: s.failed.message()}
		if s.failed.verb == "compose" {
			b.Text, b.Act = "Nothing was sent yet.", &ui.Button{Label: "To your text", Href: "#composer", Small: true}
		}
		out = append(out, b)
	}
	return out
}

// Message is everything that may be said about an error: what is wrong with each field, or else the whole.
func Message(err error) string {
	var out []string
	for _, f := range errs.Fields(err) {
		out = append(out, f.Text)
	}
	if len(out) == 0 {
		return errs.Safe(err)
	}
	return strings.Join(out, " ")
}

// tabs lead to the parts of the page; on a phone they stand below one another.
func (s *sheet) tabs() []ui.Link {
	out := []ui.Link{{Label: "Conversation", Href: "/" + s.w.Number, Current: true}, {Label: "Details", Href: "#details"}}
	if len(s.tasks) > 0 {
		done := 0
		for _, t := range s.tasks {
			if t.Done != 0 {
				done++
			}
		}
		out = append(out, ui.Link{Label: "Tasks", Href: "#tasks", Count: strconv.Itoa(done) + " of " + strconv.Itoa(len(s.tasks))})
	}
	if len(s.links) > 0 {
		out = append(out, ui.Link{Label: "Related", Href: "#related", Count: strconv.Itoa(len(s.links))})
	}
	return out
}

func (s *sheet) filter() []ui.Link {
	at := "/" + s.w.Number
	shown := s.v.Query("show")
	return []ui.Link{{Label: "All", Href: at, Current: shown == ""}, {Label: "Conversation", Href: at + "?show=messages", Current: shown == "messages"},
		{Label: "Changes", Href: at + "?show=changes", Current: shown == "changes"}}
}

// shownAtOnce is how many things of a timeline a page holds before the older ones wait behind a link.
const shownAtOnce = 150

func (s *sheet) entries() (list []ui.Entry, earlier, note string) {
	items := s.items
	if len(items) > shownAtOnce && !s.v.R.URL.Query().Has("all") {
		items = items[len(items)-shownAtOnce:]
		earlier = "/" + s.w.Number + "?all"
	}
	story := Story{V: s.v, W: s.w, Names: s.names, Files: s.files, Reading: s.words, Show: s.v.Query("show"), Href: func(a attach.Attachment) string { return FileHref(s.w, a) }}
	if s.w.Can("split") {
		report := true
		story.Acts = func(e *ticket.Entry) []ui.Button {
			was := report
			report = false
			if was || e.Visibility != ticket.Public || e.Author != s.w.Requester {
				return nil
			}
			return []ui.Button{{Label: "Split off", Look: ui.Quiet, Small: true, Href: path(s.w, "split") + "?entry=" + e.ID.String()}}
		}
	}
	if len(s.items) > 1 {
		note = strconv.Itoa(len(s.items)) + " entries, newest last"
	}
	return story.Entries(items), earlier, note
}

// strip is every clock with its answer to "why this deadline?".
func (s *sheet) strip() []ui.ClockView {
	var out []ui.ClockView
	for _, c := range s.clocks {
		waits := ""
		if s.w.HoldReason == "awaiting_caller" {
			waits = first(s.names.Of(field.TypePerson, s.w.Requester))
		} else if s.w.HoldReason != "" {
			waits = strings.TrimPrefix(kit.Plain(s.w.HoldReason), "awaiting ")
		}
		drawn := s.v.Draw(c, waits)
		out = append(out, ui.ClockView{Clock: drawn, Ledger: s.v.Ledger(c, drawn)})
	}
	return out
}
