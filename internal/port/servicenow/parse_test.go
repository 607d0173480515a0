package servicenow

import (
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

const small = "testdata/small.csv"

func readAll(t *testing.T, path string, opts Options) ([]Incident, Report) {
	t.Helper()
	log, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	var all []Incident
	report, err := log.Read(t.Context(), func(i Incident) error {
		all = append(all, i)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != log.Rows() || report.Used+report.OddRows != report.Rows {
		t.Errorf("rows %d (looked over %d) = used %d + odd %d does not add up", report.Rows, log.Rows(), report.Used, report.OddRows)
	}
	return all, report
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fixture(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(small)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}

func TestOddRowsAreNamedByLineAndReason(t *testing.T) {
	_, got := readAll(t, small, Options{})
	want := Report{
		Rows: 20, Used: 11, OddRows: 9, Incidents: 3,
		Odd: []Odd{
			{6, "INC9000001", OddState, `unknown state "-100"`},
			{13, "INC9000002", OddDuplicate, "the same as line 12"},
			{14, "INC9000003", OddClosed, "closed 2021-03-03 08:00, before it was opened 2021-03-04 08:00"},
			{15, "INC9000003", OddClosed, "closed 2021-03-03 08:00, before it was opened 2021-03-04 08:00"},
			{16, "INC9000004", OddTime, `opened_at is not a time: "31/2/2021 08:00"`},
			{17, "INC9000004", OddColumns, "5 columns instead of 36"},
			{18, "INC9000004", OddUpdated, "updated 2021-03-04 07:05, before it was opened 2021-03-04 08:00"},
			{19, "", OddQuoting, "the quotation marks of the line do not match"},
			{20, "INC9000004", OddLevel, `impact is unknown: "9 - Odd"`},
		},
		People: 7, Callers: 2, Openers: 1, Assignees: 1, Resolvers: 1, Updaters: 6, Groups: 1, Categories: 2, Subcategories: 2, Locations: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfAnIncidentComeInOrderOfTime(t *testing.T) {
	all, _ := readAll(t, small, Options{})
	var lines []int
	for _, r := range all[0].Rows {
		lines = append(lines, r.Line)
	}
	if diff := cmp.Diff([]int{2, 3, 4, 5, 8, 9, 10, 7}, lines); diff != "" {
		t.Error(diff)
	}
	if all[1].Rows[0].Caller != "Brun, Carl" || all[0].Rows[0].Caller != "Ana Lima" {
		t.Errorf("callers %q, %q", all[0].Rows[0].Caller, all[1].Rows[0].Caller)
	}
	if r := all[1].Rows[0]; r.OpenedBy != "" || !r.Resolved.IsZero() {
		t.Errorf("unknown values are not empty: %q %v", r.OpenedBy, r.Resolved)
	}
}

func TestRowsThatStandApartAreGathered(t *testing.T) {
	lines := fixture(t)
	body := slices.Clone(lines[1:])
	slices.Reverse(body)
	apart := []string{lines[0], body[0], lines[2]}
	for _, l := range body {
		if l != body[0] && l != lines[2] {
			apart = append(apart, l)
		}
	}
	straight, want := readAll(t, small, Options{})
	mixed, got := readAll(t, write(t, strings.Join(apart, "\n")+"\n"), Options{})
	if got.Used != want.Used || got.OddRows != want.OddRows || got.Incidents != want.Incidents || got.People != want.People {
		t.Errorf("got %+v, want %+v", got, want)
	}
	find := func(all []Incident) []string {
		var states []string
		for _, i := range all {
			if i.Number == "INC9000001" {
				for _, r := range i.Rows {
					states = append(states, r.State)
				}
			}
		}
		return states
	}
	// The two rows of 09:00 differ in their change counter, so their order is known as well.
	if diff := cmp.Diff(find(straight), find(mixed)); diff != "" {
		t.Error(diff)
	}
}

func TestWallClockTimesAreReadInTheGivenZone(t *testing.T) {
	zone := time.FixedZone("two hours ahead", 2*3600)
	all, _ := readAll(t, small, Options{Zone: zone})
	if want := time.Date(2021, 3, 1, 6, 0, 0, 0, time.UTC); all[0].Opened != want {
		t.Errorf("opened %v, want %v", all[0].Opened, want)
	}
}

func TestGzippedAndMarkedFilesReadTheSame(t *testing.T) {
	content := "\ufeff" + strings.Join(fixture(t), "\r\n") + "\r\n\r\n"
	_, want := readAll(t, small, Options{})
	path := filepath.Join(t.TempDir(), "log.csv.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(content))
	if err := errors.Join(err, z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	_, got := readAll(t, path, Options{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), write(t, string(whole[:len(whole)/2])), Options{})
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Safe(err), "damaged after line") {
		t.Errorf("a file cut short: %v", err)
	}
}

func TestWrongFilesAreRefusedWithAClearText(t *testing.T) {
	lines := fixture(t)
	tests := []struct {
		name, content, say string
	}{
		{"an empty file", "", "empty"},
		{"a file of another kind", "PK\x03\x04 something\n", "not a ServiceNow incident log"},
		{"a header with a column missing", strings.Replace(lines[0], "sys_updated_at,", "", 1) + "\n", "lacks these columns: sys_updated_at"},
		{"a header with a column twice", lines[0] + ",number\n", "twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(t.Context(), write(t, tt.content), Options{})
			if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Safe(err), tt.say) {
				t.Errorf("got %v, want Invalid with %q", err, tt.say)
			}
		})
	}
	if _, err := Open(t.Context(), "testdata/none.csv", Options{}); errs.KindOf(err) != errs.NotFound {
		t.Errorf("an absent file: %v", err)
	}
}

func TestBrokenTextCostsOneRow(t *testing.T) {
	lines := fixture(t)
	content := strings.Join([]string{
		lines[0], lines[1],
		strings.Replace(lines[2], "Harbour", "Harb\xffour", 1),
		strings.Replace(lines[2], "Harbour", "Harb\x00our", 1),
		strings.Replace(lines[2], "Harbour", strings.Repeat("x", 2*maxLine), 1),
		strings.Replace(lines[2], "INC9000001", "../etc", 1),
		strings.Replace(lines[2], ",Active,true,", ",Active,maybe,", 1),
		strings.Replace(lines[2], "Active,true,1", "Active,true,-1", 1),
		lines[2],
	}, "\n")
	_, got := readAll(t, write(t, content), Options{})
	var codes []Code
	for _, o := range got.Odd {
		codes = append(codes, o.Code)
	}
	if diff := cmp.Diff([]Code{OddText, OddText, OddLength, OddNumber, OddFlag, OddCounter}, codes); diff != "" || got.Used != 2 {
		t.Errorf("used %d of 2\n%s", got.Used, diff)
	}
}

func TestReadStopsWithTheErrorOfTheReceiver(t *testing.T) {
	log, err := Open(t.Context(), small, Options{})
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	if _, err := log.Read(t.Context(), func(Incident) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

func FuzzRow(f *testing.F) {
	b, err := os.ReadFile(small)
	if err != nil {
		f.Fatal(err)
	}
	header, body, _ := strings.Cut(string(b), "\n")
	for line := range strings.Lines(body) {
		f.Add(strings.TrimSuffix(line, "\n"))
	}
	p, err := newParser(header, time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, o := p.row(line)
		p.number(line)
		if o != nil {
			if o.Code == "" || o.Reason == "" || len(o.Reason) > 500 {
				t.Errorf("odd without a usable reason: %+v", o)
			}
			return
		}
		if _, ok := stateOf(r.State); !ok || !validNumber(r.Number) || r.Opened.IsZero() || r.Updated.Before(r.Opened) {
			t.Errorf("a row that should be odd: %+v", r)
		}
		if !r.Closed.IsZero() && r.Closed.Before(r.Opened) || r.Impact < 1 || r.Impact > 3 || r.Reopens < 0 {
			t.Errorf("a row that should be odd: %+v", r)
		}
		h := Incident{Number: r.Number, Opened: r.Opened, Rows: []Row{r}}.History(Options{})
		if len(h.Changes) != 1 || !h.Changes[0].Opening {
			t.Errorf("not one opening: %+v", h.Changes)
		}
	})
}
