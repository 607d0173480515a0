package register

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/held"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// sheet is a record's page being put together.
type sheet struct {
	v     *kit.Visit
	w     desk.View
	items []desk.Item
	names desk.Labels
	files []attach.Attachment
	links []record.Linked
	words kit.Reading
	known kit.Told // by the room that owns the kind
	front bool     // there is such a room
}

// page is the page of a record: what it is, what is open about it, what it hangs together with, and what happened to it.
func page(v *kit.Visit, status int, w desk.View, failed error) error {
	s := &sheet{v: v, w: w}
	if err := s.read(); err != nil {
		return err
	}
	if err := s.ask(); err != nil {
		return err
	}
	open, err := s.open()
	if err != nil {
		return err
	}
	d := ui.RecordData{Head: s.head(), Brief: s.brief(open),
		Tabs: []ui.Link{{Label: "Overview", Href: "/" + w.Number, Current: true}, {Label: "Details", Href: "#details"}}}
	if failed != nil {
		d.Banners = []ui.Banner{{Tone: "danger", Text: work.Message(failed)}}
	}
	story := work.Story{V: v, W: w, Names: s.names, Files: s.files, Reading: s.words, Show: "changes", Href: func(a attach.Attachment) string { return work.FileHref(w, a) }}
	d.Entries = story.Entries(s.items)
	d.Panel = ui.Panel{Sections: slices.Concat([]ui.Section{s.details(), s.concerns(open)}, s.past(),
		[]ui.Section{{Title: "Related", Body: work.Related(v, w, slices.DeleteFunc(slices.Clone(s.links), s.told))}, s.attachments()})}
	if d.Path, err = s.life(); err != nil {
		return err
	}
	if err := s.tell(&d); err != nil {
		return err
	}
	s.show(&d)
	for _, t := range v.Tabs[w.Practice.Kind.Key] {
		d.Tabs = append(d.Tabs, ui.Link{Label: t.Label, Href: "/" + w.Practice.Kind.Slug() + "/" + w.Number + "/" + t.Href})
	}
	v.About = w.Practice.Kind.Key
	shell := v.Shell(w.Number + " " + w.Title)
	shell.Crumbs = work.Crumbs(w)
	return v.Page(status, shell, ui.RecordPage(d))
}

// read gets everything that the page shows, names last and all at once.
func (s *sheet) read() (err error) {
	ctx := s.v.Ctx()
	if s.items, err = s.v.Room.Timeline(ctx, s.w); err != nil {
		return err
	}
	if s.words, err = s.v.Reading(s.w, s.items); err != nil {
		return err
	}
	if s.files, err = s.v.Room.Attachments(ctx, s.w); err != nil {
		return err
	}
	if s.links, err = s.v.Room.Links(ctx, s.w); err != nil {
		return err
	}
	want := desk.Wanted{}
	for _, x := range s.w.Values {
		if i, e := id.Parse(x.Text); e == nil && x.Def.Type.IsRef() {
			want.Add(x.Def.Type, i)
		}
	}
	work.Wanted(want, s.items)
	s.names, err = s.v.Room.Labels(ctx, want)
	return err
}

// head names the record and offers what may be done with it now.
func (s *sheet) head() ui.RecordHead {
	w := s.w
	h := ui.RecordHead{Kind: kit.Kind(w.Practice), Number: w.Number, Title: w.Title, State: kit.State(w.Practice, w.State, w.Phase), Nobodys: true, Presence: w.Internal}
	h.Main = s.main()
	s.identify(&h)
	if kit.Holdable(w.Practice) && w.Phase != flow.Closed {
		if href := held.ReportHref(s.v, w); href != "" {
			h.Acts = append(h.Acts, ui.Button{Label: "Report", Href: href})
		}
	}
	edit, rare := s.button("edit", "Edit"), s.verbs(h.Main)
	may := w.Can("edit") && !s.final()
	aside := may && h.Main != nil && len(h.Acts) > 0 // two acts beside the dots are what a phone has room for
	if h.Main == nil {
		h.Acts, rare = append(h.Acts, rare[:min(len(rare), maxActs)]...), rare[min(len(rare), maxActs):]
		edit.Look = ui.Primary
	}
	if aside {
		edit.Look = ui.Quiet
		rare = append([]ui.Button{edit}, rare...)
	}
	if len(rare) > 0 {
		h.Overflow = &ui.Menu{Label: "More acts", Icon: "more", IconOnly: true, Look: ui.Quiet, End: true, Items: rare}
	}
	if may && !aside {
		h.Acts = append(h.Acts, edit)
	}
	return h
}

// maxActs is how many verbs stand in the head where none is the likely one; the others wait behind the dots.
const maxActs = 3

// verbs are what may be done with the record now: its moves, then what is no move and has no place of its own on the page.
func (s *sheet) verbs(main *ui.Button) []ui.Button {
	var out []ui.Button
	add := func(name, label string) {
		if s.w.Can(name) {
			b := s.button(name, label)
			b.Look = ui.Quiet
			out = append(out, b)
		}
	}
	moves := map[string]bool{}
	for _, m := range s.w.Practice.Kind.Flow.Moves {
		moves[m.Verb] = true
	}
	for _, m := range s.w.Moves {
		if main == nil || m.Label != main.Label {
			add(m.Verb, m.Label)
		}
	}
	if s.final() && kit.Holdable(s.w.Practice) { // nobody has it any more, and nothing is done to it
		return slices.Clip(out)
	}
	for _, spec := range s.w.Practice.Actions {
		if name := spec.Verb(); spec.OnRecord && !spec.Placed && !moves[name] && !slices.Contains([]string{"edit", "link", "unlink"}, name) {
			add(name, spec.Label)
		}
	}
	return slices.Clip(out)
}

