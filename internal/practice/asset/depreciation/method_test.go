package depreciation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	dep "github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// TestYearlyChargesAgreeWithHandComputedTables holds the charges of each calendar year against examples worked out by hand.
//
// Sources. "Kieso": the crane of Kieso, Weygandt, Warfield, Intermediate Accounting, chapter on depreciation: cost 500,000, salvage
// 50,000, 5 years, and its example of fractional years: cost 10,000, no salvage, 5 years, in service on 1 October. "IRS": Publication
// 946, Table A-1 (200 % declining balance, half-year convention) and Table A-8 (straight line, half-year convention), in per cent of a
// cost of 10,000. "VDB": what a spreadsheet's VDB(2400;300;10;…) gives. "EStG": German Income Tax Act, section 7, with the arithmetic
// given beside it. "Formula": the arithmetic given beside it.
func TestYearlyChargesAgreeWithHandComputedTables(t *testing.T) {
	with := func(p dep.Plan, change func(*dep.Plan)) dep.Plan { change(&p); return p }
	crane := func(m dep.Method) dep.Plan {
		return with(plan(m, "500000.00", "2026-01-01", 60), func(p *dep.Plan) { p.Salvage = of("50000.00") })
	}
	tests := []struct {
		name string
		plan dep.Plan
		want []string
	}{
		// (500,000 - 50,000) / 5
		{"Kieso, straight line", crane(dep.StraightLine), []string{"90000.00", "90000.00", "90000.00", "90000.00", "90000.00"}},
		// 40 % of 500,000, 300,000, 180,000, 108,000, and of 64,800 only down to 50,000
		{"Kieso, double declining", crane(dep.DoubleDeclining), []string{"200000.00", "120000.00", "72000.00", "43200.00", "14800.00"}},
		// 5/15, 4/15, 3/15, 2/15, 1/15 of 450,000
		{"Kieso, sum of years", crane(dep.SumOfYears), []string{"150000.00", "120000.00", "90000.00", "60000.00", "30000.00"}},
		// 10,000 × 40 % × 3/12; 9,000 × 40 %; 5,400 × 40 %; 3,240 × 40 %; 1,944 × 40 %; the rest
		{"Kieso, fractional years, double declining", plan(dep.DoubleDeclining, "10000.00", "2026-10-01", 60),
			[]string{"1000.00", "3600.00", "2160.00", "1296.00", "777.60", "1166.40"}},
		// 3/12 × 3,333.33; 9/12 × 3,333.33 + 3/12 × 2,666.67; 9/12 × 2,666.67 + 3/12 × 2,000; …
		{"Kieso, fractional years, sum of years", plan(dep.SumOfYears, "10000.00", "2026-10-01", 60),
			[]string{"833.33", "3166.67", "2500.00", "1833.33", "1166.67", "500.00"}},

		// 20.00, 32.00, 19.20, 11.52, 11.52, 5.76 %; in service in October, which the convention does not look at
		{"IRS, double declining, half year, switched", with(plan(dep.DoubleDeclining, "10000.00", "2026-10-20", 60),
			func(p *dep.Plan) { p.ProRata, p.Switch = dep.HalfYear, true }), []string{"2000.00", "3200.00", "1920.00", "1152.00", "1152.00", "576.00"}},
		// 10, 20, 20, 20, 20, 10 %
		{"IRS, straight line, half year", with(plan(dep.StraightLine, "10000.00", "2026-02-03", 60),
			func(p *dep.Plan) { p.ProRata = dep.HalfYear }), []string{"1000.00", "2000.00", "2000.00", "2000.00", "2000.00", "1000.00"}},
		// half of 5/15 of 15,000; half of 5/15 and half of 4/15; …; half of 1/15
		{"Formula, sum of years, half year", with(plan(dep.SumOfYears, "15000.00", "2026-12-31", 60),
			func(p *dep.Plan) { p.ProRata = dep.HalfYear }), []string{"2500.00", "4500.00", "3500.00", "2500.00", "1500.00", "500.00"}},

		{"VDB, whose last year stops at the salvage", with(plan(dep.DoubleDeclining, "2400.00", "2026-01-01", 120),
			func(p *dep.Plan) { p.Salvage, p.Switch = of("300.00"), true }),
			[]string{"480.00", "384.00", "307.20", "245.76", "196.61", "157.29", "125.83", "100.66", "80.53", "22.12"}},

		// Section 7 (1) sentence 4: 1,800 / 36 a month, the months before the in-service month lost: 10 × 50, 12 × 50, 12 × 50, 2 × 50
		{"EStG, straight line from the last of March", plan(dep.StraightLine, "1800.00", "2026-03-31", 36), []string{"500.00", "600.00", "600.00", "100.00"}},
		// Section 7 (2) and (3): 30 % of 10,000; 7,000; 4,900; 3,430; 2,401; 1,680.70; 1,176.49; then 823.54 / 3 = 274.51, 549.03 / 2 = 274.52
		{"EStG, declining balance of 30 % switched to straight line", with(plan(dep.DecliningBalance, "10000.00", "2026-01-01", 120),
			func(p *dep.Plan) { p.Rate, p.Switch = dep.Percent(30), true }),
			[]string{"3000.00", "2100.00", "1470.00", "1029.00", "720.30", "504.21", "352.95", "274.51", "274.52", "274.51"}},
		// 20 % of 10,000; 8,000; 6,400; 5,120; and the 4,096 that a declining balance never reaches in the last year
		{"Formula, declining balance without a switch", with(plan(dep.DecliningBalance, "10000.00", "2026-01-01", 60),
			func(p *dep.Plan) { p.Rate = dep.Percent(20) }), []string{"2000.00", "1600.00", "1280.00", "1024.00", "4096.00"}},

		// Fiscal years from July: 10,000 × 40 % × 6/12 by June 2026, then 3,200 (8,000 × 40 %), 1,920, 1,152, 691.20 a fiscal year and the
		// rest of 1,036.80 by December 2030. A calendar year has halves of two.
		{"Formula, double declining with fiscal years from July", with(plan(dep.DoubleDeclining, "10000.00", "2026-01-15", 60),
			func(p *dep.Plan) { p.FiscalStart = 7 }), []string{"3600.00", "2560.00", "1536.00", "921.60", "1382.40"}},
		// 30 months: remaining months × months of the year are 30×12 : 18×12 : 6×6 = 360 : 216 : 36 of 612
		{"Formula, sum of years with a last year of six months", plan(dep.SumOfYears, "6120.00", "2026-01-01", 30), []string{"3600.00", "2160.00", "360.00"}},
		// 2/2 = 100 % in the first year
		{"Formula, double declining over two years", plan(dep.DoubleDeclining, "100.00", "2026-01-01", 24), []string{"100.00", "0.00"}},
		// 365 days of 2026, 365 of 2027, 366 of 2028 are 1096: 1,096.00 is one a day
		{"Formula, straight line by days over a leap year", with(plan(dep.StraightLine, "1096.00", "2026-01-01", 36),
			func(p *dep.Plan) { p.ProRata = dep.Day }), []string{"365.00", "365.00", "366.00"}},
		// 10,000 × 40 % × 92/365 = 1,008.22; 8,991.78 × 40 % = 3,596.71; 5,395.07 × 40 % = 2,158.03; 3,237.04 × 40 % = 1,294.82;
		// 1,942.22 × 40 % = 776.89; the rest
		{"Formula, double declining by days", with(plan(dep.DoubleDeclining, "10000.00", "2026-10-01", 60),
			func(p *dep.Plan) { p.ProRata = dep.Day }), []string{"1008.22", "3596.71", "2158.03", "1294.82", "776.89", "1165.33"}},
		{"Immediate leaves the salvage", with(plan(dep.Immediate, "500.00", "2026-05-20", 0), func(p *dep.Plan) { p.SalvageShare = dep.Percent(10) }), []string{"450.00"}},
		{"a cost at the low-value limit is charged at once", with(plan(dep.StraightLine, "800.00", "2026-05-20", 36),
			func(p *dep.Plan) { p.LowValue = of("800.00") }), []string{"800.00"}},
		{"a cent above the limit is not", with(plan(dep.StraightLine, "800.01", "2026-01-20", 36),
			func(p *dep.Plan) { p.LowValue = of("800.00") }), []string{"266.67", "266.67", "266.67"}},

		// Yen have no smaller unit: 100,000 / 36 × 12 = 33,333.3, 66,666.7, 100,000 as running totals
		{"yen", plan(dep.StraightLine, "100000 JPY", "2026-01-01", 36), []string{"33333", "33334", "33333"}},
		{"dinars of three decimals", plan(dep.StraightLine, "100.000 BHD", "2026-01-01", 36), []string{"33.333", "33.334", "33.333"}},
		{"salvage of all", with(plan(dep.StraightLine, "900.00", "2026-01-01", 24), func(p *dep.Plan) { p.SalvageShare = dep.Percent(100) }), []string{"0.00", "0.00"}},
		{"a cost of nothing", plan(dep.SumOfYears, "0.00", "2026-01-01", 24), []string{"0.00", "0.00"}},
		{"a life of one month", plan(dep.DoubleDeclining, "77.77", "2026-01-31", 1), []string{"77.77"}},
		{"a life of one month under the half-year convention bears all in its fiscal year", with(plan(dep.SumOfYears, "77.77", "2026-11-30", 1),
			func(p *dep.Plan) { p.ProRata = dep.HalfYear }), []string{"77.77"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, yearly(t, tt.plan)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
