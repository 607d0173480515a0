package portal

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// attempt is a form that was refused.
type attempt struct {
	verb  string
	typed url.Values
	err   error
}

func show(v *kit.Visit, r request) error { return requestPage(v, http.StatusOK, r, nil) }

// requestPage is one request: where it stands, what was said, and what its requester can do.
func requestPage(v *kit.Visit, status int, r request, failed *attempt) error {
	w := r.w
	w.Internal = false // an agent who looks at the portal sees what a requester sees
	items, err := v.Room.Timeline(v.Ctx(), w)
	if err != nil {
		return err
	}
	files, err := v.Room.Attachments(v.Ctx(), w)
	if err != nil {
		return err
	}
	want := desk.Wanted{}
	want.Add(field.TypePerson, w.Assignee)
	want.Add(field.TypeTeam, w.Team)
	want.Add(field.TypeLocation, w.Location)
	want.Add(field.TypeCategory, w.Category)
	work.Wanted(want, items)
	names, err := v.Room.Labels(v.Ctx(), want)
	if err != nil {
		return err
	}
	c, clocked, err := promise(v, w.Head)
	if err != nil {
		return err
	}
	waits := restsSince(c)
	if w.Phase == flow.Waiting && waits.IsZero() {
		waits = beganToWait(items)
	}
	d := ui.PortalRequest{Number: w.Number, State: stateOf(w.Practice, w.Head), Card: cardOf(v, w.Practice, w.Head, names, c, clocked, waits)}
	d.Card.Meta = strings.TrimPrefix(strings.TrimPrefix(d.Card.Meta, w.Number), " · ") // the number stands above the title
	if returns(w) && w.Requester == v.Actor.ID {
		d.Card.Say = "This is closed. If it comes back, report it again: the new report is linked to this one."
	}
	story := work.Story{V: v, W: w, Names: names, Files: files, Show: "messages", Href: func(a attach.Attachment) string { return fileHref(r, a) }}
	if story.Reading, err = v.Reading(w, items); err != nil {
		return err
	}
	d.Entries = withPauses(v, story.Entries(items), c)
	d.Composer = composer(v, r, failed)
	d.Banners = banners(v, r, failed, d.Composer != nil)
	d.First, d.Acts = acts(v, r)
	d.Facts = facts(v, w, names)
	if f := asked(v, r, failed); f != nil { // one question at a time
		d.Body, d.Composer, d.First, d.Acts = ui.FormBox(*f), nil, nil, nil
	}
	return page(v, status, w.Number, ui.PortalRequestPage(d))
}

func fileHref(r request, a attach.Attachment) string {
	if r.linked {
		return r.base + "/files/" + a.ID.String() + "/" + url.PathEscape(a.Name)
	}
	return "/files/" + r.w.Number + "/" + a.ID.String() + "/" + url.PathEscape(a.Name)
}

func file(v *kit.Visit, r request) error {
	r.w.Internal = false
	return work.Serve(v, r.w)
}

// outside is how a requester sees: who works at the desk learns nothing here of promises between teams either.
func outside(v *kit.Visit, h ticket.Head) context.Context {
	a := v.Actor
	view := actor.Permission(h.Kind + ".view")
	a.Grants = actor.Grants{view: a.Scope(view)}
	return actor.With(v.Ctx(), a)
}

// promise is the clock that a requester cares about: the last of those that run for them.
func promise(v *kit.Visit, h ticket.Head) (kit.Clock, bool, error) {
	if v.Clocks == nil {
		return kit.Clock{}, false, nil
	}
	all, err := v.Clocks.All(outside(v, h), h)
	if errs.Is(err, errs.Forbidden) || errs.Is(err, errs.NotFound) || errs.Is(err, errs.Unauthenticated) {
		return kit.Clock{}, false, nil
	}
	if err != nil || len(all) == 0 {
		return kit.Clock{}, false, err
	}
	best := slices.MaxFunc(all, func(a, b kit.Clock) int { return cmp.Compare(a.Promise, b.Promise) })
	if h.Responded == 0 {
		best = slices.MinFunc(all, func(a, b kit.Clock) int { return cmp.Compare(a.Promise, b.Promise) })
	}
	return best, true, nil
}

