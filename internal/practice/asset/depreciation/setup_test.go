package depreciation_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// day reads a date of a test.
func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// of reads an amount of a test, in euros unless it says otherwise.
func of(s string) money.Amount {
	if a, err := money.Parse(s); err == nil {
		return a
	}
	return money.Must(money.ParseIn(s, "EUR"))
}

// plan is a cost of euros from a date on, over a life in months, by months.
func plan(m depreciation.Method, cost, start string, life int) depreciation.Plan {
	return depreciation.Plan{Asset: "PC-1", Book: "main", Cost: of(cost), Start: day(start), Method: m, Life: life, ProRata: depreciation.Month}
}

func schedule(t *testing.T, p depreciation.Plan) []depreciation.Period {
	t.Helper()
	s, err := depreciation.Schedule(p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// yearly sums the charges by calendar year, as decimals.
func yearly(t *testing.T, p depreciation.Plan) []string {
	t.Helper()
	var out []string
	sum, year := money.Zero(p.Cost.Currency), 0
	for _, m := range schedule(t, p) {
		if m.To.Year() != year && year != 0 {
			out = append(out, sum.Decimal())
			sum.Minor = 0
		}
		year = m.To.Year()
		sum.Minor += m.Charge.Minor
	}
	return append(out, sum.Decimal())
}

func value(t *testing.T, p depreciation.Plan, on string) string {
	t.Helper()
	v, err := depreciation.Value(p, day(on))
	if err != nil {
		t.Fatal(err)
	}
	return v.Decimal()
}
