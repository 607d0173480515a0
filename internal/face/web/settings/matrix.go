package settings

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func (p *pages) matrix(s *kit.Site) {
	const perm = string(setting.PermEdit)
	var writes []string
	for i := range 3 {
		for j := range 3 {
			writes = append(writes, cellName(i, j))
		}
	}
	sheet.Form(s, "/settings/matrix", perm, kit.NoRows, func(v *kit.Visit) error {
		m, version, err := p.Matrix.Matrix(v.Ctx())
		if err != nil {
			return err
		}
		return p.showMatrix(v, 200, texts(m), version)
	})
	sheet.Take(s, "/settings/matrix", perm, p.saveMatrix, append(writes, "version")...)
}

func cellName(i, j int) string { return "m-" + strconv.Itoa(i+1) + "-" + strconv.Itoa(j+1) }

// axis names the levels by a practice's own words, where there is one that weighs impact and urgency. A label is a word, and what it
// means stands after a colon.
func axis(v *kit.Visit, key string) []ui.MatrixAxis {
	var out []ui.MatrixAxis
	for i := 1; i <= 3; i++ {
		n := strconv.Itoa(i)
		word, _, _ := strings.Cut(level(v, key, n), ":")
		out = append(out, ui.MatrixAxis{Key: n, Label: word})
	}
	return out
}

func level(v *kit.Visit, key, n string) string {
	var fields []field.Def
	for _, pr := range v.Room.Work() {
		fields = append(fields, pr.Fields...)
	}
	return kit.Def(fields, key).Option(n)
}

// meanings say below the table what its words stand for, so that it fits a phone.
func meanings(v *kit.Visit) templ.Component {
	t := ui.Table{Caption: "What the levels mean", Head: []ui.Column{{Label: "Level"}, {Label: "Impact"}, {Label: "Urgency"}}}
	for i := 1; i <= 3; i++ {
		n := strconv.Itoa(i)
		word, impact, _ := strings.Cut(level(v, "impact", n), ":")
		_, urgency, _ := strings.Cut(level(v, "urgency", n), ":")
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: word}, {Text: kit.Upper(strings.TrimSpace(impact))}, {Text: kit.Upper(strings.TrimSpace(urgency))}}})
	}
	return sheet.Block("What the levels mean", ui.DataTable(t))
}

// texts are the cells as a form holds them.
func texts(m [3][3]int) (out [3][3]string) {
	for i := range m {
		for j := range m[i] {
			out[i][j] = strconv.Itoa(m[i][j])
		}
	}
	return out
}

// showMatrix shows the table as a form that was made from a version of it.
func (p *pages) showMatrix(v *kit.Visit, status int, m [3][3]string, version int64, above ...templ.Component) error {
	f := ui.Matrix{Caption: "Priority by impact and urgency", RowHead: "Impact", ColHead: "Urgency", Rows: axis(v, "impact"), Cols: axis(v, "urgency"), Name: "m", Action: "/settings/matrix",
		Hidden: []ui.Hidden{{Name: "version", Value: strconv.FormatInt(version, 10)}}, Submit: "Save the matrix"}
	for _, o := range priorities() {
		short, _, _ := strings.Cut(o.Label, " ") // three of them fit beside each other on a phone
		f.Options = append(f.Options, ui.Option{Value: o.Value, Label: short})
	}
	for i := range m {
		f.Values = append(f.Values, m[i][:])
	}
	return p.Show(v, status, sheet.Body{Title: "Priority matrix", Lead: "Which priority an impact and an urgency make, from P1 critical to P4 low. Open work keeps its priority until it is edited.", Parts: append(above, ui.MatrixTable(f), meanings(v))})
}

func priorities() (out []ui.Option) {
	for _, o := range ticket.Priorities() {
		out = append(out, ui.Option{Value: o.Value, Label: o.Label})
	}
	return out
}

// cells are the nine choices by their names, to compare two tables.
func cells(v *kit.Visit, m [3][3]string) ui.Form {
	f := ui.Form{}
	rows, cols := axis(v, "impact"), axis(v, "urgency")
	for i := range m {
		for j := range m[i] {
			f.Fields = append(f.Fields, ui.Field{Name: cellName(i, j), Label: "Impact " + strings.ToLower(rows[i].Label) + ", urgency " + strings.ToLower(cols[j].Label), Value: m[i][j], Options: priorities()})
		}
	}
	return f
}

func (p *pages) saveMatrix(v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	stored, newest, err := p.Matrix.Matrix(v.Ctx())
	if err != nil {
		return err
	}
	var m [3][3]int
	var c errs.Check
	typed := texts(stored)
	for i := range m {
		for j := range m[i] {
			said := strings.TrimSpace(in.Get(cellName(i, j)))
			if m[i][j], err = strconv.Atoi(said); err != nil {
				c.Add("matrix."+strconv.Itoa(i+1)+"."+strconv.Itoa(j+1), "“%s” is not a priority; use 1 to 4.", said)
				continue
			}
			typed[i][j] = said
		}
	}
	version, err := strconv.ParseInt(in.Get("version"), 10, 64)
	if err != nil {
		version = -1 // a form of no version is as old as can be
	}
	if err = c.Err(); err == nil {
		err = p.Matrix.EditMatrix(v.Ctx(), m, version)
	}
	switch {
	case errs.Is(err, errs.Conflict):
		return p.showMatrix(v, http.StatusConflict, typed, newest, sheet.Both(sheet.Differences(cells(v, texts(stored)), in.Values)))
	case sheet.Told(err):
		return p.showMatrix(v, sheet.Fault{Err: err}.Status(), typed, version, wrongCells(v, typed, err))
	case err != nil:
		return err
	}
	v.Say("ok", "The matrix is saved.")
	v.Redirect("/settings/matrix")
	return nil
}

// wrongCells says of each cell that is wrong which one it is.
func wrongCells(v *kit.Visit, typed [3][3]string, err error) templ.Component {
	names := map[string]string{}
	for n, f := range cells(v, typed).Fields {
		names["matrix."+strconv.Itoa(n/3+1)+"."+strconv.Itoa(n%3+1)] = f.Label
	}
	text := ""
	for _, f := range errs.Fields(err) {
		text = kit.Join(" ", text, kit.Join(": ", names[f.Key], f.Text))
	}
	if text == "" {
		text = errs.Safe(err)
	}
	return ui.BannerBox(ui.Banner{Tone: "danger", Lead: "Nothing was saved yet.", Text: text + " Your other choices are still here."})
}
