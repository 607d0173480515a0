package stocktake

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

func TestATagIsReadFromWhatScannersSend(t *testing.T) {
	tests := []struct {
		name, code, want string
		ok               bool
	}{
		{"the tag itself", "LAP-0174", "LAP-0174", true},
		{"in small letters with space around", "  lap-0174\r\n", "LAP-0174", true},
		{"the address on the label", "https://fettle.example.org/a/LAP-0174", "LAP-0174", true},
		{"an address with a path, a port and a query", "http://10.0.0.5:8080/desk/a/lap-0174?x=1#y", "LAP-0174", true},
		{"an address in capitals", "HTTPS://FETTLE.EXAMPLE.ORG/A/LAP-0174", "LAP-0174", true},
		{"an escaped tag", "https://x.example/a/LAP%2D0174", "LAP-0174", true},
		{"only the path", "/a/LAP-0174", "LAP-0174", true},
		{"a symbology name before it", "]C1LAP-0174", "LAP-0174", true},
		{"STX and ETX around it", "\x02LAP-0174\x03\t", "LAP-0174", true},
		{"a US scanner on a German keyboard", "httpsÖ--fettle.example.org-a-LAPß0174", "LAP-0174", true},
		{"the address of something else", "https://shop.example/item/4711", "", false},
		{"a broken escape", "https://x.example/a/%ZZ", "", false},
		{"words", "not a tag", "", false},
		{"nothing", " \n", "", false},
		{"an article number is a code like another", "4006381333931", "4006381333931", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Tag(tt.code)
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("Tag(%q) = %q, %v", tt.code, got, ok)
			}
		})
	}
}

var (
	start   = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	room    = Ref{ID: 10, Name: "Room 1.04"}
	shelf   = Ref{ID: 11, Name: "Shelf A"}
	cellar  = Ref{ID: 20, Name: "Cellar"}
	counter = Ref{ID: 7, Name: "Zoë Größl"}
)

func scan(n int, code string, at Ref) Scan {
	return Scan{ID: fmt.Sprint("s", n), Code: code, Place: at, By: counter, At: start.Add(time.Duration(n) * time.Minute), Device: "p1", Seq: int64(n)}
}

func asset(n id.ID, at Ref) Expected {
	return Expected{Asset: n, Tag: fmt.Sprintf("LAP-%04d", n), Name: "Laptop", Place: at, State: "in_stock"}
}