// withPauses puts the pauses of the clock between the messages: "waiting for you from … to …".
func withPauses(v *kit.Visit, entries []ui.Entry, c kit.Clock) []ui.Entry {
	for _, s := range c.Story {
		if s.Kind != "pause" || s.From.IsZero() {
			continue
		}
		who := waitingFor(s.Cause)
		if s.Cause == awaiting {
			who = "Waiting for you"
		}
		e := ui.Entry{Kind: ui.System, Summary: who + " since " + v.Moment(s.From), At: v.Instant(s.From)}
		if !s.To.IsZero() {
			e.Summary = who + " from " + v.Moment(s.From) + " to " + v.Moment(s.To)
		}
		entries = append(entries, e)
	}
	sorted.By(entries, func(a, b ui.Entry) int {
		return a.At.At.Truncate(time.Microsecond).Compare(b.At.At.Truncate(time.Microsecond))
	})
	return entries
}

func banners(v *kit.Visit, r request, failed *attempt, writing bool) []ui.Banner {
	var out []ui.Banner
	if v.R.URL.Query().Has("new") {
		b := ui.Banner{Tone: "ok", Lead: "Thank you. This is " + r.w.Number + ".", Text: "You can follow it on this page."}
		if r.linked {
			b.Text = "Keep the address of this page: it leads back here without an account, for 90 days. Whoever has it can read along and answer."
		}
		out = append(out, b)
	}
	if r.w.MergedInto != 0 {
		out = append(out, ui.Banner{Lead: "Somebody reported the same.", Text: "We go on with both together and tell you when it is solved."})
	}
	if failed != nil && failed.verb == "compose" && !writing {
		out = append(out, ui.Banner{Tone: "danger", Lead: errs.Safe(failed.err), Text: "You wrote: “" + failed.typed.Get("body") + "”"})
	}
	if failed != nil && failed.verb != "compose" && len(errs.Fields(failed.err)) == 0 {
		out = append(out, ui.Banner{Tone: "danger", Text: errs.Safe(failed.err)})
	}
	return out
}

func composer(v *kit.Visit, r request, failed *attempt) *ui.Composer {
	if !r.w.May["reply"] || r.w.Phase == flow.Closed {
		return nil
	}
	c := &ui.Composer{Action: r.base + "/compose", ReplyOnly: true, Attach: v.Files != nil, Label: "Write to the desk", ReplyLabel: "Send"}
	switch {
	case waitsForYou(r.w.Head):
		c.Label, c.ReplyLabel = "Your answer", "Send the answer"
	case r.w.Phase == flow.Resolved:
		c.Label, c.Hint, c.ReplyLabel = "Not solved?", "A reply opens it again.", "Send and open it again"
		if r.w.Can("close") {
			c.Hint += " Only thanks? Confirm that it is solved."
		}
	}
	if failed != nil && failed.verb == "compose" {
		c.Text, c.Error = failed.typed.Get("body"), plainly(failed.err)
	}
	return c
}

// plainly says what is wrong: the texts of the fields where there are any.
func plainly(err error) string {
	var out []string
	for _, f := range errs.Fields(err) {
		out = append(out, f.Text)
	}
	if len(out) == 0 {
		return errs.Safe(err)
	}
	return strings.Join(out, " ") + " Nothing was sent yet."
}

// acts are what a requester can do besides writing; first is what most come for.
func acts(v *kit.Visit, r request) (first, out []ui.Button) {
	if r.w.Can("close") {
		first = append(first, ui.Button{Label: "Confirm solved", Icon: "tick", Look: ui.Primary, Action: r.base + "/close"})
	}
	if returns(r.w) && r.w.Requester == v.Actor.ID {
		first = append(first, again(r))
	}
	if r.w.Can("reopen") {
		first = append(first, ui.Button{Label: "It is not solved", Href: r.base + "?do=reopen"})
	}
	if r.w.Can("cancel") {
		out = append(out, ui.Button{Label: "Cancel the request", Look: ui.Quiet, Href: r.base + "?do=cancel"})
	}
	return first, out
}

