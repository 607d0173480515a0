package licence_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// TestTheExampleInTheDocumentsIsWhatIsReckoned reckons the example of docs/licences.md again, and looks for each figure in its table.
func TestTheExampleInTheDocumentsIsWhatIsReckoned(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../../docs/licences.md")
	if err != nil {
		t.Fatal(err)
	}
	in := licence.Input{Product: "Halden Draw", Date: on("2026-11-23"), Entitlements: rights{{ID: 1, Metric: licence.PerUser, Quantity: 3, Start: on("2026-01-01"), UnitCost: money.Must(money.New(64000, "GBP"))}}}
	for i := int64(1); i <= 9; i++ {
		who := licence.Party{ID: i, Name: fmt.Sprint("p", i)}
		if i <= 5 {
			in.Allocations = append(in.Allocations, licence.Allocation{ID: i, Person: who, Since: on("2026-11-01")})
		}
		if i >= 5 {
			in.Installs = append(in.Installs, licence.Install{ID: i, Device: licence.Party{ID: 100 + i, Name: fmt.Sprint("pc-", i)}, Person: who, LastUsed: on("2026-11-20")})
		}
	}
	p, err := licence.At(in)
	if err != nil {
		t.Fatal(err)
	}
	saving := "none"
	if len(p.Saving) > 0 {
		saving = p.Saving[0].String()
	}
	for figure, value := range map[string]any{"Entitled": p.Entitled, "Allocated": p.Allocated, "Installed": p.Installed, "Used": p.Used, "Gap": p.Gap, "Not covered": p.Short, "Money at risk": p.AtRisk[0], "Saving possible": saving} {
		if row := fmt.Sprintf("| %s | %v |", figure, value); !strings.Contains(string(page), row) {
			t.Errorf("the document lacks %q", row)
		}
	}
	for _, m := range []licence.Metric{licence.PerUser, licence.PerDevice, licence.PerCore, licence.Concurrent, licence.Site, licence.Subscription, licence.Free, licence.Trial} {
		if !strings.Contains(string(page), "`"+string(m)+"`") {
			t.Errorf("the document does not say what %s counts", m)
		}
	}
}
