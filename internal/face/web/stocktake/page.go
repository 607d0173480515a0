package stocktake

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/assets"
)

// most is how many rows are shown; the report has all.
const most = 100

// scanned is a scan as the verb takes it.
type scanned struct {
	ID    string `json:"id"`
	Code  string `json:"code"`
	Place id.ID  `json:"place,omitempty"`
	Note  string `json:"note,omitempty"`
}

func jsonOf(x any) []byte {
	b, _ := json.Marshal(x) // of texts and ids only
	return b
}

// scanner is where one scans.
type scanner struct {
	Post, Known, Decoder, Offline, Script string
	Form                                  ui.Form
}

// sheet is the page being made.
type sheet struct {
	*room
	v *kit.Visit
	w desk.View
	Sheet
}

// page draws the stocktake with why something was refused, if it was. It is the one kind of page that may open the camera.
func (r *room) page(v *kit.Visit, status int, w desk.View, failed error) error {
	v.W.Header().Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()")
	data, err := r.Sheet(v.Ctx(), w)
	if err != nil {
		return err
	}
	s := sheet{r, v, w, data}
	v.About = kindKey
	at := r.at(w)
	plain := ui.Plain{Title: w.Title, Lead: kit.Join(" · ", w.Number, kit.State(w.Practice, w.State, w.Phase).Word), Wide: true,
		Tabs: []ui.Link{{Label: "Overview", Href: "/" + w.Number}, {Label: "Count", Href: at, Current: true}}}
	if failed != nil {
		plain.Banners = []ui.Banner{{Tone: "danger", Text: work.Message(failed)}}
	}
	begun := data.Expected > 0
	if begun {
		plain.Acts = append(plain.Acts, ui.Button{Label: "Report (PDF)", Href: "/" + r.p.Kind.Slug() + "/" + w.Number + "/report/" + w.Number + ".pdf"})
	}
	for _, m := range w.Moves {
		if w.Can(m.Verb) && (m.Verb == "begin" || m.Verb == review || m.Verb == "resume") {
			plain.Acts = append(plain.Acts, ui.Button{Label: m.Label, Action: "/" + r.p.Kind.Slug() + "/" + w.Number + "/" + m.Verb,
				Fields: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(w.Version, 10)}, {Name: "back", Value: at}}, Look: look(m.Verb)})
		}
		if w.Can(m.Verb) && m.Verb == "sign" {
			plain.Acts = append(plain.Acts, ui.Button{Label: m.Label, Href: "/" + r.p.Kind.Slug() + "/" + w.Number + "/" + m.Verb, Look: ui.Primary})
		}
	}
	shell := v.Shell("Count of " + w.Number)
	shell.Crumbs = work.Crumbs(w, "Count")
	if !begun {
		return v.Page(status, shell, ui.PlainPage(plain, nothing("The count has not begun. When it does, the list of what is expected is frozen.")))
	}
	parts := []templ.Component{figures(s.stats(), data.Seen, data.Expected)}
	if f := s.settling(); f != nil {
		parts = append(parts, ui.FormBox(*f))
	}
	parts = append(parts, results(s.tabs(), s.table(), s.note()))
	if w.Can("scan") && w.Phase.Open() { // first while it is what people come for, last for what comes late
		at := map[bool]int{true: 0, false: len(parts)}[w.State == counting]
		parts = slices.Insert(parts, at, scanning(s.scanner()))
	}
	return v.Page(status, shell, ui.PlainPage(plain, parts...))
}

func look(verb string) ui.Look {
	if verb == "begin" {
		return ui.Primary
	}
	return ui.Secondary
}

// scanner is the field for a code beside the place where one is.
func (s sheet) scanner() scanner {
	api := "/api/v1/" + s.p.Kind.Slug() + "/" + s.w.Number
	place := ui.Field{Name: "place", Label: "Where are you?", Kind: ui.FieldSelect, Value: s.v.Query("place"), Hint: "Anywhere: where something belongs is taken as right"}
	for _, p := range s.Places {
		place.Options = append(place.Options, ui.Option{Value: p.ID.String(), Label: p.Name})
	}
	return scanner{Post: api + "/actions/scan", Known: api + "/listed", Decoder: assets.URL("decode.js"), Offline: assets.URL("offline.js"), Script: assets.URL("scan.js"),
		Form: ui.Form{ID: "scan", Action: s.at(s.w), Fields: []ui.Field{place,
			{Name: "code", Label: "Tag or code", Required: true, MaxLen: 500, Autocomplete: "off", Autofocus: s.v.Query("place") != "", Hint: "LT-0042"}},
			Submit: ui.Button{Label: "Note it"}}}
}

