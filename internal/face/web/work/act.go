package work

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// attempt is a form that was sent and refused: what was typed, and why.
type attempt struct {
	verb  string
	typed url.Values
	err   error
	files int // that came with it and are gone
}

// message is why, and what has to be done again.
func (a *attempt) message() string {
	out := Message(a.err)
	switch a.files {
	case 0:
	case 1:
		out += " The file must be chosen again."
	default:
		out += " The files must be chosen again."
	}
	return out
}

// ShowAct is the page of a verb that needs answers.
func ShowAct(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	w, err := v.Room.Get(v.Ctx(), p, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	if !w.Can(spec.Verb()) {
		return refuse(w, spec)
	}
	if talks(spec) {
		v.Redirect("/" + w.Number + "?mode=" + spec.Verb() + "#composer")
		return nil
	}
	return actPage(v, w, spec, nil)
}

// refuse says why an act is not offered, in the words that the verb itself would use.
func refuse(w desk.View, spec action.Spec) error {
	if !w.May[spec.Verb()] {
		return errs.New(errs.Forbidden, "Your role does not allow this for %s.", w.Number)
	}
	_, err := w.Practice.Kind.Flow.Step(w.State, spec.Verb(), nil)
	if err == nil {
		err = errs.New(errs.Conflict, "This is not possible for %s now.", w.Number)
	}
	return err
}

// Act does a verb that a form was sent for.
func Act(v *kit.Visit, p desk.Practice, spec action.Spec) error {
	number := v.R.PathValue("number")
	form, err := v.Form(nil)
	if err != nil {
		v.KeepLongest(form.Values)
		return err
	}
	if form.FileError != nil {
		v.KeepLongest(form.Values)
		return form.FileError
	}
	done, tone, text, err := perform(v, p, spec, number, form)
	if err == nil {
		done.Say(v, tone, text)
		v.Redirect(kit.Local(form.Get("back"), "/"+done.Number))
		return nil
	}
	w, lost := v.Room.Get(v.Ctx(), p, number)
	switch {
	case errs.Is(lost, errs.NotFound) && errs.Is(err, errs.Conflict):
		err = lost // whatever else is wrong: it looks absent
	case lost == nil && errs.Is(err, errs.Conflict) && !w.May[spec.Verb()]:
		err = refuse(w, spec)
	}
	if kind := errs.KindOf(err); lost != nil || kind == errs.Internal || kind == errs.Forbidden || kind == errs.TooMany {
		v.KeepLongest(form.Values)
		return err
	}
	failed := &attempt{verb: spec.Verb(), typed: form.Values, err: err}
	if errs.Is(err, errs.Conflict) && !Asks(spec) && form.Values.Has("version") && form.Get("version") != strconv.FormatInt(w.Version, 10) {
		failed.err = tooLate(v, w, form.Get("seen"))
	}
	switch {
	case talks(spec):
		form.Values.Set("mode", spec.Verb())
		return again(v, w, form, err)
	case !Asks(spec) && v.Sheets[p.Kind.Key] != nil:
		return v.Sheets[p.Kind.Key](v, face.Status(err), w, failed.err)
	case !Asks(spec) && !form.Values.Has("person"), spec.Verb() == "edit_task" && errs.Is(err, errs.NotFound):
		return recordPage(v, face.Status(err), w, failed)
	case inPlace(spec) && p.Work():
		return refusedPage(v, w, spec, failed)
	}
	return actPage(v, w, spec, failed)
}

// inPlace reports whether the form of a verb stands on the record's page.
func inPlace(spec action.Spec) bool {
	switch spec.Verb() {
	case "edit", "assign", "add_task", "edit_task", "log_time", "watch", "unwatch":
		return true
	}
	return false
}

// refusedPage is the record's head with a form of its page that was refused right below: nobody has to look for it, on a phone neither.
func refusedPage(v *kit.Visit, w desk.View, spec action.Spec, failed *attempt) error {
	s := &sheet{v: v, w: w}
	if err := s.read(); err != nil {
		return err
	}
	f, err := formOf(v, w, spec, s.names, Newest(s.items).String(), failed)
	if err != nil {
		return err
	}
	banners, err := refill(v, w, &f, failed)
	if err != nil {
		return err
	}
	shell := v.Shell(w.Number + " " + w.Title)
	shell.Crumbs = Crumbs(w, label(spec))
	head := s.head()
	head.Acts, head.Main, head.More, head.Overflow = nil, nil, nil, nil // whoever left this way would lose the form
	return v.Page(face.Status(failed.err), shell, refused(head, banners, f))
}

// label names a verb as the title of its page.
func label(spec action.Spec) string {
	if spec.Verb() == "edit" {
		return "Change"
	}
	return spec.Label
}

// talks reports whether a verb is what the composer on the record's page does.
func talks(spec action.Spec) bool { return spec.Verb() == "reply" || spec.Verb() == "note" }

// perform does the verb with what the form holds, and says what was done.
func perform(v *kit.Visit, p desk.Practice, spec action.Spec, number string, form kit.Form) (done Result, tone, text string, err error) {
	if form.Values.Has("person") && form.Get("person") == "" && !Asks(spec) { // without a name the verb would be about the sender
		return done, "", "", errs.Bad("person", "Write a name or an e-mail address.")
	}
	if form.Get("form") == requesterForm && form.Get("requester") == "" {
		return done, "", "", errs.Bad("requester", "Write a name or an e-mail address.")
	}
	if err := numbers(p, spec, form); err != nil {
		return done, "", "", err
	}
	if err := dated(p, spec, form); err != nil {
		return done, "", "", err
	}
	values := maps.Clone(form.Values)
	t, err := mentioned(v, spec, values)
	if err != nil {
		return done, "", "", err
	}
	decode, err := Decoder(v, p, spec, values)
	if err != nil {
		return done, "", "", err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	if done, err = Do(v, spec, number, decode, version); err != nil {
		return done, "", "", err
	}
	if len(t.People)+len(t.Unknown) > 0 {
		if w, err := v.Room.Get(v.Ctx(), p, done.Number); err == nil {
			tone, text, err = outcome(v, w, t, spec.Verb() == "note")
			return done, tone, kit.Join(" ", told(p, spec, done, form.Get("person")), text), err
		}
	}
	return done, "ok", told(p, spec, done, form.Get("person")), nil
}

// dated refuses a form that does not say which version it was made from: saved over somebody else's change, nobody would notice.
func dated(p desk.Practice, spec action.Spec, form kit.Form) error {
	key := ""
	switch {
	case spec.Verb() == "edit_task":
		key = "task_version"
	case guarded(p, spec) && Asks(spec):
		key = "version"
	default:
		return nil
	}
	if n, err := strconv.ParseInt(form.Get(key), 10, 64); err == nil && n > 0 {
		return nil
	}
	return errs.New(errs.Conflict, "This form did not say what it was based on. Nothing was saved yet: look at it again, then save.")
}

// numbers refuses what cannot be the number of a record, where one is asked for.
func numbers(p desk.Practice, spec action.Spec, form kit.Form) error {
	const most = 40
	for _, key := range []string{"into", "to", "parent"} {
		missing := form.Get(key) == "" && key != "parent"
		if slices.Contains(action.Keys(spec.Input), key) && (missing || len(form.Get(key)) > most) {
			return errs.Bad(key, "Write the number of the other one, such as %s-1042.", p.Kind.Prefix)
		}
	}
	return nil
}

// told tells in a sentence what was done.
func told(p desk.Practice, spec action.Spec, r Result, person string) string {
	for _, m := range p.Kind.Flow.Moves {
		if m.Verb == spec.Verb() {
			return r.Number + " is now: " + p.Kind.Flow.State(r.State).Label + "."
		}
	}
	switch spec.Verb() {
	case "split":
		return r.Number + " was split off."
	case "watch", "unwatch":
		return followed(r.Number, person, spec.Verb() == "watch")
	case "log_time":
		return "The time is booked."
	}
	return "Saved."
}

// followed tells who follows a record from now on, or does no more.
func followed(number, person string, on bool) string {
	who, _, _ := strings.Cut(person, " <")
	if _, err := strconv.Atoi(who); err == nil {
		who = "That person"
	}
	switch {
	case person == "" && on:
		return "You follow " + number + " now."
	case person == "":
		return "You no longer follow " + number + "."
	case on:
		return kit.Upper(who) + " follows " + number + " now."
	}
	return kit.Upper(who) + " no longer follows " + number + "."
}

// actPage is the form of a verb on a page of its own, with the record named above it.
func actPage(v *kit.Visit, w desk.View, spec action.Spec, failed *attempt) error {
	names, err := v.Room.Name(v.Ctx(), w.Values)
	if err != nil {
		return err
	}
	f, err := formOf(v, w, spec, names, newestOf(v, w), failed)
	if err != nil {
		return err
	}
	status := http.StatusOK
	page := ui.Plain{Title: label(spec) + " " + w.Number, Lead: w.Title}
	if failed != nil {
		status = face.Status(failed.err)
		if page.Banners, err = refill(v, w, &f, failed); err != nil {
			return err
		}
	}
	shell := v.Shell(page.Title)
	shell.Crumbs = Crumbs(w, label(spec))
	return v.Page(status, shell, ui.PlainPage(page, ui.FormBox(f)))
}

// formOf makes the form of a verb as it stands on its page: the one that was refused, or the whole one.
func formOf(v *kit.Visit, w desk.View, spec action.Spec, names desk.Labels, seen string, failed *attempt) (ui.Form, error) {
	switch verb := spec.Verb(); {
	case verb == "edit_task" && failed != nil:
		return taskFormFor(v, w, failed.typed.Get("task"))
	case verb == "edit" && failed != nil && failed.typed.Get("form") == requesterForm:
		return requesterOf(v, w, spec, names, seen)
	}
	f, err := ActForm(v, w, spec, names, seen)
	switch spec.Verb() {
	case "edit":
		if err != nil {
			return f, err
		}
		var own []ui.Field
		own, err = ask.Custom(v, w.Entity, w.Values, names)
		f.Fields = append(f.Fields, own...)
		f.Hidden = append(f.Hidden, ask.Before(own)...)
	case "add_task":
		taskWords(f.Fields)
	case "watch", "unwatch":
		followWords(&f)
	}
	return f, err
}

func Crumbs(w desk.View, more ...string) []ui.Link {
	out := []ui.Link{{Label: kit.Upper(w.Practice.Kind.Plural), Href: "/" + w.Practice.Kind.Slug()}, {Label: w.Number}}
	for _, m := range more {
		out[1].Href = "/" + w.Number
		out = append(out, ui.Link{Label: m})
	}
	return out
}

// ActForm makes the form of a verb from what it takes, or from some of its inputs only, filled with the present values where it changes
// them. seen names the newest event that the page shows.
func ActForm(v *kit.Visit, w desk.View, spec action.Spec, names desk.Labels, seen string, only ...string) (ui.Form, error) {
	f := ui.Form{ID: spec.Verb(), Action: path(w, spec.Verb()), Submit: ui.Button{Label: spec.Label}, Cancel: &ui.Link{Label: "Back", Href: "/" + w.Number}}
	if !w.Practice.Work() && spec.Verb() == "edit" {
		f.Columns = 2
	}
	if guarded(w.Practice, spec) {
		f.Hidden = append(f.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(w.Version, 10)}, ui.Hidden{Name: "seen", Value: seen})
	}
	for _, in := range ask.Inputs(spec) {
		if len(only) > 0 && !slices.Contains(only, in.Key) {
			continue
		}
		switch in.Key {
		case "mentions", "custom", "workaround":
			continue
		case "entry", "task":
			f.Hidden = append(f.Hidden, ui.Hidden{Name: in.Key, Value: v.R.FormValue(in.Key)})
			continue
		}
		x, err := ask.Describe(v, w.Practice, spec, w.Entity, in)
		if err != nil {
			return f, err
		}
		if err := ask.Offer(v.Ctx(), spec, w.ID, &x); err != nil {
			return f, err
		}
		if !ask.Idle(x) {
			f.Fields = append(f.Fields, x)
		}
	}
	if guarded(w.Practice, spec) { // what only adds to the record takes values of its own, though they may be called the same
		present(w, names, f.Fields)
		f.Hidden = append(f.Hidden, ask.Before(f.Fields)...)
	}
	return f, nil
}

// guarded reports whether a verb must see the newest version: what moves the record or changes its fields. What only adds to it need not.
func guarded(p desk.Practice, spec action.Spec) bool {
	if spec.Verb() == "edit" || spec.Verb() == "assign" {
		return true
	}
	for _, m := range p.Kind.Flow.Moves {
		if m.Verb == spec.Verb() {
			return true
		}
	}
	return false
}

// present fills a form with the present values of the record.
func present(w desk.View, labels desk.Labels, fields []ui.Field) {
	for i := range fields {
		for _, x := range w.Values {
			if x.Def.Custom || x.Def.Key != fields[i].Name || x.Def.ReadOnly && x.Def.Key != "priority" {
				continue
			}
			switch {
			case fields[i].Kind == ui.FieldSelect && x.Def.Type.IsRef():
				fields[i].Value = x.Text
				ask.Keep(&fields[i], name(labels, x))
			case x.Def.Key == "parent" || x.Def.Type == field.TypeRecord || ask.Typed(fields[i]):
				fields[i].Value = name(labels, x)
			case fields[i].Kind == ui.FieldPerson:
				fields[i].Value = name(labels, x)
			case x.Def.Key == "priority":
				fields[i].Value = overridden(w, x)
			default:
				fields[i].Value = x.Text
			}
		}
		if fields[i].Name == "parent" && w.Parent != 0 {
			fields[i].Value = labels.Of(field.TypeRecord, w.Parent)
		}
	}
}

// overridden is a priority that was chosen by hand, "" for one that follows from impact and urgency.
func overridden(w desk.View, x field.Value) string {
	for _, y := range w.Values {
		if y.Def.Key == "priority_reason" && y.Text != "" {
			return x.Text
		}
	}
	return ""
}

func name(labels desk.Labels, x field.Value) string {
	i, err := id.Parse(x.Text)
	if err != nil || i == 0 {
		return ""
	}
	return labels.Of(x.Def.Type, i)
}

// newestOf names the newest event of a record, so that a page can later tell what is new since it was made.
func newestOf(v *kit.Visit, w desk.View) string {
	items, err := v.Room.Timeline(v.Ctx(), w)
	if err != nil || len(items) == 0 {
		return ""
	}
	return Newest(items).String()
}

// Newest is the newest event among some of a timeline.
func Newest(items []desk.Item) id.ID {
	var out id.ID
	for _, it := range items {
		out = max(out, it.ID)
	}
	return out
}