// asked is the form for an act that needs a word, when the visitor chose one.
func asked(v *kit.Visit, r request, failed *attempt) *ui.Form {
	name := v.Query("do")
	if failed != nil {
		name = failed.verb
	}
	if name != "cancel" && name != "reopen" || !r.w.Can(name) {
		return nil
	}
	f := &ui.Form{ID: name, Action: r.base + "/" + name, Cancel: &ui.Link{Label: "Back", Href: r.base}, Fields: []ui.Field{{Name: "reason", Kind: ui.FieldLong, Rows: 3, Autofocus: true}}}
	if name == "cancel" {
		f.Title, f.Submit, f.Fields[0].Label, f.Fields[0].Required = "Cancel this request?", ui.Button{Label: "Cancel the request", Look: ui.Danger}, "Why is it no longer needed?", true
	} else {
		f.Title, f.Submit, f.Fields[0].Label = "Take it up again", ui.Button{Label: "It is not solved"}, "What is still wrong?"
	}
	if failed != nil {
		kit.RefillForm(f, failed.typed, failed.err)
	}
	return f
}

func facts(v *kit.Visit, w desk.View, names desk.Labels) []ui.Prop {
	out := []ui.Prop{{Label: "Reported", Value: ui.When(v.Time(w.CreatedAt))}}
	if w.Location != 0 {
		out = append(out, ui.Prop{Label: "Place", Text: names.Of(field.TypeLocation, w.Location)})
	}
	if w.Category != 0 {
		out = append(out, ui.Prop{Label: "About", Text: names.Of(field.TypeCategory, w.Category)})
	}
	for _, x := range w.Values {
		if x.Def.Custom && x.Def.Portal && x.Text != "" {
			out = append(out, ui.Prop{Label: x.Def.Label, Text: x.Def.Option(x.Text)})
		}
	}
	if r := kit.Value(w.Values, "resolution"); r != "" && w.Phase >= flow.Resolved && w.State != "cancelled" {
		out = append(out, ui.Prop{Label: "What helped", Text: r})
	}
	return out
}

// act does what the visitor sent: a message with its files, or one of the few moves of a requester.
func act(v *kit.Visit, r request) error {
	name := v.R.PathValue("verb")
	verb := name
	switch name {
	case "compose":
		verb = "reply"
	case "close", "reopen", "cancel":
	default:
		return errs.Absent("page")
	}
	var may func(url.Values) error
	if verb == "reply" {
		may = func(url.Values) error { return v.Room.MayAttach(v.Ctx(), r.w.Practice, r.w.Number, true) }
	}
	form, err := v.Form(may)
	if err == nil {
		err = form.FileError
	}
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Conflict, errs.Unavailable, errs.Forbidden:
		return requestPage(v, face.Status(err), r, &attempt{name, form.Values, err})
	default:
		v.Keep(form.Values.Get("body"))
		return err
	}
	spec, err := specOf(r.w.Practice, verb)
	if err != nil {
		return err
	}
	values := url.Values{}
	for _, key := range []string{"body", "reason"} {
		if form.Values.Has(key) {
			values.Set(key, form.Values.Get(key))
		}
	}
	if verb == "reply" && form.Get("body") == "" && len(form.Files) > 0 { // a photo may say it all
		values.Set("body", named(form.Files))
	}
	_, err = work.Run(v, r.w.Practice, spec, r.w.Number, values)
	if kind := errs.KindOf(err); kind == errs.Invalid || kind == errs.Conflict || kind == errs.Unavailable || kind == errs.Forbidden {
		return requestPage(v, face.Status(err), r, &attempt{name, form.Values, err})
	}
	if err != nil {
		return err
	}
	v.Say("ok", done(name))
	for _, f := range form.Files {
		if _, err := v.Room.Attach(v.Ctx(), r.w.Practice, r.w.Number, v.Files, f.Blob, f.Name, true); err != nil {
			v.Say("warn", "Your message was sent, but not every file: "+errs.Safe(err)) // in place of the word before
		}
	}
	v.Redirect(r.base)
	return nil
}

// named stands for the words of a message that is only files.
func named(files []kit.Upload) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	return "Attached: " + strings.Join(names, ", ")
}

func done(name string) string {
	switch name {
	case "close":
		return "Thank you. It is closed."
	case "reopen":
		return "We take it up again."
	case "cancel":
		return "The request is cancelled."
	}
	return "Sent."
}

func specOf(p desk.Practice, verb string) (action.Spec, error) {
	for _, s := range p.Actions {
		if s.Verb() == verb {
			return s, nil
		}
	}
	return action.Spec{}, errs.Absent("page")
}
