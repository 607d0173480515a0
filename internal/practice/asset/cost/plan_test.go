package cost

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// A report at 100,000 assets stays under a second because the sum over all of them reads one index and no row of the table, and because what was spent
// is looked up from the side of what was spent.
func TestSumsOverAllAssetsReadTheIndexMadeForThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		if d.Engine() != db.SQLite {
			t.Skip("PostgreSQL plans by the number of rows, of which there are none here")
		}
		all := actor.Actor{Kind: actor.Person, ID: 1, Entity: 1, Grants: actor.Grants{"asset.view": actor.All}}
		v := view{Actor: all, contracts: true, work: true, hour: money.Amount{Minor: 6000, Currency: "EUR"}, scope: actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.holder_id"}}}
		for _, by := range []By{Model, Class, Person, Entity} {
			plan, err := planned(t, d, v, by, 0)
			if err != nil {
				t.Fatal(err)
			}
			whole := strings.Join(plan, "\n")
			if !strings.Contains(whole, "SCAN t USING COVERING INDEX asset_cost") {
				t.Errorf("by %s the purchases are not summed from the index:\n%s", by, whole)
			}
			for _, line := range plan {
				if (line == "SCAN t" || strings.HasPrefix(line, "SCAN t ")) && !strings.Contains(line, "COVERING INDEX asset_cost") || strings.HasPrefix(line, "SCAN l") {
					t.Errorf("by %s a table is read whole: %s\n%s", by, line, whole)
				}
			}
		}
		plan, err := planned(t, d, v, Class, 7)
		if whole := strings.Join(plan, "\n"); err != nil || !strings.Contains(whole, "SEARCH t USING COVERING INDEX asset_cost (class_id=?)") {
			t.Errorf("one class is not summed from the index: %v\n%s", err, whole)
		}
	})
}

// planned is how SQLite reads the sums.
func planned(t *testing.T, d *db.DB, v view, by By, only id.ID) ([]string, error) {
	query, args := v.ask(by, only, 20780)
	rows, err := d.Query(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	return db.Collect(rows, err, func(rows *sql.Rows, s *string) error {
		var a, b, c int
		return rows.Scan(&a, &b, &c, s)
	})
}