// button is the way to a verb: a form of its own with the version that was seen, or a link to its page when it needs answers.
func (s *sheet) button(name, label string) ui.Button {
	at := "/" + s.w.Practice.Kind.Slug() + "/" + s.w.Number + "/" + name
	if spec, ok := s.w.Practice.Action(name); ok && work.Asks(spec) {
		return ui.Button{Label: label, Href: at, Key: s.v.Look.Key(name)}
	}
	return ui.Button{Label: label, Action: at, Key: s.v.Look.Key(name), Fields: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(s.w.Version, 10)}, {Name: "seen", Value: work.Newest(s.items).String()}}}
}

// brief is the description, and how much is open.
func (s *sheet) brief(open []openWork) *ui.Brief {
	b := &ui.Brief{Title: "In short", Facts: s.holder()}
	if text := kit.Value(s.w.Values, "description"); text != "" {
		b.Body = ui.Text(text)
	}
	for _, o := range open {
		if o.count != "" {
			b.Facts = append(b.Facts, ui.Fact{Label: "Open " + o.p.Kind.Plural, Value: ui.Link{Label: o.count, Href: o.href}, Note: "about this " + s.w.Practice.Kind.Singular})
		}
	}
	for _, key := range []string{"owner", "audience"} {
		x := slices.IndexFunc(s.w.Values, func(x field.Value) bool { return x.Def.Key == key && !x.Def.Custom })
		if x < 0 {
			continue
		}
		value := s.w.Values[x]
		if text := s.v.Text(s.names, value); text != "" {
			fact := ui.Fact{Label: value.Def.Label, Value: ui.Link{Label: text}}
			if value.Def.Type == field.TypePerson {
				fact.Person, fact.Value = ui.Person{Name: text}, ui.Link{}
			}
			b.Facts = append(b.Facts, fact)
		}
	}
	if b.Body == nil && len(b.Facts) == 0 {
		return nil
	}
	return b
}

// elsewhere are the fields that have a place of their own on the page.
func elsewhere(key string) bool {
	return slices.Contains([]string{"number", "title", "status", "description", "created", "updated"}, key)
}

// details are the properties, those without a value behind a fold.
func (s *sheet) details() ui.Section {
	out := ui.Section{Title: "Details"}
	for _, x := range s.w.Values {
		if !x.Def.Custom && (elsewhere(x.Def.Key) || x.Def.Key == "entity" && s.w.Entity == s.v.Actor.Entity) {
			continue
		}
		p := ui.Prop{Label: x.Def.Label, Text: s.v.Text(s.names, x)}
		if from := s.known.From[x.Def.Key]; !x.Def.Custom {
			p.From, p.Mute = from.By, from.Doubt
		}
		switch {
		case kit.Blank(x, p.Text):
			out.Hidden = append(out.Hidden, ui.Prop{Label: p.Label})
			continue
		case x.Def.Type == field.TypePerson:
			p.Person = &ui.Person{Name: p.Text}
		case x.Def.Type == field.TypeRecord:
			p.Href = work.Address(s.v, x)
		}
		out.Props = append(out.Props, p)
	}
	for _, x := range s.w.Values {
		if t, err := time.Parse(time.RFC3339Nano, x.Text); err == nil && (x.Def.Key == "created" || x.Def.Key == "updated") {
			out.Props = append(out.Props, ui.Prop{Label: x.Def.Label, Value: ui.When(s.v.Instant(t))})
		}
	}
	return out
}

// told reports whether a link stands among the open or the past work and is not the record's own to remove.
func (s *sheet) told(l record.Linked) bool {
	p, err := s.v.Room.Practice(l.Kind)
	return err == nil && p.Work() && l.Reverse
}

// attachments are the files, with a way to add one.
func (s *sheet) attachments() ui.Section {
	out := ui.Section{Title: "Files"}
	list := make([]ui.Attachment, len(s.files))
	for i, f := range s.files {
		list[i] = ui.Attachment{Name: f.Name, Size: attach.Bytes(f.Size), Href: work.FileHref(s.w, f)}
	}
	out.Body = templ.Component(ui.Attachments(list))
	if len(list) == 0 {
		out.Body = none("None yet.")
	}
	if s.v.Files != nil && writes(s.w) {
		out.Edit = &ui.Form{ID: "attach", Title: "Add a file", Action: "/" + s.w.Practice.Kind.Slug() + "/" + s.w.Number + "/attach", Submit: ui.Button{Label: "Attach"},
			Fields: []ui.Field{{Name: "files", Label: "File", Kind: ui.FieldFile, Multiple: true, Required: true, Help: "Up to " + attach.Bytes(s.v.Files.Limits().File) + " each."}}}
	}
	return out
}

// queueOf is where a list shows the answer to a question.
func queueOf(p desk.Practice, q string) string {
	return "/" + p.Kind.Slug() + "?q=" + strings.ReplaceAll(url.QueryEscape(q), "+", "%20")
}
