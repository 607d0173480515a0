package export

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
)

func TestAFieldWithoutAValueIsAnEmptyCell(t *testing.T) {
	tab := &table{}
	if err := tab.name(t.Context(), [][]field.Value{{{}}}); err != nil {
		t.Error(err)
	}
	if c, err := tab.cell(field.Value{}); err != nil || c != (cell{}) {
		t.Error(c, err)
	}
}

func TestAStateIsWrittenInTheWordsOfThePage(t *testing.T) {
	tab := &table{flow: flow.Machine{States: []flow.State{{Key: "in_use", Label: "In use"}}}}
	v := field.Value{Def: &field.Def{Key: "status"}, JSON: "in_use", Text: "in_use"}
	if c, err := tab.cell(v); err != nil || c.text != "In use" {
		t.Error(c, err)
	}
}

// sheetOf is the sheet of a workbook with one row below its header.
func sheetOf(t *testing.T, values ...any) string {
	t.Helper()
	var b bytes.Buffer
	if err := Table(&b, XLSX, []string{"A"}, [][]any{values}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestACellOfAWorkbookIsATextOrANumberAndNeverAFormula(t *testing.T) {
	tests := []struct {
		name, want string
		value      any
	}{
		{"a formula", `t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>`, "=1+1"},
		{"a mark-up sign", `>a &lt;b&gt; &amp; c<`, "a <b> & c"},
		{"a line end", `>one&#xA;two<`, "one\ntwo"},
		{"a character that XML cannot hold", ">a\ufffdb<", "a\x00b"},
		{"what looks like the code of a character", `>_x005F_x0041_<`, "_x0041_"},
		{"a whole number", `<c r="A2"><v>-12</v></c>`, int64(-12)},
		{"a fraction", `<c r="A2"><v>0.5</v></c>`, 0.5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := sheetOf(t, tt.value); !strings.Contains(got, tt.want) || strings.Contains(got, "<f>") {
				t.Errorf("%s is not in\n%s", tt.want, got)
			}
		})
	}
	if n := strings.Count(sheetOf(t, strings.Repeat("ü", maxText+1)), "ü"); n != maxText {
		t.Errorf("a cell holds %d characters", n)
	}
}

func TestColumnsAreNamedAsInASpreadsheet(t *testing.T) {
	var got []string
	for _, i := range []int{0, 25, 26, 51, 52, 701, 702} {
		got = append(got, letters(i))
	}
	if diff := cmp.Diff([]string{"A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"}, got); diff != "" {
		t.Error(diff)
	}
}
