package ask

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Matrix shows which priority follows from impact and urgency.
func Matrix(v *kit.Visit, p desk.Practice) (ui.Matrix, bool, error) {
	m := ui.Matrix{Caption: "Which priority follows", RowHead: "Impact", ColHead: "Urgency"}
	if v.Priorities == nil {
		return m, false, nil
	}
	cells, err := v.Priorities(v.Ctx(), p.Kind.Key)
	if err != nil || len(cells) == 0 {
		return m, false, err
	}
	axis := func(key string) (out []ui.MatrixAxis) {
		for _, o := range kit.Def(p.Fields, key).Options {
			label, _, _ := strings.Cut(o.Label, ":")
			out = append(out, ui.MatrixAxis{Key: o.Value, Label: label})
		}
		return out
	}
	m.Rows, m.Cols = axis("impact"), axis("urgency")
	for _, row := range cells {
		var line []ui.Cell
		for _, n := range row {
			line = append(line, ui.Cell{Text: kit.Priority(p, n).Word})
		}
		m.Cells = append(m.Cells, line)
	}
	return m, true, nil
}

// Prefill takes values from the address, so that other pages can lead here with something filled in.
func Prefill(v *kit.Visit, f *ui.Form) {
	for i := range f.Fields {
		f.Fields[i].Value = v.Query(f.Fields[i].Name)
	}
	for g := range f.Groups {
		for i := range f.Groups[g].Fields {
			if x := &f.Groups[g].Fields[i]; x.Value == "" {
				x.Value = v.Query(x.Name)
			}
		}
	}
}
