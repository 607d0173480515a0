package grid_test

import (
	"strings"
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

func TestWhatIsNoTableIsRefusedWithWhatHelps(t *testing.T) {
	for name, c := range map[string]struct{ file, content, says string }{
		"nothing":                        {"t.csv", "", "The file is empty. Its first line has to name the columns"},
		"blank lines":                    {"t.csv", "\n,,\n", "blank lines only"},
		"a header alone":                 {"t.csv", "Name,Ort\n", "no rows below the line that names its columns, which are: Name, Ort."},
		"a picture":                      {"t.csv", "\x89PNG\r\n\x1a\n\x00\x00", "line 3 holds a zero byte"},
		"text that is called a workbook": {"t.xlsx", "Name\nX\n", "This is not an Excel workbook."},
		"a quote that swallows the rest": {"t.csv", "Name,Ort\nA,b\n\"C,d\nE,f\n", "In line 3 a quote is opened that nothing closes"},
		"a quote that another one ends":  {"t.csv", "Name,Ort\n\"C,d\nE,\"f\"\nG,h\n", "In line 2 a quote is opened that nothing closes"},
	} {
		if _, err := grid.Parse(c.file, []byte(c.content)); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Safe(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAQuoteThatIsALetterOrSpansLinesIsNoFault(t *testing.T) {
	got, err := grid.Parse("t.csv", []byte("Name,Ort\n5\" disk,\"two\nlines\"\nA \"b\" c,\"say \"\"hi\"\"\"\n"))
	want := []grid.Row{{Line: 2, Cells: []string{`5" disk`, "two\nlines"}}, {Line: 4, Cells: []string{`A "b" c`, `say "hi"`}}}
	if diff := cmp.Diff(want, got.Rows); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
