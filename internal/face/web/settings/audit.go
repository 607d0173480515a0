package settings

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) audit(s *kit.Site) {
	const perm = string(desk.PermAudit)
	s.Show("/audit", perm, kit.ByVerb, func(v *kit.Visit) error { return p.showLog(v, nil) })
	sheet.Take(s, "/audit/verify", perm, func(v *kit.Visit) error {
		r, err := p.Audit.Verify(v.Ctx())
		if err != nil {
			return err
		}
		return p.showLog(v, &r)
	})
}

// showLog shows a part of the log, and what the proof said when it was just made.
func (p *pages) showLog(v *kit.Visit, proof *event.Report) error {
	var banner []ui.Banner
	person, err := v.FindPerson("person", v.Query("person"))
	if errs.Is(err, errs.Invalid) {
		banner = append(banner, ui.Banner{Tone: "warn", Lead: "This person is not found.", Text: sheet.FieldTexts(err) + " Everybody's events are shown."})
	} else if err != nil {
		return err
	}
	kind := v.Query("kind")
	before, err := id.Parse(v.Query("after"))
	if err != nil {
		return errs.Bad("after", "This cursor is damaged; start again at the first page.")
	}
	list, subjects, next, err := p.Audit.Events(v.Ctx(), person, kind, before, sheet.PerPage)
	if err != nil {
		return err
	}
	kinds, err := p.Audit.Kinds(v.Ctx())
	if err != nil {
		return err
	}
	names, err := p.namesOf(v, list)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "Events", Head: []ui.Column{{Label: "When"}, {Label: "Who"}, {Label: "What"}, {Label: "On"}, {Label: "Details"}}, Empty: &ui.Empty{Title: "Nothing of this kind is in the log"}}
	for _, e := range list {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Body: ui.When(ui.Time{At: e.At.Time(), Text: e.At.Time().In(v.Zone()).Format("2 Jan 2006 15:04:05"), Full: kit.Full(e.At.Time(), v.Zone())})},
			{Text: who(e, names), Note: kit.Plain(e.Channel)}, {Text: e.Kind}, subject(e, subjects, names), {Body: details(e)}}})
	}
	cursor := ""
	if next != 0 {
		cursor = next.String()
	}
	t.Pager = sheet.Pager("/audit", url.Values{"person": {v.Query("person")}, "kind": {kind}}, v.Query("after"), cursor)
	b := sheet.Body{Title: "Audit log", Lead: "Everything that was done, the newest first. Rows are only ever added; each is chained to the one before.", Banners: append(banner, proven(proof)...),
		Acts: []ui.Button{{Label: "Prove the log", Icon: "ok", Action: "/audit/verify"}}, Parts: []templ.Component{logFilter(v, kinds, kind), ui.DataTable(t)}}
	return p.Show(v, 200, b)
}

// proven tells the result of the proof.
func proven(r *event.Report) []ui.Banner {
	if r == nil {
		return nil
	}
	read := strconv.FormatInt(r.Events, 10) + " events of " + strconv.FormatInt(r.Subjects, 10) + " subjects and " + strconv.FormatInt(r.Seals, 10) + " daily seals were read."
	if len(r.Faults) == 0 {
		return []ui.Banner{{Tone: "ok", Lead: "The log is whole.", Text: read + " No row was changed, removed or reordered."}}
	}
	out := []ui.Banner{{Tone: "danger", Lead: "The log is not what it was: " + strconv.Itoa(len(r.Faults)) + " faults.", Text: read}}
	for i, f := range r.Faults {
		if i == 20 {
			break
		}
		out = append(out, ui.Banner{Tone: "danger", Lead: f.Text, Text: kit.Join(" ", "event", f.Event.String(), "of subject", f.Subject.String())})
	}
	return out
}

func logFilter(v *kit.Visit, kinds []string, kind string) templ.Component {
	var b bytes.Buffer
	b.WriteString(`<form class="chips asks" method="get" action="/audit" role="search"><span class="line"><label class="mini-in" for="who">Person</label><input class="input s short" id="who" name="person" data-suggest="` + kit.SuggestPeople + `" autocomplete="off" value="` + sheet.Esc(v.Query("person")) +
		`"></span><span class="line"><label class="mini-in" for="kind">Kind</label><select class="input sel s" id="kind" name="kind"><option value="">All</option>`)
	there := kind == ""
	for _, k := range kinds {
		there = there || k == kind
		selected := ""
		if k == kind {
			selected = " selected"
		}
		b.WriteString(`<option` + selected + `>` + sheet.Esc(k) + `</option>`)
	}
	if !there {
		b.WriteString(`<option selected>` + sheet.Esc(kind) + `</option>`)
	}
	b.WriteString(`</select></span><button class="btn s">Filter</button>`)
	if v.R.URL.RawQuery != "" {
		b.WriteString(`<a class="btn quiet s" href="/audit">Show all</a>`)
	}
	b.WriteString(`</form>`)
	return sheet.Raw(b.String())
}

// namesOf reads the names of everybody who acts or is acted on.
func (p *pages) namesOf(v *kit.Visit, list []event.Envelope) (map[id.ID]string, error) {
	var ids []id.ID
	seen := map[id.ID]bool{0: true}
	for _, e := range list {
		for _, i := range []id.ID{e.Actor, e.Behalf, e.Subject} {
			if !seen[i] {
				seen[i] = true
				ids = append(ids, i)
			}
		}
	}
	return people.Names(v.Ctx(), v.Room.DB, ids)
}

func who(e event.Envelope, names map[id.ID]string) string {
	name := names[e.Actor]
	if name == "" {
		name = kit.Upper(string(e.ActorKind))
		if e.ActorKind == actor.System {
			name = "The product"
		}
	}
	if e.Behalf != 0 && names[e.Behalf] != "" {
		name += " for " + names[e.Behalf]
	}
	return name
}

func subject(e event.Envelope, records, names map[id.ID]string) ui.Cell {
	switch {
	case records[e.Subject] != "":
		return ui.Cell{Text: records[e.Subject], Href: "/" + records[e.Subject]}
	case names[e.Subject] != "":
		return ui.Cell{Text: names[e.Subject], Href: "/people/" + e.Subject.String()}
	}
	return ui.Cell{Text: e.Subject.String()}
}

// maxDetails is how much of an event's data a row shows, in bytes.
const maxDetails = 2000

// details folds the event's data away.
func details(e event.Envelope) templ.Component {
	var b bytes.Buffer
	if json.Indent(&b, e.Data, "", " ") != nil {
		b.Write(e.Data)
	}
	text := b.String()
	if len(text) > maxDetails {
		text = text[:maxDetails] + "…"
	}
	return sheet.Raw(`<details><summary>event ` + strconv.FormatInt(e.Seq, 10) + `</summary><pre>` + sheet.Esc(text) + `</pre></details>`)
}
