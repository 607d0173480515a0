package stocktake

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/assets"
)

// mostTags bounds what is handed over at once.
const mostTags = 200

// inOut is the page on which many assets are received, handed out or taken back at once.
type inOut struct {
	p     desk.Practice
	verbs []action.Spec
}

// outcome is what became of one tag.
type outcome struct{ tag, text, tone string }

// mountInOut adds the page.
func mountInOut(s *kit.Site) error {
	p, err := s.Room.Practice("asset")
	if err != nil {
		return err
	}
	r := &inOut{p: p}
	for _, name := range []string{"issue", "return", "receive"} {
		spec, ok := p.Action(name)
		if !ok {
			return errs.New(errs.Internal, "assets have no verb %s", name)
		}
		r.verbs = append(r.verbs, spec)
	}
	at, may := "/"+p.Kind.Slug()+"/scan", string(r.verbs[0].Permission)
	s.Show(at, may, kit.NoRows, func(v *kit.Visit) error {
		if err := action.May(v.Ctx(), r.verbs[0].Permission); err != nil {
			return err
		}
		return r.page(v, http.StatusOK, r.asked(v), nil, nil)
	})
	s.Take(at, may, kit.ByVerb, r.take, "do", "person", "location", "tags", "note")
	return nil
}

// asked is what the address says is to be done: a list leads here with the rows that were ticked.
func (r *inOut) asked(v *kit.Visit) url.Values {
	do := v.Query("do")
	if !slices.ContainsFunc(r.verbs, func(s action.Spec) bool { return s.Verb() == do }) {
		do = r.verbs[0].Verb()
	}
	return url.Values{"do": {do}, "person": {v.Query("person")}, "tags": {strings.Join(tags(strings.Join(v.R.URL.Query()["tags"], "\n")), "\n")}}
}

// take does the chosen verb on every tag, each by itself: what cannot be done is told beside what was.
func (r *inOut) take(v *kit.Visit) error {
	if err := action.May(v.Ctx(), r.verbs[0].Permission); err != nil {
		return err
	}
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(r.verbs, func(s action.Spec) bool { return s.Verb() == form.Get("do") })
	if i < 0 {
		return r.page(v, http.StatusUnprocessableEntity, form.Values, nil, errs.Bad("do", "Choose one from the list."))
	}
	values, err := r.values(v, form)
	if err != nil {
		if errs.Is(err, errs.Invalid) {
			return r.page(v, face.Status(err), form.Values, nil, err)
		}
		return err
	}
	var done []outcome
	var again []string
	for _, tag := range tags(form.Get("tags")) {
		res, err := r.do(v, r.verbs[i], tag, values)
		switch k := errs.KindOf(err); {
		case err == nil:
			done = append(done, outcome{res.Number, r.p.Kind.Flow.State(res.State).Label, "ok"})
		case k == errs.Internal || k == errs.Unavailable || k == errs.TooMany:
			return err
		default:
			done = append(done, outcome{tag, work.Message(err), "danger"})
			again = append(again, tag)
		}
	}
	form.Values.Set("tags", strings.Join(again, "\n"))
	return r.page(v, http.StatusOK, form.Values, done, nil)
}

// do runs a verb on the asset of a tag, or of a serial number, which is what stands on the box.
func (r *inOut) do(v *kit.Visit, verb action.Spec, tag string, values url.Values) (work.Result, error) {
	res, err := work.Do(v, verb, tag, action.Form(values, v.Zone()), 0)
	if !errs.Is(err, errs.NotFound) {
		return res, err
	}
	found, e := v.Room.Queue(v.Ctx(), r.p, desk.Ask{Q: search.Query{}.And(search.Where("serial", search.Equal, tag)).String(), Limit: 2}, false)
	if e != nil || len(found.Heads) != 1 {
		return res, err
	}
	return work.Do(v, verb, found.Heads[0].Number, action.Form(values, v.Zone()), 0)
}

