package depreciation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	dep "github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// TestValueAtADate asks for single days; the arithmetic stands beside each.
func TestValueAtADate(t *testing.T) {
	monthly := plan(dep.StraightLine, "1800.00", "2026-03-31", 36) // 50 a month
	monthly.Bought = day("2026-03-01")
	daily := plan(dep.StraightLine, "366.00", "2027-03-01", 12) // to 29 February 2028: 366 days, 1 a day
	daily.ProRata = dep.Day
	short := plan(dep.StraightLine, "28.00", "2026-01-31", 1) // 31 January to 27 February: 28 days
	short.ProRata = dep.Day
	half := plan(dep.StraightLine, "1200.00", "2026-11-20", 12) // 600 over November and December, 600 over January to June
	half.ProRata = dep.HalfYear
	written := plan(dep.StraightLine, "3600.00", "2026-01-01", 36) // 100 a month; 2,400 - 1,200 over 24 months is 50
	written.Impairments = []dep.Impairment{{On: day("2026-12-31"), Loss: of("1200.00")}}
	midway := written // 2,500 - 1,300 over 25 months is 48
	midway.Impairments = []dep.Impairment{{On: day("2026-12-10"), Loss: of("1300.00")}}
	sold := daily
	sold.Disposal = &dep.Disposal{On: day("2027-04-01"), Proceeds: of("300.00")}
	once := plan(dep.Immediate, "500.00", "2026-05-20", 0)
	tests := []struct {
		name string
		plan dep.Plan
		on   string
		want string
	}{
		{"before it was bought", monthly, "2026-02-28", "0.00"},
		{"bought and not in service", monthly, "2026-03-30", "1800.00"},
		{"the month of service counts in full", monthly, "2026-03-31", "1750.00"},
		{"within a month nothing is charged", monthly, "2026-04-29", "1750.00"},
		{"at the end of the first year", monthly, "2026-12-31", "1300.00"},
		{"a day before its end", monthly, "2029-02-27", "50.00"},
		{"at its end", monthly, "2029-02-28", "0.00"},
		{"long after", monthly, "2099-01-01", "0.00"},
		{"the in-service day counts", daily, "2027-03-01", "365.00"},
		{"the leap day counts", daily, "2028-02-28", "1.00"},
		{"the last day", daily, "2028-02-29", "0.00"},
		{"from the 31st by days", short, "2026-01-31", "27.00"},
		{"up to the 27th of February", short, "2026-02-26", "1.00"},
		{"for one month", short, "2026-02-27", "0.00"},
		{"half a year over two months", half, "2026-11-30", "900.00"},
		{"half a year is over with the fiscal year", half, "2026-12-31", "600.00"},
		{"and the other half runs by months", half, "2027-01-31", "500.00"},
		{"and ends in the middle of the year", half, "2027-06-30", "0.00"},
		{"the day before the write-down", written, "2026-12-30", "2500.00"},
		{"the write-down follows the charge of its day", written, "2026-12-31", "1200.00"},
		{"the rest is spread over the remaining life", written, "2027-01-31", "1150.00"},
		{"to the same end", written, "2028-12-31", "0.00"},
		{"a write-down within a month", midway, "2026-12-10", "1200.00"},
		{"whose charge is already the lower one", midway, "2026-12-31", "1152.00"},
		{"the day before the disposal", sold, "2027-03-31", "335.00"},
		{"the day of the disposal", sold, "2027-04-01", "0.00"},
		{"charged at once, the day before", once, "2026-05-19", "0.00"},
		{"charged at once", once, "2026-05-20", "0.00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := value(t, tt.plan, tt.on); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestWriteDownsGoOnByTheMethod: what remains is charged by the method over the remaining life.
func TestWriteDownsGoOnByTheMethod(t *testing.T) {
	tests := []struct {
		name   string
		plan   dep.Plan
		losses []dep.Impairment
		want   []string
	}{
		// 15,000 - 5,000 - 4,000 = 6,000 by 4 : 3 : 2 : 1
		{"sum of years at the end of a year", plan(dep.SumOfYears, "15000.00", "2026-01-01", 60),
			[]dep.Impairment{{On: day("2026-12-31"), Loss: of("4000.00")}}, []string{"5000.00", "2400.00", "1800.00", "1200.00", "600.00"}},
		// 15,000 - 2,500 - 2,500 = 10,000 by 2.5 : 4 : 3 : 2 : 1, that is 2,000, 3,200, …
		{"sum of years in the middle of a year", plan(dep.SumOfYears, "15000.00", "2026-01-01", 60),
			[]dep.Impairment{{On: day("2026-06-30"), Loss: of("2500.00")}}, []string{"4500.00", "3200.00", "2400.00", "1600.00", "800.00"}},
		// 40 % of 10,000; then of 5,000, 3,000, 1,800; the rest
		{"double declining", plan(dep.DoubleDeclining, "10000.00", "2026-01-01", 60),
			[]dep.Impairment{{On: day("2026-12-31"), Loss: of("1000.00")}}, []string{"4000.00", "2000.00", "1200.00", "720.00", "1080.00"}},
		// 1,200 a year; 2,400 - 1,200 - 600 over 12 months
		{"two write-downs, given in the wrong order", plan(dep.StraightLine, "3600.00", "2026-01-01", 36),
			[]dep.Impairment{{On: day("2027-12-31"), Loss: of("500.00")}, {On: day("2026-12-31"), Loss: of("400.00")}}, []string{"1200.00", "1000.00", "500.00"}},
		{"written down to nothing", plan(dep.StraightLine, "3600.00", "2026-01-01", 36),
			[]dep.Impairment{{On: day("2026-12-31"), Loss: of("2400.00")}}, []string{"1200.00", "0.00", "0.00"}},
		{"written down after the end of its life", func() dep.Plan {
			p := plan(dep.StraightLine, "1300.00", "2026-01-01", 12)
			p.Salvage = of("100.00")
			return p
		}(), []dep.Impairment{{On: day("2027-05-05"), Loss: of("100.00")}}, []string{"1200.00", "0.00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.plan.Impairments = tt.losses
			if diff := cmp.Diff(tt.want, yearly(t, tt.plan)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestScheduleAndForecast(t *testing.T) {
	p := plan(dep.StraightLine, "300.00", "2026-01-31", 3)
	p.Disposal = &dep.Disposal{On: day("2026-03-05"), Proceeds: of("120.00")}
	e := func(s string) money.Amount { return of(s + " EUR") }
	want := []dep.Period{
		{day("2026-01-01"), day("2026-01-31"), e("300.00"), e("100.00"), e("0.00"), e("0.00"), e("0.00"), e("100.00"), e("200.00")},
		{day("2026-02-01"), day("2026-02-28"), e("200.00"), e("100.00"), e("0.00"), e("0.00"), e("0.00"), e("200.00"), e("100.00")},
		{day("2026-03-01"), day("2026-03-31"), e("100.00"), e("0.00"), e("0.00"), e("100.00"), e("20.00"), e("200.00"), e("0.00")},
	}
	if diff := cmp.Diff(want, schedule(t, p)); diff != "" {
		t.Errorf("schedule (-want +got):\n%s", diff)
	}
	got, err := dep.Forecast(p, day("2025-12-24"), 5)
	if err != nil {
		t.Fatal(err)
	}
	none := func(from, to, accumulated string) dep.Period {
		return dep.Period{day(from), day(to), e("0.00"), e("0.00"), e("0.00"), e("0.00"), e("0.00"), e(accumulated), e("0.00")}
	}
	want = append([]dep.Period{none("2025-12-01", "2025-12-31", "0.00")}, want...)
	if diff := cmp.Diff(append(want, none("2026-04-01", "2026-04-30", "200.00")), got); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
	if _, err := dep.Forecast(p, day("2026-01-01"), 0); !errs.Is(err, errs.Invalid) {
		t.Errorf("no months: %v", err)
	}
}

func TestImpairTo(t *testing.T) {
	p := plan(dep.StraightLine, "3600.00", "2026-01-01", 36)
	lost, err := dep.ImpairTo(p, day("2026-12-31"), money.Zero("EUR"))
	if err != nil || lost.Loss != of("2400.00") {
		t.Errorf("a lost asset: %v, %v", lost, err)
	}
	if _, err := dep.ImpairTo(p, day("2026-12-31"), of("2400.00")); !errs.Is(err, errs.Invalid) {
		t.Errorf("nothing to write down: %v", err)
	}
	if _, err := dep.ImpairTo(p, day("2026-12-31"), money.Zero("USD")); !errs.Is(err, errs.Invalid) {
		t.Errorf("another currency: %v", err)
	}
}

func TestPlansThatAreRefused(t *testing.T) {
	loss := func(on, amount string) []dep.Impairment { return []dep.Impairment{{On: day(on), Loss: of(amount)}} }
	tests := []struct {
		name, key, cure string
		change          func(*dep.Plan)
	}{
		{"no currency", "cost", "with its currency", func(p *dep.Plan) { p.Cost = money.Amount{} }},
		{"a negative cost", "cost", "0 or more", func(p *dep.Plan) { p.Cost.Minor = -1 }},
		{"no date", "start", "in-service date", func(p *dep.Plan) { p.Start = 0 }},
		{"bought after it was in service", "bought", "correct one", func(p *dep.Plan) { p.Bought = p.Start + 1 }},
		{"an unknown method", "method", "sum_of_years", func(p *dep.Plan) { p.Method = "units" }},
		{"an unknown convention", "pro_rata", "half_year", func(p *dep.Plan) { p.ProRata = "week" }},
		{"no life", "life", "1 to 1200", func(p *dep.Plan) { p.Life = 0 }},
		{"a life of more than a hundred years", "life", "1 to 1200", func(p *dep.Plan) { p.Life = 1201 }},
		{"a fiscal year from month 13", "fiscal_start", "1 to 12", func(p *dep.Plan) { p.FiscalStart = 13 }},
		{"no rate", "rate", "at most 100 %", func(p *dep.Plan) { p.Method = dep.DecliningBalance }},
		{"a rate without use", "rate", "leave it out", func(p *dep.Plan) { p.Rate = 1 }},
		{"a switch without use", "switch", "leave this off", func(p *dep.Plan) { p.Switch = true }},
		{"two salvages", "salvage", "not both", func(p *dep.Plan) { p.Salvage, p.SalvageShare = of("1.00"), 1 }},
		{"salvage above the cost", "salvage", "between 0 and the cost", func(p *dep.Plan) { p.Salvage = of("3600.01") }},
		{"salvage in another currency", "salvage", "in one currency", func(p *dep.Plan) { p.Salvage = of("1 USD") }},
		{"a limit in another currency", "low_value", "give the limit in EUR", func(p *dep.Plan) { p.LowValue = of("1 USD") }},
		{"a write-down before it was there", "impairments", "before the asset came", func(p *dep.Plan) { p.Impairments = loss("2025-12-31", "1.00") }},
		{"a write-down of more than there is", "impairments", "above the 2400.00 EUR", func(p *dep.Plan) { p.Impairments = loss("2026-12-31", "2400.01") }},
		{"a write-up", "impairments", "must be above 0", func(p *dep.Plan) { p.Impairments = loss("2026-12-31", "-1.00") }},
		{"a write-down in another currency", "impairments", "must be in EUR", func(p *dep.Plan) { p.Impairments = loss("2026-12-31", "1 USD") }},
		{"a write-down after the disposal", "impairments", "after the disposal", func(p *dep.Plan) {
			p.Impairments, p.Disposal = loss("2026-12-31", "1.00"), &dep.Disposal{On: day("2026-12-31")}
		}},
		{"a disposal before it was there", "disposal", "before the asset came", func(p *dep.Plan) { p.Disposal = &dep.Disposal{On: day("2025-12-31")} }},
		{"proceeds in another currency", "disposal", "in one currency", func(p *dep.Plan) { p.Disposal = &dep.Disposal{On: p.Start, Proceeds: of("1 USD")} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := plan(dep.StraightLine, "3600.00", "2026-01-01", 36)
			tt.change(&p)
			err := p.Check()
			fields := errs.Fields(err)
			if !errs.Is(err, errs.Invalid) || len(fields) == 0 || fields[0].Key != tt.key || !strings.Contains(fields[0].Text, tt.cure) {
				t.Errorf("%v; want %s with %q", err, tt.key, tt.cure)
			}
			if strings.Contains(errs.Fields(err)[0].Text, "%!") {
				t.Errorf("the text is ill-formed: %v", err)
			}
			if _, err := dep.Schedule(p); !errs.Is(err, errs.Invalid) {
				t.Errorf("a schedule is made of it: %v", err)
			}
		})
	}
}

// TestDisposal: depreciation runs to the day before, the rest leaves the books on the day.
func TestDisposal(t *testing.T) {
	monthly := plan(dep.StraightLine, "3600.00", "2026-01-01", 36) // 100 a month
	daily := plan(dep.StraightLine, "366.00", "2027-03-01", 12)    // 1 a day
	daily.ProRata, daily.Bought = dep.Day, day("2027-02-20")
	half := plan(dep.StraightLine, "12000.00", "2026-02-03", 60) // 1,200 in 2026 over eleven months, then 200 a month
	half.ProRata = dep.HalfYear
	written := half
	written.Impairments = []dep.Impairment{{On: day("2028-09-30"), Loss: of("1000.00")}}
	tests := []struct {
		name             string
		plan             dep.Plan
		on               string
		proceeds         string
		charge, out, got string // of the month of the disposal
	}{
		{"in the middle of a month at a gain", monthly, "2026-03-15", "3500.00", "0.00", "3400.00", "100.00"},
		{"on the last day of a month, which bears no charge", monthly, "2026-03-31", "3000.00", "0.00", "3400.00", "-400.00"},
		{"on the first day of a month", monthly, "2026-04-01", "3300.00", "0.00", "3300.00", "0.00"},
		{"on the in-service day", monthly, "2026-01-01", "0.00", "0.00", "3600.00", "-3600.00"},
		{"after its life", monthly, "2030-06-06", "10.00", "0.00", "0.00", "10.00"},
		// 31 days of March, and of April the days to the 10th
		{"by days, to the day before", daily, "2027-04-11", "300.00", "10.00", "325.00", "-25.00"},
		{"by days on the last day of a month", daily, "2027-04-30", "300.00", "29.00", "306.00", "-6.00"},
		// 10 months bore 2,000, half a year is 1,200
		{"by half years late in a year, of which only half is charged", half, "2028-11-10", "0.00", "-800.00", "7200.00", "-7200.00"},
		{"by half years early in a year, of which half is charged all the same", half, "2028-01-10", "0.00", "1200.00", "7200.00", "-7200.00"},
		{"by half years in the first year, which then bears nothing", half, "2026-03-10", "0.00", "-109.09", "12000.00", "-12000.00"},
		{"by half years in the last year, which is half a year anyway", half, "2031-02-10", "0.00", "1000.00", "0.00", "0.00"},
		// what was charged up to the write-down stands: 1,200 + 2,400 + 9 × 200, and 1,000 written down; the two months since, of 5,600 ÷ 33 each, are taken back
		{"by half years after a write-down in the second half of the year", written, "2028-12-10", "0.00", "-339.39", "5600.00", "-5600.00"},
		{"before it was in service", daily, "2027-02-25", "366.00", "0.00", "366.00", "0.00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.plan.Disposal = &dep.Disposal{On: day(tt.on), Proceeds: of(tt.proceeds)}
			rows := schedule(t, tt.plan)
			last := rows[len(rows)-1]
			got := []string{last.Charge.Decimal(), last.Disposed.Decimal(), last.Gain.Decimal(), last.Closing.Decimal()}
			if diff := cmp.Diff([]string{tt.charge, tt.out, tt.got, "0.00"}, got); diff != "" {
				t.Errorf("charge, out, gain, closing (-want +got):\n%s", diff)
			}
		})
	}
}
