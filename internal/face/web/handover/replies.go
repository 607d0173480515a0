package handover

import (
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// most is how many rows the page shows; the tables to take along have all.
const most = 200

// The tabs of the page.
const (
	silent    = "silent"
	disputed  = "disputed"
	confirmed = "confirmed"
)

func (r *room) replies(v *kit.Visit) error { return r.repliesPage(v, "", "") }

// attestLink makes a link for whoever is asked about a thing. It is shown once and not in an address.
func (r *room) attestLink(v *kit.Visit) error {
	w, err := v.Room.Get(v.Ctx(), r.campaigns, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	lines, err := r.Lines(v.Ctx(), w)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(lines, func(l Line) bool { return l.Asset.String() == form.Get("asset") })
	if i < 0 {
		return errs.Absent("thing")
	}
	secret, err := r.AttestLink(v.Ctx(), w, lines[i].Person)
	if err != nil {
		return err
	}
	return r.repliesPage(v, lines[i].Name, v.Origin(r.base)+"/attest/"+secret)
}

// repliesPage shows how a campaign stands: who is silent, what is disputed with what can be done about it, and what is confirmed.
func (r *room) repliesPage(v *kit.Visit, name, link string) error {
	w, err := v.Room.Get(v.Ctx(), r.campaigns, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	lines, err := r.Lines(v.Ctx(), w)
	if err != nil {
		return err
	}
	at := "/attestations/" + w.Number + "/replies"
	plain := ui.Plain{Title: w.Title, Lead: kit.Join(" · ", w.Number, kit.State(w.Practice, w.State, w.Phase).Word, "to be answered by "+kit.Value(w.Values, "due")), Wide: true,
		Tabs: []ui.Link{{Label: "Overview", Href: "/" + w.Number}, {Label: "Answers", Href: at, Current: true}}}
	if len(lines) == 0 {
		return r.desk(v, w, "Answers to "+w.Number, "Answers", plain, ui.EmptyBox(ui.Empty{Title: "Nobody is asked yet", Text: "When the campaign starts, the list of who has what is frozen, and everybody on it is told."}))
	}
	plain.Acts = []ui.Button{{Label: "Take along (CSV)", Href: at + ".csv"}, {Label: "Excel", Href: at + ".xlsx"}}
	if w.Can("remind") && w.State == "running" {
		plain.Acts = append(plain.Acts, ui.Button{Label: "Remind who has not answered", Action: "/attestations/" + w.Number + "/remind", Fields: []ui.Hidden{{Name: "back", Value: at}}})
	}
	var parts []templ.Component
	if link != "" {
		plain.Banners = []ui.Banner{{Tone: "ok", Text: "This link is for " + name + " and works until the campaign ends, at most 60 days. It is not shown again."}}
		parts = append(parts, made(link), ui.Acts([]ui.Button{mail(w.Title, "Please say whether you have what is in your name:", link)}))
	}
	show := v.Query("show")
	if !slices.Contains([]string{silent, disputed, confirmed}, show) {
		show = disputed
		if count(lines, disputed) == 0 {
			show = silent
		}
	}
	var tabs []ui.Link
	for _, key := range []string{disputed, silent, confirmed} {
		tabs = append(tabs, ui.Link{Label: label(key), Count: kit.Thousands(count(lines, key)), Href: at + "?show=" + key, Current: key == show})
	}
	parts = append(parts, ui.StatRow(stats(lines)), ui.Tabs("Answers", "", tabs), ui.DataTable(r.table(v, w, lines, show)))
	return r.desk(v, w, "Answers to "+w.Number, "Answers", plain, parts...)
}

func label(key string) string {
	return map[string]string{silent: "Not answered", disputed: "Disputed", confirmed: "Confirmed"}[key]
}

// is reports whether a line stands in a tab.
func (l Line) is(key string) bool { return l.Answer == key || key == silent && l.Answer == "" }

func count(lines []Line, key string) int {
	n := 0
	for _, l := range lines {
		if l.is(key) {
			n++
		}
	}
	return n
}

func stats(lines []Line) []ui.Stat {
	waits := map[id.ID]bool{}
	for _, l := range lines {
		waits[l.Person] = waits[l.Person] || l.Answer == ""
	}
	done := 0
	for _, w := range waits {
		if !w {
			done++
		}
	}
	n := kit.Thousands(len(lines))
	return []ui.Stat{{Label: "People who answered", Value: kit.Thousands(done), Note: "of " + kit.Thousands(len(waits))}, {Label: "Confirmed", Value: kit.Thousands(count(lines, confirmed)), Note: "of " + n + " things"},
		{Label: "Disputed", Value: kit.Thousands(count(lines, disputed)), Note: "to be looked into"}, {Label: "Not answered", Value: kit.Thousands(count(lines, silent)), Note: "of " + n + " things"}}
}

// table lists a tab with what can be done about each row.
func (r *room) table(v *kit.Visit, w desk.View, lines []Line, show string) ui.Table {
	t := ui.Table{Caption: label(show), Head: []ui.Column{{Label: "Person"}, {Label: "Thing"}, {Label: "Said"}}, Empty: &ui.Empty{Title: "Nothing here", Text: "No thing is like that."}}
	asked := map[id.ID]bool{}
	for _, l := range lines {
		if !l.is(show) || len(t.Rows) >= most {
			continue
		}
		row := ui.TableRow{Cells: []ui.Cell{{Text: l.Name, Strong: true}, {Text: l.Tag, Note: l.Title, Href: "/" + url.PathEscape(l.Tag)}, {Text: "–"}}}
		if l.Answer != "" {
			row.Cells[2] = ui.Cell{Text: kit.Join(" · ", l.Reason, photo(l)), Note: kit.Join(", ", v.Moment(l.Answered.Time()), l.How)}
		}
		if show == silent && !asked[l.Person] && w.Can("remind") && w.State == "running" {
			asked[l.Person] = true
			row.Acts = []ui.Button{{Label: "Make a link", Small: true, Action: "/attestations/" + w.Number + "/replies", Fields: []ui.Hidden{{Name: "asset", Value: l.Asset.String()}}}}
		}
		if show == disputed && v.Actor.Can(edit) {
			to := "/assets/" + url.PathEscape(l.Tag) + "/"
			row.Acts = []ui.Button{{Label: "Take back", Small: true, Href: to + "return"}, {Label: "Hand over", Small: true, Href: to + "transfer"}, {Label: "Report missing", Small: true, Href: to + "lose"}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// along is the whole list to take along.
func (r *room) along(v *kit.Visit, f export.Format) error {
	w, err := v.Room.Get(v.Ctx(), r.campaigns, v.R.PathValue("number"))
	if err != nil {
		return err
	}
	lines, err := r.Lines(v.Ctx(), w)
	if err != nil {
		return err
	}
	rows := make([][]any, len(lines))
	for i, l := range lines {
		at := ""
		if l.Answered != 0 {
			at = l.Answered.Time().UTC().Format(time.RFC3339)
		}
		rows[i] = []any{l.Name, l.Tag, l.Title, l.Answer, l.Reason, at, l.How, map[bool]string{true: "yes"}[l.Photo]}
	}
	return v.Table(f, w.Number, []string{"person", "tag", "name", "answer", "reason", "answered_at", "how", "photo"}, rows)
}
