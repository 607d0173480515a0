package work

import (
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/face/face"
	drafts "github.com/fettle-itsm/fettle/internal/face/web/compose"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/face/web/work/mention"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// composer is the box for a reply or a note, with what was typed if it was refused; nil for those who may write neither.
func (s *sheet) composer() (*ui.Composer, error) {
	reply, note := s.w.Can("reply") && s.w.Phase != flow.Closed, s.w.Can("note")
	if !reply && !note {
		return nil, nil
	}
	c := &ui.Composer{Action: path(s.w, "compose") + "#composer", // where what is refused is shown again
		ReplyOnly: !note, NoteOnly: !reply, Note: s.v.Query("mode") == "note" || !reply,
		Attach: s.v.Files != nil, Time: note, Hidden: []ui.Hidden{{Name: "seen", Value: Newest(s.items).String()}}}
	if s.w.Requester != 0 {
		c.Recipients = s.names.Of(field.TypePerson, s.w.Requester)
		if n := len(s.follow); n > 0 {
			c.Recipients += " and " + followers(n)
		}
	}
	c.States = s.then()
	if s.failed != nil && s.failed.verb == "compose" {
		c.Minutes = s.failed.typed.Get("minutes")
		c.Text, c.Note, c.Error = s.failed.typed.Get("body"), s.failed.typed.Get("mode") == "note", s.failed.message()
		for i := range c.States {
			c.States[i].Selected = c.States[i].Value == s.failed.typed.Get("state")
		}
	}
	return c, drafts.Restore(s.v, s.w, s.items, c)
}

func followers(n int) string {
	if n == 1 {
		return "1 follower"
	}
	return kit.Count(n, 999) + " followers"
}

// then is what can follow a reply: nothing, waiting for the requester, or one of the ways to resolve.
func (s *sheet) then() []ui.Option {
	if !s.w.Can("reply") || !s.w.Phase.Open() {
		return nil
	}
	stay := s.w.Practice.Kind.Flow.State(s.w.State).Label
	out := []ui.Option{{Value: "", Label: "and stay: " + strings.ToLower(stay)}}
	if s.w.Can("hold") || s.w.Phase == flow.Waiting && s.w.May["hold"] {
		if s.w.Phase != flow.Waiting {
			out = append(out, ui.Option{Value: "hold", Label: "and wait for the requester"})
		}
	}
	if s.w.Can("resolve") {
		for _, o := range ask.Resolutions(s.w.Practice) {
			out = append(out, ui.Option{Value: "resolve:" + o.Value, Label: "and resolve: " + strings.ToLower(o.Label)})
		}
	}
	return out
}

// compose sends what was written: as a reply or as an internal note, with its files, its mentions and what follows a reply.
func compose(v *kit.Visit, p desk.Practice) error {
	number := v.R.PathValue("number")
	w, err := v.Room.Get(v.Ctx(), p, number)
	if err != nil {
		return err
	}
	form, err := v.Form(func(typed url.Values) error {
		name, _ := intent(typed)
		return v.Room.MayAttach(v.Ctx(), p, w.Number, name == "reply")
	})
	name, values := intent(form.Values)
	if err == nil {
		err = overtaken(v, w, form.Values, name)
	}
	if err == nil {
		err = form.FileError
	}
	done := mention.Found{}
	if err == nil {
		done, err = send(v, p, name, w.Number, values)
	}
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Conflict, errs.Unavailable:
		return again(v, w, form, err)
	default:
		v.Keep(form.Values.Get("body"))
		return err
	}
	drafts.Sent(v, w)
	tone, text, err := outcome(v, w, done, name == "note")
	if err != nil {
		return err
	}
	if err := Attach(v, w, form.Files, name == "reply"); err != nil {
		tone, text = "warn", kit.Join(" ", "The text was sent, but not every file: "+Message(err), text)
	}
	if fault := drafts.Follow(v, w, form.Get("macro")); fault != "" {
		tone, text = "warn", kit.Join(" ", fault, text)
	}
	if text != "" {
		v.Say(tone, text)
	}
	v.Redirect("/" + w.Number + "#composer")
	return nil
}

// intent is the verb that a composer asks for, and what it takes.
func intent(typed url.Values) (verb string, values url.Values) {
	verb, values = "reply", url.Values{"body": {typed.Get("body")}}
	if typed.Get("mode") == "note" {
		verb = "note"
	}
	if typed.Get("minutes") != "" {
		values.Set("minutes", typed.Get("minutes"))
	}
	if then, code, _ := strings.Cut(typed.Get("state"), ":"); verb == "reply" && then != "" {
		values.Set("then", then)
		values.Set("code", code)
	}
	return verb, values
}

// again shows the composer with what was typed. It reads the record anew: somebody may have changed it meanwhile.
func again(v *kit.Visit, w desk.View, form kit.Form, err error) error {
	if fresh, e := v.Room.Get(v.Ctx(), w.Practice, w.Number); e == nil {
		w = fresh
	}
	return recordPage(v, face.Status(err), w, &attempt{verb: "compose", typed: form.Values, err: err, files: len(form.Files)})
}

func send(v *kit.Visit, p desk.Practice, name, number string, values url.Values) (mention.Found, error) {
	spec, ok := p.Action(name)
	if !ok {
		return mention.Found{}, errs.Absent("action")
	}
	t, err := mentioned(v, spec, values)
	if err == nil {
		_, err = Run(v, p, spec, number, values)
	}
	return t, err
}

// Run does a verb with the texts of a form and returns the number of the record it was about, or made.
func Run(v *kit.Visit, p desk.Practice, spec action.Spec, number string, values url.Values) (string, error) {
	decode, err := Decoder(v, p, spec, values)
	if err != nil {
		return "", err
	}
	done, err := Do(v, spec, number, decode, 0)
	return done.Number, err
}

// overtaken stops a reply when somebody else wrote since its page was made: the writer sees it first, and then sends again.
func overtaken(v *kit.Visit, w desk.View, typed url.Values, name string) error {
	seen, err := id.Parse(typed.Get("seen"))
	if err != nil || seen == 0 || name != "reply" {
		return nil
	}
	items, err := v.Room.Timeline(v.Ctx(), w)
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.ID > seen && it.Entry != nil && it.Actor != v.Actor.ID {
			return errs.New(errs.Conflict, "%s wrote while you did. Nothing was sent yet: read what is new above, then send again.", who(v, it))
		}
	}
	return nil
}

// Attach hangs the files of a form on a record.
func Attach(v *kit.Visit, w desk.View, files []kit.Upload, public bool) error {
	for _, f := range files {
		if _, err := v.Room.Attach(v.Ctx(), w.Practice, w.Number, v.Files, f.Blob, f.Name, public); err != nil {
			return err
		}
	}
	return nil
}
