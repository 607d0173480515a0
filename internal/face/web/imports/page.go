package imports

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// wide is how many columns of a table are shown, and long is how many examples of a column.
const (
	wide = 8
	long = 3
)

// list shows the imports, and asks for a file.
func (r room) list(v *kit.Visit, status int, typed url.Values, failed error) error {
	kinds, err := r.Kinds(v.Ctx())
	if err != nil {
		return err
	}
	all, err := r.List(v.Ctx())
	if err != nil {
		return err
	}
	plain := ui.Plain{Title: "Imports", Wide: true, Lead: "Bring in a list that you have: assets, people, contracts and more. You see what would happen to every row before anything is changed, and can take it back afterwards."}
	parts := []templ.Component{}
	if len(kinds) == 0 {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "warn", Text: "Your role does not allow you to add anything that could be imported."})
	} else {
		kind := ui.Field{Name: "kind", Label: "What are the rows?", Kind: ui.FieldSelect, Required: true}
		for _, k := range kinds {
			kind.Options = append(kind.Options, ui.Option{Value: k, Label: word(v, k)})
		}
		sorted.By(kind.Options, func(a, b ui.Option) int { return cmp.Compare(a.Label, b.Label) })
		f := ui.Form{ID: "send", Action: Path, Columns: 2, Submit: ui.Button{Label: "Look into the file", Look: ui.Primary}, Groups: []ui.FieldGroup{{Title: "A new import", Fields: []ui.Field{kind,
			{Name: "file", Label: "File", Kind: ui.FieldFile, Required: true, Accept: ".csv,.tsv,.txt,.xlsx,text/csv", Help: "CSV, or an Excel workbook (.xlsx) of which the first sheet counts. The first line names the columns." + limit(v)}}}}}
		kit.RefillForm(&f, typed, failed)
		f.Kept = ""
		parts = append(parts, ui.FormBox(f))
	}
	t := ui.Table{Caption: "Imports", Empty: &ui.Empty{Title: "Nothing was imported yet"}, Head: []ui.Column{{Label: "File"}, {Label: "Rows of"}, {Label: "State"}, {Label: "Rows", Num: true}, {Label: "Added", Num: true},
		{Label: "Changed", Num: true}, {Label: "Refused", Num: true}, {Label: "Begun"}, {Label: "By"}}}
	for _, i := range all {
		n := [...]string{kit.Thousands(i.Made), kit.Thousands(i.Changed), kit.Thousands(i.Refusals)}
		if prepared(i.State) {
			n = [...]string{"–", "–", "–"}
		}
		t.Rows = append(t.Rows, ui.TableRow{Muted: i.State == "undone", Cells: []ui.Cell{{Text: i.File, Href: address(i.ID), Strong: true}, {Text: word(v, i.Kind)}, {Text: stateWord(i.State)}, {Text: kit.Thousands(i.Rows)},
			{Text: n[0]}, {Text: n[1]}, {Text: n[2]}, {Text: v.Moment(i.Started.Time())}, {Text: i.By}}})
	}
	return v.Page(status, v.Shell("Imports"), ui.PlainPage(plain, append(parts, ui.DataTable(t))...))
}

// limit says how large a file may be.
func limit(v *kit.Visit) string {
	if v.Files == nil {
		return ""
	}
	return " Up to " + attach.Bytes(v.Files.Limits().File) + "."
}

// prepared reports whether an import has brought nothing in yet.
func prepared(state string) bool {
	return slices.Contains([]string{"draft", "checking", "checked"}, state)
}

// word names a kind as a heading does.
func word(v *kit.Visit, kind string) string {
	switch kind {
	case "person":
		return "People"
	case "location":
		return "Locations"
	}
	p, err := v.Room.Practice(kind)
	if err != nil {
		return kind
	}
	return kit.Upper(p.Kind.Plural)
}

func stateWord(state string) string {
	return cmp.Or(map[string]string{"draft": "Being prepared", "checking": "Being checked", "checked": "Checked, not imported", "running": "Under way", "stopping": "Stopping", "stopped": "Stopped before its end",
		"done": "Done", "undoing": "Being undone", "undone": "Undone"}[state], state)
}

// show is the page of an import at whatever point it is.
func (r room) show(v *kit.Visit, status int, of id.ID, typed url.Values, failed error) error {
	s, err := r.Open(v.Ctx(), of)
	if err != nil {
		return err
	}
	shell := v.Shell(s.File)
	shell.Crumbs = []ui.Link{{Label: "Imports", Href: Path}, {Label: s.File}}
	plain := ui.Plain{Title: s.File, Wide: true, Lead: kit.Join(" · ", word(v, s.Kind), kit.Thousands(s.Rows)+" rows", stateWord(s.State), s.By)}
	if failed != nil && typed == nil {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "danger", Text: errs.Safe(failed)})
	}
	if s.Note != "" {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: map[bool]string{true: "ok", false: "warn"}[s.State == "undone"], Text: s.Note})
	}
	var parts []templ.Component
	switch s.State {
	case "draft", "checked":
		parts = r.preparing(&plain, s, typed, failed)
	case "checking", "running", "stopping", "undoing":
		v.W.Header().Set("Refresh", "2") // a page without script follows it too
		parts = underway(&plain, s)
	default:
		parts = ended(&plain, s)
	}
	return v.Page(status, shell, ui.PlainPage(plain, parts...))
}