func TestEachRowHasItsResultAndCorrections(t *testing.T) {
	lost := asset(1, room)
	lost.Lost = true
	twin := asset(2, room)
	twin.Tag = "LAP-0001"
	undo := Scan{ID: "u", Undoes: "s1"}
	tree := map[id.ID]id.ID{11: 10, 10: 1, 20: 1}
	tests := []struct {
		name  string
		count Count
		want  Result
		may   []Correction
	}{
		{"seen in its room", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "lap-0001", room)}}, Found, nil},
		{"seen on a shelf of its room", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", shelf)}, Inside: tree}, Found, nil},
		{"seen in its room and on the shelf", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", shelf), scan(2, "LAP-0001", room)}, Inside: tree}, Found, nil},
		{"seen twice in its room", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", room), scan(2, "/a/LAP-0001", room)}}, Found, nil},
		{"held by a person and seen anywhere", Count{Expected: []Expected{asset(1, Ref{})}, Scans: []Scan{scan(1, "LAP-0001", cellar)}}, Found, nil},
		{"seen in the cellar", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", cellar)}, Inside: tree}, Misplaced, []Correction{Move}},
		{"not on the list but of the house", Count{Others: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", room)}}, Misplaced, []Correction{Move}},
		{"not seen", Count{Expected: []Expected{asset(1, room)}}, Missing, []Correction{MarkMissing, MarkFound}},
		{"not seen and lost before", Count{Expected: []Expected{lost}}, Missing, []Correction{MarkFound}},
		{"lost before and seen", Count{Expected: []Expected{lost}, Scans: []Scan{scan(1, "LAP-0001", room)}}, Found, []Correction{MarkFound}},
		{"seen, but taken back", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{undo, scan(1, "LAP-0001", room)}}, Missing, []Correction{MarkMissing, MarkFound}},
		{"a code nobody has", Count{Scans: []Scan{scan(1, "https://shop.example/4711", room)}}, Unknown, []Correction{Create}},
		{"seen in two rooms", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", room), scan(2, "LAP-0001", cellar)}}, Duplicate, []Correction{DropDouble, Move}},
		{"one tag on two assets", Count{Expected: []Expected{asset(1, room), twin}, Scans: []Scan{scan(1, "LAP-0001", room)}}, Duplicate, []Correction{DropDouble, Move}},
		{"a circle of places", Count{Expected: []Expected{asset(1, room)}, Scans: []Scan{scan(1, "LAP-0001", cellar)}, Inside: map[id.ID]id.ID{10: 11, 11: 10}}, Misplaced, []Correction{Move}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := Classify(tt.count)
			if len(rows) == 0 {
				t.Fatal("no rows")
			}
			for _, r := range rows {
				if r.Result != tt.want || !slices.Equal(r.Corrections, tt.may) {
					t.Errorf("%s %v, want %s %v", r.Result, r.Corrections, tt.want, tt.may)
				}
			}
		})
	}
}

// drawCount makes a count in which everything that happens in a house happens.
func drawCount(t *rapid.T) Count {
	places := []Ref{{}, room, shelf, cellar}
	var c Count
	for n := range rapid.IntRange(0, 12).Draw(t, "assets") {
		e := asset(id.ID(n+1), rapid.SampledFrom(places).Draw(t, "place"))
		e.Tag = fmt.Sprintf("LAP-%04d", rapid.IntRange(1, 14).Draw(t, "tag"))
		e.Lost = rapid.Bool().Draw(t, "lost")
		if rapid.IntRange(0, 4).Draw(t, "scope") == 0 {
			c.Others = append(c.Others, e)
		} else {
			c.Expected = append(c.Expected, e)
		}
	}
	for n := range rapid.IntRange(0, 25).Draw(t, "scans") {
		form := rapid.SampledFrom([]string{"LAP-%04d", "lap-%04d\r", "https://x.example/a/LAP-%04d", "]Q3LAP-%04d", "https://shop.example/%d"}).Draw(t, "form")
		s := scan(n, fmt.Sprintf(form, rapid.IntRange(1, 16).Draw(t, "code")), rapid.SampledFrom(places).Draw(t, "at"))
		s.ID = fmt.Sprint("s", rapid.IntRange(0, 20).Draw(t, "id"))
		s.At = start.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "when")) * time.Minute)
		if rapid.IntRange(0, 6).Draw(t, "undo") == 0 {
			s.Undoes = fmt.Sprint("s", rapid.IntRange(0, 20).Draw(t, "undone"))
		}
		c.Scans = append(c.Scans, s)
	}
	if rapid.Bool().Draw(t, "tree") {
		c.Inside = map[id.ID]id.ID{11: 10}
	}
	return c
}

func TestEveryExpectedRowEndsInExactlyOneResult(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCount(t)
		rows := Classify(c)
		times, keys := map[id.ID]int{}, map[string]bool{}
		for _, r := range rows {
			if !slices.Contains(Results(), r.Result) {
				t.Fatalf("no result: %q", r.Result)
			}
			if keys[r.Key] {
				t.Fatalf("%s twice", r.Key)
			}
			keys[r.Key] = true
			if !r.Beyond {
				times[r.Asset]++
			}
		}
		for _, e := range c.Expected {
			if times[e.Asset] != 1 {
				t.Fatalf("asset %d has %d rows", e.Asset, times[e.Asset])
			}
		}
		p := Tally(rows, nil)
		if p.Expected != len(c.Expected) || p.Expected != p.Found+p.Misplaced+p.Missing+p.Doubtful || p.Seen != p.Expected-p.Missing ||
			p.Expected+p.Extra+p.Unknown != len(rows) {
			t.Fatalf("the figures do not add up: %+v of %d rows", p, len(rows))
		}
	})
}

func TestOrderAndRepetitionOfScansDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCount(t)
		again := c
		again.Scans = append(slices.Clone(c.Scans), rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(c.Scans), Scan{ID: "nothing"})), 0, 10).Draw(t, "again")...)
		again.Scans = rapid.Permutation(again.Scans).Draw(t, "order")
		a, b := Classify(c), Classify(again)
		if d := cmp.Diff(a, b); d != "" {
			t.Fatal(d)
		}
		if x, y := (Report{Rows: a}).Digest(), (Report{Rows: rapid.Permutation(b).Draw(t, "rows")}).Digest(); x != y {
			t.Fatal("the digest differs")
		}
	})
}

func report() Report {
	c := Count{}
	for n := range id.ID(120) {
		c.Expected = append(c.Expected, asset(n+1, room))
		if n%7 != 0 {
			at := room
			if n%11 == 0 {
				at = cellar
			}
			c.Scans = append(c.Scans, scan(int(n), fmt.Sprintf("lap-%04d", n+1), at))
		}
	}
	c.Scans = append(c.Scans, scan(500, "4006381333931", room), scan(501, "LAP-0003", cellar))
	rows := Classify(c)
	return Report{
		Number: "STK-12", Title: "Stocktake Erdgeschoß 2026", Scope: "Berlin, ground floor; laptops", Frozen: start, Signed: start.Add(48 * time.Hour),
		By: Ref{ID: 3, Name: "Jürgen Groß"}, Rows: rows,
		Decided: map[string]Decision{rows[0].Key: {Correction: MarkMissing, By: counter, At: start.Add(30 * time.Hour)}},
	}
}

func TestTheDigestChangesWithWhatIsSigned(t *testing.T) {
	was := report().Digest()
	tests := []struct {
		name   string
		change func(*Report)
		same   bool
	}{
		{"nothing", func(*Report) {}, true},
		{"the name of a person", func(r *Report) { r.Rows[0].Holder.Name = "Married" }, true},
		{"a result", func(r *Report) { r.Rows[0].Result = Found }, false},
		{"a row less", func(r *Report) { r.Rows = r.Rows[1:] }, false},
		{"a decision", func(r *Report) { r.Decided = nil }, false},
		{"where it was seen", func(r *Report) { r.Rows[len(r.Rows)-1].Seen[0].Place.ID = 99 }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := report()
			tt.change(&r)
			if (r.Digest() == was) != tt.same {
				t.Errorf("the same digest: %v", !tt.same)
			}
		})
	}
}

func TestOnlyOfferedCorrectionsAreAllowed(t *testing.T) {
	r := Row{Result: Missing, Corrections: []Correction{MarkMissing, MarkFound}}
	if err := Allowed(r, Decision{Correction: MarkMissing}); err != nil {
		t.Error(err)
	}
	if err := Allowed(r, Decision{}); err != nil {
		t.Error(err)
	}
	if err := Allowed(r, Decision{Correction: Create}); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
}

func TestTheReportSaysEveryRow(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is needed to read the report")
	}
	dir := t.TempDir()
	if keep := os.Getenv("KEEP"); keep != "" {
		dir = keep
	}
	r := report()
	var b bytes.Buffer
	if err := r.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "report.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	words := string(out)
	for _, row := range r.Rows {
		if !strings.Contains(words, row.Tag) {
			t.Errorf("%s is not in the report", row.Tag)
		}
	}
	for _, want := range []string{r.Digest(), "Stocktake Erdgeschoß 2026", "Jürgen Groß", "mark missing, Zoë Größl 2026-11-03", "Approved by"} {
		if !strings.Contains(words, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}
