package grid_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

func TestTablesOfEveryProgramAreReadAsText(t *testing.T) {
	want := grid.Table{Name: "t.csv", Header: []string{"Name", "Ort"}, Rows: []grid.Row{{Line: 2, Cells: []string{"Jürgen Müller", "Köln"}}, {Line: 4, Cells: []string{"Zoë", ""}}}}
	for name, content := range map[string]string{
		"UTF-8 with commas":                   "Name,Ort\nJürgen Müller,Köln\n,\nZoë,\n",
		"UTF-8 with its mark and semicolons":  "\xef\xbb\xbfName;Ort\nJürgen Müller;Köln\n;\nZoë;\n",
		"Windows-1252 with tabs":              "Name\tOrt\r\nJ\xfcrgen M\xfcller\tK\xf6ln\r\n\t\r\nZo\xeb\t\r\n",
		"UTF-16, as Excel calls Unicode text": "\xff\xfeN\x00a\x00m\x00e\x00\t\x00O\x00r\x00t\x00\n\x00J\x00\xfc\x00r\x00g\x00e\x00n\x00 \x00M\x00\xfc\x00l\x00l\x00e\x00r\x00\t\x00K\x00\xf6\x00l\x00n\x00\n\x00\t\x00\n\x00Z\x00o\x00\xeb\x00\t\x00\n\x00",
	} {
		got, err := grid.Parse("t.csv", []byte(content))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
		if got.Digest() != want.Digest() {
			t.Errorf("%s has another digest", name)
		}
	}
	other := want
	other.Rows = want.Rows[:1]
	if other.Digest() == want.Digest() {
		t.Error("different tables have one digest")
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, content string }{
		"nothing":                        {"t.csv", ""},
		"a header alone":                 {"t.csv", "Name\n"},
		"a picture":                      {"t.csv", "\x89PNG\r\n\x1a\n\x00\x00"},
		"text that is called a workbook": {"t.xlsx", "Name\nX\n"},
	} {
		if _, err := grid.Parse(c.file, []byte(c.content)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