// values are the inputs of the verb for every tag. Kinds: Invalid.
func (r *inOut) values(v *kit.Visit, form kit.Form) (url.Values, error) {
	values := url.Values{"note": {form.Get("note")}}
	n := len(tags(form.Get("tags")))
	var c errs.Check
	c.Must(n > 0, "tags", "Scan or type at least one tag.")
	c.Must(n <= mostTags, "tags", "Take at most %d at once.", mostTags)
	if at := form.Get("location"); at != "" {
		values.Set("location", at)
	}
	if said := form.Get("person"); said != "" && form.Get("do") == "issue" {
		who, err := v.FindPerson("person", said)
		if err != nil && !errs.Is(err, errs.Invalid) {
			return nil, err
		}
		c.Join("", err)
		values.Set("person", who.String())
	}
	c.Must(form.Get("do") != "issue" || form.Get("person") != "" || form.Get("location") != "", "person", "Say who gets them, or the place.")
	return values, c.Err()
}

// tags are the tags of a text, each once: scanners send addresses too.
func tags(text string) []string {
	var out []string
	for _, word := range strings.Fields(strings.ReplaceAll(text, ",", " ")) {
		if i := strings.LastIndex(strings.ToLower(word), "/a/"); i >= 0 {
			word = word[i+len("/a/"):]
		}
		if word = strings.ToUpper(word); word != "" && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

func (r *inOut) page(v *kit.Visit, status int, typed url.Values, done []outcome, failed error) error {
	v.W.Header().Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()")
	f, err := r.form(v, typed, failed)
	if err != nil {
		return err
	}
	v.About = r.p.Kind.Key
	shell := v.Shell("Scan in and out")
	shell.Crumbs = []ui.Link{{Label: kit.Upper(r.p.Kind.Plural), Href: "/" + r.p.Kind.Slug()}, {Label: "Scan in and out"}}
	plain := ui.Plain{Title: "Scan in and out", Lead: "First who or where, then one tag after the other."}
	t := ui.Table{Caption: "What was done", Head: []ui.Column{{Label: "Tag"}, {Label: "Result"}}}
	good := 0
	for _, o := range done {
		cells := []ui.Cell{{Text: o.tag}, {Text: o.text, Strong: o.tone != "ok"}}
		if o.tone == "ok" {
			good++
			cells[0].Href = "/" + url.PathEscape(o.tag)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells})
	}
	scan := collecting("/api/v1/"+r.p.Kind.Slug(), assets.URL("decode.js"), assets.URL("scan.js"), f)
	if done == nil {
		return v.Page(status, shell, ui.PlainPage(plain, scan))
	}
	tone := map[bool]string{true: "ok", false: "warn"}[good == len(done)]
	plain.Banners = []ui.Banner{{Tone: tone, Text: strconv.Itoa(good) + " of " + strconv.Itoa(len(done)) + " done."}}
	return v.Page(status, shell, ui.PlainPage(plain, ui.DataTable(t), scan))
}

// form asks what is done, with whom or where, and for the tags.
func (r *inOut) form(v *kit.Visit, typed url.Values, failed error) (ui.Form, error) {
	what := ui.Field{Name: "do", Label: "What is done?", Kind: ui.FieldSelect, Required: true}
	for _, s := range r.verbs {
		what.Options = append(what.Options, ui.Option{Value: s.Verb(), Label: s.Label})
	}
	person := kit.PersonField("person", "Who gets them?")
	person.Help = "Only for what is issued; a place will do as well."
	where := ui.Field{Name: "location", Label: "Where?", Kind: ui.FieldSelect, Hint: "Where they are"}
	places, err := v.People.Locations(v.Ctx(), v.Room.DB)
	if err != nil && !errs.Is(err, errs.Forbidden) {
		return ui.Form{}, err
	}
	for _, p := range places {
		if !p.Archived {
			where.Options = append(where.Options, ui.Option{Value: p.ID.String(), Label: p.Name})
		}
	}
	f := ui.Form{ID: "inout", Action: "/" + r.p.Kind.Slug() + "/scan", Fields: []ui.Field{what, person, where,
		{Name: "tags", Label: "Tags", Kind: ui.FieldLong, Rows: 6, Required: true, Help: "Tags or serial numbers, one on each line, as scanners type them."}, {Name: "note", Label: "Note", MaxLen: 500}},
		Submit: ui.Button{Label: "Do it for all"}}
	kit.RefillForm(&f, typed, failed)
	f.Fields[1].Autofocus = typed.Get("tags") != "" && typed.Get("do") == "issue" && failed == nil
	return f, nil
}