func act(s Sheet, what, label string, look ui.Look, confirm string) ui.Button {
	return ui.Button{Label: label, Action: address(s.ID) + "/" + what, Look: look, Confirm: confirm}
}

// preparing shows how the columns are matched and, once it was checked, what would become of the rows.
func (r room) preparing(plain *ui.Plain, s Sheet, typed url.Values, failed error) []templ.Component {
	plain.Acts = append(plain.Acts, act(s, Discard, "Throw away", ui.Quiet, ""))
	if missing := unfilled(s); len(missing) > 0 {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "warn", Text: "No column fills " + strings.Join(missing, ", ") + ", which everything new needs. Rows of what is there already can do without."})
	}
	form := columns(s)
	if failed != nil && typed != nil {
		kit.RefillForm(&form, typed, failed)
	}
	if s.State != "checked" {
		return []templ.Component{ui.FormBox(form), ui.BlockBox(ui.Block{Title: "The first rows", Body: ui.DataTable(sample(s))})}
	}
	if n := s.Made + s.Changed; n > 0 {
		plain.Acts = append(plain.Acts, act(s, Start, "Import "+kit.Thousands(n)+" rows", ui.Primary, ""))
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "info", Text: "Nothing was changed yet. This is what would happen."})
	} else {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "warn", Text: "There is nothing to import: no row would add or change anything."})
	}
	parts := append([]templ.Component{ui.StatRow(figures(s, true))}, refusals(s)...)
	parts = append(parts, ui.BlockBox(ui.Block{Title: "The first rows", Body: ui.DataTable(sample(s))}))
	form.Title, form.Submit.Label = "Change how it is read", "Check all rows again"
	form.Submit.Look = ui.Quiet
	form.Groups[0].Fold = true
	return append(parts, ui.FormBox(form))
}

// unfilled are the fields that everything new needs and no column fills.
func unfilled(s Sheet) (out []string) {
	for _, f := range s.Fields {
		if f.Required && !slices.Contains(s.Columns, f.Key) {
			out = append(out, f.Label)
		}
	}
	return out
}

// columns asks for the field of each column, with examples of what stands in it.
func columns(s Sheet) ui.Form {
	f := ui.Form{ID: "columns", Action: address(s.ID) + "/check", Title: "Which column is what?", Columns: 2, Submit: ui.Button{Label: "Check all rows", Look: ui.Primary}}
	match := ui.FieldGroup{Title: "Columns", Help: "They were matched by their names. Choose another field where that is wrong; what is left out is not imported."}
	for i, h := range s.Header {
		field := ui.Field{Name: column(i), Label: cmp.Or(h, "Column "+strconv.Itoa(i+1)), Kind: ui.FieldSelect, Hint: "Leave out", Value: s.Columns[i], Help: examples(s, i)}
		for _, x := range s.Fields {
			field.Options = append(field.Options, ui.Option{Value: x.Key, Label: x.Label + map[bool]string{true: " (needed)"}[x.Required]})
		}
		match.Fields = append(match.Fields, field)
	}
	how := ui.FieldGroup{Title: "How it is written", Fields: []ui.Field{
		{Name: "dates", Label: "Dates", Kind: ui.FieldSelect, Required: true, Value: cmp.Or(s.Dates, "iso"), Options: []ui.Option{{Value: "iso", Label: "2026-11-22"}, {Value: "dmy", Label: "22.11.2026 or 22/11/2026"}, {Value: "mdy", Label: "11/22/2026"}}},
		{Name: "currency", Label: "Currency", Value: s.Currency, MaxLen: 3, Hint: "EUR", Help: "Of amounts that name none."},
		{Name: "update", Label: "Change what is there already", Kind: ui.FieldCheckbox, Checked: s.Update, Help: "Where the file says otherwise. People always stay as they are."}}}
	f.Groups = []ui.FieldGroup{match, how}
	return f
}

// examples are the first different texts of a column.
func examples(s Sheet, i int) string {
	var out []string
	for _, l := range s.First {
		if i < len(l.Cells) && l.Cells[i] != "" && !slices.Contains(out, l.Cells[i]) && len(out) < long {
			out = append(out, text.Truncate(l.Cells[i], 40))
		}
	}
	if len(out) == 0 {
		return "Nothing stands in the first rows."
	}
	return "Such as " + strings.Join(out, " · ")
}