// stats are the figures above everything.
func (s sheet) stats() []ui.Stat {
	n := s.counts()
	stat := func(label string, count int, note string) ui.Stat {
		return ui.Stat{Label: label, Value: kit.Thousands(count), Note: note}
	}
	return []ui.Stat{stat("Seen", s.Seen, "of "+kit.Thousands(s.Expected)+" expected"), stat(s.label("missing"), n["missing"], "of what is expected"),
		stat("Elsewhere or unknown", n["misplaced"]+n["unknown"]+n["duplicate"], "not where they belong, or on no list"),
		stat(s.label(open), n[open], map[bool]string{true: "wait for a decision", false: "stay as they are"}[s.w.Phase.Open()])}
}

// counts are the rows by what became of them.
func (s sheet) counts() map[string]int {
	out := map[string]int{open: 0}
	for _, r := range s.Rows {
		out[r.Result]++
		if s.waits(r) {
			out[open]++
		}
	}
	return out
}

// waits reports whether a row is to be settled. While the count goes on, what was not seen is still to be found.
func (s sheet) waits(r Row) bool {
	return r.Result != "found" && r.Decided == nil && (r.Result != "missing" || s.w.State != counting)
}

// label names a result.
func (s sheet) label(result string) string {
	if result == "missing" && s.w.State == counting {
		return "Still to find"
	}
	if result == open && !s.w.Phase.Open() {
		return "Left undecided"
	}
	return map[string]string{open: "To settle", "missing": "Missing", "misplaced": "Misplaced", "unknown": "Unknown", "duplicate": "Duplicate", "found": "Found"}[result]
}

// shown is which rows the page shows.
func (s sheet) shown() string {
	if q := s.v.Query("show"); q != "" {
		return q
	}
	if s.w.State == counting && s.counts()[open] == 0 {
		return "missing"
	}
	return open
}

func (s sheet) tabs() []ui.Link {
	n := s.counts()
	var out []ui.Link
	for _, key := range []string{open, "missing", "misplaced", "unknown", "duplicate", "found"} {
		if key == open || n[key] > 0 {
			out = append(out, ui.Link{Label: s.label(key), Count: kit.Thousands(n[key]), Href: s.at(s.w) + "?show=" + key, Current: s.shown() == key})
		}
	}
	return out
}

// rows are those that are shown.
func (s sheet) rows() []Row {
	want := s.shown()
	return slices.DeleteFunc(slices.Clone(s.Rows), func(r Row) bool { return want == open && !s.waits(r) || want != open && r.Result != want })
}

func (s sheet) note() string {
	if n := len(s.rows()); n > most {
		return "The first " + strconv.Itoa(most) + " of " + kit.Thousands(n) + "; the report has all."
	}
	return ""
}

// table shows the rows; a column that says the same of all of them is left out.
func (s sheet) table() ui.Table {
	rows, lost := s.rows(), s.shown() == "missing"
	t := ui.Table{Caption: s.label(s.shown()), Head: []ui.Column{{Label: "Tag"}, {Label: "Belongs to"}, {Label: "Seen"}, {Label: "Result"}},
		Empty: &ui.Empty{Title: "Nothing here", Text: "No row is like that."}}
	if lost {
		t.Head = slices.Delete(t.Head, 2, 3)
	}
	for _, r := range rows[:min(len(rows), most)] {
		tag := ui.Cell{Text: r.Tag, Strong: true, Note: r.Name}
		if r.Result != "unknown" {
			tag.Href = "/" + url.PathEscape(r.Tag)
		}
		cells := []ui.Cell{tag, {Text: cmp.Or(r.Belongs, "–")}, {Text: cmp.Or(places(r.Seen), "–"), Note: r.By}, {Text: s.verdict(r)}}
		if lost {
			cells = slices.Delete(cells, 2, 3)
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells, Acts: s.acts(r)})
	}
	return t
}

