package depreciation_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	dep "github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// TestTheTableInTheDocumentsIsWhatIsReckoned reckons every example of docs/depreciation.md again, of each method with each convention.
func TestTheTableInTheDocumentsIsWhatIsReckoned(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/depreciation.md")
	if err != nil {
		t.Fatal(err)
	}
	_, examples, _ := strings.Cut(string(page), "## Examples")
	examples, _, _ = strings.Cut(examples, "\n## ")
	seen := map[string]bool{}
	for line := range strings.Lines(examples) {
		cells := strings.Split(line, "|")
		if len(cells) != 13 || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Method") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		months, err := strconv.Atoi(cells[5])
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		p := plan(dep.Method(cells[1]), cells[3], cells[6], months)
		p.ProRata, p.Salvage, p.Switch = dep.ProRata(cells[2]), of(cells[4]), cells[8] == "yes"
		if cells[7] != "" {
			rate, err := strconv.ParseInt(cells[7], 10, 64)
			if err != nil {
				t.Fatalf("%v in %s", err, line)
			}
			p.Rate = dep.Percent(rate)
		}
		if diff := cmp.Diff(strings.Fields(cells[9]), yearly(t, p)); diff != "" {
			t.Errorf("%s(-document +program):\n%s", line, diff)
		}
		seen[cells[1]+" by "+cells[2]] = true
	}
	for _, m := range []dep.Method{dep.StraightLine, dep.DecliningBalance, dep.DoubleDeclining, dep.SumOfYears, dep.Immediate} {
		for _, r := range []dep.ProRata{dep.Month, dep.Day, dep.HalfYear} {
			if name := string(m) + " by " + string(r); !seen[name] {
				t.Errorf("the document has no example of %s", name)
			}
		}
	}
}