// sample is the first rows: what would become of each, and the cells of the columns that count.
func sample(s Sheet) ui.Table {
	t := ui.Table{Caption: "The first rows", Head: []ui.Column{{Label: "Line"}}}
	known := s.State == "checked"
	if known {
		t.Head = append(t.Head, ui.Column{Label: "What would happen"})
	}
	var shown []int
	for i, key := range s.Columns {
		if key == "" || len(shown) == wide {
			continue
		}
		shown = append(shown, i)
		t.Head = append(t.Head, ui.Column{Label: label(s, key)})
	}
	for _, l := range s.First {
		row := ui.TableRow{Muted: l.Outcome == "same", Cells: []ui.Cell{{Text: strconv.Itoa(l.At)}}}
		if known {
			row.Cells = append(row.Cells, fate(l))
		}
		for _, i := range shown {
			c := ui.Cell{}
			if i < len(l.Cells) {
				c.Text = text.Truncate(l.Cells[i], 40)
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	if len(s.First) < s.Rows {
		t.Pager.Text = "The first " + strconv.Itoa(len(s.First)) + " of " + kit.Thousands(s.Rows) + " rows."
	}
	return t
}

// fate says what would become of a row.
func fate(l Line) ui.Cell {
	switch l.Outcome {
	case "made":
		return ui.Cell{Text: "Is added"}
	case "changed":
		return ui.Cell{Text: "Is changed", Note: l.Reason}
	case "same":
		return ui.Cell{Text: "Is there already"}
	case "refused":
		return ui.Cell{Text: "Is refused", Strong: true} // why stands above
	}
	return ui.Cell{Text: "–"}
}

func label(s Sheet, key string) string {
	for _, f := range s.Fields {
		if f.Key == key {
			return f.Label
		}
	}
	return key
}

// figures account for every row.
func figures(s Sheet, ahead bool) []ui.Stat {
	words := [...]string{"Added", "Changed", "There already", "Refused"}
	if ahead {
		words = [...]string{"Would be added", "Would be changed", "There already", "Would be refused"}
	}
	var out []ui.Stat
	for i, n := range [...]int{s.Made, s.Changed, s.Same, s.Refusals} {
		out = append(out, ui.Stat{Label: words[i], Value: kit.Thousands(n)})
	}
	return out
}

// refusals are the first rows that are refused, and the way to all of them.
func refusals(s Sheet) []templ.Component {
	if len(s.Refused) == 0 {
		return nil
	}
	t := ui.Table{Caption: "Refused rows", Head: []ui.Column{{Label: "Line"}, {Label: "Why"}}}
	for _, l := range s.Refused {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: strconv.Itoa(l.At)}, {Text: l.Reason}}})
	}
	if len(s.Refused) < s.Refusals {
		t.Pager.Text = "The first " + strconv.Itoa(len(s.Refused)) + " of " + kit.Thousands(s.Refusals) + "; the file has all."
	}
	return []templ.Component{ui.BlockBox(ui.Block{Title: "Refused rows", Body: ui.DataTable(t)}), take(address(s.ID) + "/refused.csv")}
}

// underway says how far it is.
func underway(plain *ui.Plain, s Sheet) []templ.Component {
	if (s.State == "checking" || s.State == "running") && s.Served {
		plain.Acts = append(plain.Acts, act(s, Stop, "Stop", ui.Secondary, ""))
	}
	return []templ.Component{progress(stateWord(s.State), s.Done, s.Rows, s.State != "undoing" && s.Done > 0)}
}

// ended accounts for a run that came to its end, or to a stop.
func ended(plain *ui.Plain, s Sheet) []templ.Component {
	if s.State == "stopped" && s.Served {
		plain.Acts = append(plain.Acts, act(s, Start, "Go on", ui.Primary, ""))
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "warn", Text: "It was stopped at row " + kit.Thousands(s.Done) + " of " + kit.Thousands(s.Rows) + "."})
	}
	if s.State == "done" {
		plain.Banners = append(plain.Banners, ui.Banner{Tone: "ok", Text: "All rows are accounted for."})
	}
	if s.State != "undone" && s.Made+s.Changed > 0 {
		plain.Acts = append(plain.Acts, act(s, Undo, "Undo this import", ui.Danger, "What it added is removed, and what it changed gets its values back. What was touched since stays. Go on?"))
	}
	parts := append([]templ.Component{ui.StatRow(figures(s, false))}, refusals(s)...)
	if len(s.Kept) == 0 || s.State != "undone" {
		return parts
	}
	t := ui.Table{Caption: "What stays", Head: []ui.Column{{Label: "Line"}, {Label: "What"}, {Label: "Why"}}}
	for _, l := range s.Kept {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: strconv.Itoa(l.At)}, {Text: l.Number}, {Text: l.Reason}}})
	}
	return append(parts, ui.BlockBox(ui.Block{Title: "What stays", Body: ui.DataTable(t)}))
}