// verdict is what became of a row, as long as the count goes on.
func (s sheet) verdict(r Row) string {
	if r.Result == "missing" && r.Decided == nil && s.w.State == counting {
		return "Not seen yet"
	}
	return verdict(r)
}

// acts are the corrections that need no more than a click, and the way to those that do.
func (s sheet) acts(r Row) []ui.Button {
	if !s.w.Can("decide") || !s.w.Phase.Open() || !s.waits(r) {
		return nil
	}
	var out []ui.Button
	more := ui.Button{Label: "Settle", Href: s.at(s.w) + "?settle=" + url.QueryEscape(r.Key) + "#settle", Small: true}
	click := func(correction, label string) {
		out = append(out, ui.Button{Label: label, Action: "/" + s.p.Kind.Slug() + "/" + s.w.Number + "/decide", Small: true,
			Fields: []ui.Hidden{{Name: "row", Value: r.Key}, {Name: "correction", Value: correction}, {Name: "back", Value: s.v.R.URL.RequestURI()}}})
	}
	switch {
	case r.Result == "missing" && slices.Contains(r.Can, "mark_missing"):
		click("mark_missing", "Report missing")
	case r.Result == "misplaced" && len(r.Seen) == 1 && r.Seen[0].ID != 0:
		click("move", "Move here")
	case r.Result == "unknown":
		more.Label = "Add"
	}
	return append(out, more)
}

// settling is the form for one row: everything that may be done about it.
func (s sheet) settling() *ui.Form {
	key := cmp.Or(s.v.Query("settle"), "none")
	i := slices.IndexFunc(s.Rows, func(r Row) bool { return r.Key == key })
	if i < 0 || !s.w.Can("decide") || !s.w.Phase.Open() {
		return nil
	}
	r := s.Rows[i]
	f := ui.Form{ID: "settle", Title: "Settle " + r.Tag, Lead: kit.Join(" · ", r.Name, verdict(r)), Action: "/" + s.p.Kind.Slug() + "/" + s.w.Number + "/decide", Columns: 2,
		Hidden: []ui.Hidden{{Name: "row", Value: r.Key}}, Submit: ui.Button{Label: "Settle"}, Cancel: &ui.Link{Label: "Cancel", Href: s.at(s.w)}}
	what := ui.Field{Name: "correction", Label: "What is to be done?", Kind: ui.FieldRadio, Required: true, Wide: true}
	for _, o := range s.decide.Choices("correction") {
		if o.Value == "leave" || slices.Contains(r.Can, o.Value) {
			what.Options = append(what.Options, ui.Option{Value: o.Value, Label: o.Label})
		}
	}
	what.Value = what.Options[0].Value
	f.Fields = append(f.Fields, what)
	if slices.Contains(r.Can, "create") {
		f.Fields = append(f.Fields, ui.Field{Name: "model", Label: "Model", Suggest: ask.SuggestRecords + "?kind=model", Autocomplete: "off", Hint: "A name or a number", Help: "What it is, to add it."})
	}
	if len(r.Seen) > 1 {
		at := ui.Field{Name: "place", Label: "Where is it?", Kind: ui.FieldSelect}
		for _, p := range r.Seen {
			at.Options = append(at.Options, ui.Option{Value: p.ID.String(), Label: cmp.Or(p.Name, "Anywhere")})
		}
		f.Fields = append(f.Fields, at)
	}
	f.Fields = append(f.Fields, ui.Field{Name: "note", Label: "Note", MaxLen: 500})
	return &f
}

// verdict says in words what became of a row.
func verdict(r Row) string {
	if d := r.Decided; d != nil {
		words := map[string]string{"": "Left as it is", "move": "Moved", "mark_missing": "Reported missing", "mark_found": "Is here", "create": "Added", "drop_double": "Other label taken off"}[d.Correction]
		return kit.Join(" · ", words, d.By, d.Note)
	}
	switch {
	case r.Beyond && r.Result == "misplaced":
		return "Not expected here"
	case r.Result == "unknown":
		return "No asset has this code"
	case r.Result == "duplicate":
		return "Seen in several places"
	case r.Result == "missing":
		return "Not seen"
	}
	return kit.Upper(r.Result)
}

func places(list []Place) string {
	var out []string
	for _, p := range list {
		out = append(out, cmp.Or(p.Name, "anywhere"))
	}
	return strings.Join(out, ", ")
}
