package settings

import (
	"strconv"

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
	s.Show("/settings/matrix", perm, kit.NoRows, sheet.Offer(perm, func(v *kit.Visit) error {
		m, err := p.Matrix.Matrix(v.Ctx())
		if err != nil {
			return err
		}
		return p.showMatrix(v, 200, m, m, nil)
	}))
	s.Take("/settings/matrix", perm, kit.ByVerb, p.saveMatrix, append(writes, "was")...)
}

func cellName(i, j int) string { return "m-" + strconv.Itoa(i+1) + "-" + strconv.Itoa(j+1) }

// axis names the levels by a practice's own words, where there is one that weighs impact and urgency.
func axis(v *kit.Visit, key string) []ui.MatrixAxis {
	var fields []field.Def
	for _, pr := range v.Room.Practices() {
		fields = append(fields, pr.Fields...)
	}
	var out []ui.MatrixAxis
	for i := 1; i <= 3; i++ {
		n := strconv.Itoa(i)
		out = append(out, ui.MatrixAxis{Key: n, Label: kit.Def(fields, key).Option(n)})
	}
	return out
}

// showMatrix shows the table; base is what the form was made from.
func (p *pages) showMatrix(v *kit.Visit, status int, m, base [3][3]int, err error) error {
	f := ui.Matrix{Caption: "Priority by impact and urgency", RowHead: "Impact", ColHead: "Urgency", Rows: axis(v, "impact"), Cols: axis(v, "urgency"), Name: "m", Action: "/settings/matrix",
		Hidden: []ui.Hidden{{Name: "was", Value: digits(base)}}, Submit: "Save the matrix"}
	for _, o := range ticket.Priorities() {
		f.Options = append(f.Options, ui.Option{Value: o.Value, Label: o.Label})
	}
	for i := range m {
		var row []string
		for j := range m[i] {
			row = append(row, strconv.Itoa(m[i][j]))
		}
		f.Values = append(f.Values, row)
	}
	b := sheet.Body{Title: "Priority matrix", Lead: "Which priority an impact and an urgency make. Open work keeps its priority until it is edited.", Parts: []templ.Component{ui.MatrixTable(f)}}
	if err != nil {
		text := errs.Safe(err)
		for _, x := range errs.Fields(err) {
			text += " " + x.Text
		}
		b.Banners = []ui.Banner{{Tone: "danger", Lead: "Nothing was saved.", Text: text}}
	}
	return p.Show(v, status, b)
}

// digits writes the nine priorities, to see whether somebody else changed them meanwhile.
func digits(m [3][3]int) string {
	s := ""
	for _, row := range m {
		for _, n := range row {
			s += strconv.Itoa(n)
		}
	}
	return s
}

func (p *pages) saveMatrix(v *kit.Visit) error {
	in, err := v.Form(nil)
	if err != nil {
		return err
	}
	stored, err := p.Matrix.Matrix(v.Ctx())
	if err != nil {
		return err
	}
	var m [3][3]int
	for i := range m {
		for j := range m[i] {
			m[i][j], _ = strconv.Atoi(in.Get(cellName(i, j))) // what is no number is refused by the verb
		}
	}
	if was := in.Get("was"); was != "" && was != digits(stored) {
		f := ui.Form{}
		for i := range stored {
			for j := range stored[i] {
				f.Fields = append(f.Fields, ui.Field{Name: cellName(i, j), Label: axis(v, "impact")[i].Label + " impact, " + axis(v, "urgency")[j].Label + " urgency", Value: strconv.Itoa(stored[i][j])})
			}
		}
		text := ""
		for _, d := range sheet.Differences(f, in.Values) {
			text += " " + d.Label + ": saved P" + d.Now + ", yours P" + d.Yours + "."
		}
		return p.showMatrix(v, 409, m, stored, errs.New(errs.Conflict, "Somebody changed the matrix while you wrote. The table holds yours; saving it now replaces theirs.%s", text))
	}
	if _, err := p.Matrix.EditMatrix(v.Ctx(), m); err != nil {
		if sheet.Told(err) {
			return p.showMatrix(v, sheet.Fault{Err: err}.Status(), m, stored, err)
		}
		return err
	}
	v.Say("ok", "The matrix is saved.")
	v.Redirect("/settings/matrix")
	return nil
}
