package depreciation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	dep "github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// drawPlan draws any plan that is neither written down nor disposed of.
func drawPlan(t *rapid.T) dep.Plan {
	p := dep.Plan{
		Asset: "PC-1", Book: "main",
		Cost: money.Amount{
			Minor:    rapid.OneOf(rapid.Int64Range(0, 500), rapid.Int64Range(0, 10_000_000), rapid.Int64Range(0, 1<<62)).Draw(t, "cost"),
			Currency: rapid.SampledFrom([]money.Currency{"EUR", "JPY", "BHD", "CLF"}).Draw(t, "currency"),
		},
		Start:       day("2023-01-01") + calendar.Date(rapid.IntRange(0, 4*366).Draw(t, "start")),
		Method:      rapid.SampledFrom([]dep.Method{dep.StraightLine, dep.DecliningBalance, dep.DoubleDeclining, dep.SumOfYears, dep.Immediate}).Draw(t, "method"),
		Life:        rapid.OneOf(rapid.IntRange(1, 13), rapid.IntRange(1, 130)).Draw(t, "life"),
		ProRata:     rapid.SampledFrom([]dep.ProRata{dep.Month, dep.Day, dep.HalfYear}).Draw(t, "pro rata"),
		FiscalStart: time.Month(rapid.IntRange(0, 12).Draw(t, "fiscal start")),
		Accounts:    dep.Accounts{Cost: "0650", Accumulated: "0651", Expense: "4830", Impairment: "4840", Proceeds: "1200", Gain: "2700", Loss: "2310"},
	}
	p.Bought = p.Start - calendar.Date(rapid.IntRange(0, 40).Draw(t, "bought before"))
	if p.Method == dep.DecliningBalance {
		p.Rate = dep.Share(rapid.Int64Range(1, 1_000_000).Draw(t, "rate"))
	}
	if p.Method == dep.DecliningBalance || p.Method == dep.DoubleDeclining {
		p.Switch = rapid.Bool().Draw(t, "switch")
	}
	if rapid.Bool().Draw(t, "salvage as a share") {
		p.SalvageShare = dep.Share(rapid.Int64Range(0, 1_000_000).Draw(t, "salvage share"))
	} else {
		p.Salvage = money.Amount{Minor: rapid.Int64Range(0, p.Cost.Minor).Draw(t, "salvage"), Currency: p.Cost.Currency}
	}
	return p
}

// drawLife draws any plan, written down up to three times and perhaps disposed of.
func drawLife(t *rapid.T) dep.Plan {
	p := drawPlan(t)
	on := p.Bought
	for range rapid.IntRange(0, 3).Draw(t, "write-downs") {
		on += calendar.Date(rapid.IntRange(0, 700).Draw(t, "days on"))
		v, err := dep.Value(p, on)
		if err != nil {
			t.Fatal(err)
		}
		if v.Minor > 0 {
			v.Minor = rapid.Int64Range(1, v.Minor).Draw(t, "loss")
			p.Impairments = append(p.Impairments, dep.Impairment{On: on, Loss: v})
		}
	}
	if rapid.Bool().Draw(t, "disposed of") {
		on += calendar.Date(rapid.IntRange(1, 1500).Draw(t, "days to the end"))
		p.Disposal = &dep.Disposal{On: on, Proceeds: money.Amount{Minor: rapid.Int64Range(0, 1<<40).Draw(t, "proceeds"), Currency: p.Cost.Currency}}
	}
	return p
}

func salvage(p dep.Plan) int64 {
	return p.Cost.Part(int64(p.SalvageShare), 1_000_000).Minor*int64(boolean(p.Salvage.None())) + p.Salvage.Minor
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestChargesSumToCostLessSalvage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		periods, err := dep.Schedule(p)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, m := range periods {
			sum += m.Charge.Minor
			if m.Charge.Minor < 0 || m.Closing.Minor < salvage(p) {
				t.Fatalf("%v: charge %v, closing %v, salvage %d", m.To, m.Charge, m.Closing, salvage(p))
			}
		}
		if want := p.Cost.Minor - salvage(p); sum != want {
			t.Fatalf("the charges sum to %d, not to %d", sum, want)
		}
		if last := periods[len(periods)-1]; last.Closing.Minor != salvage(p) || last.Accumulated.Minor != sum {
			t.Fatalf("it ends with %v, %v charged", last.Closing, last.Accumulated)
		}
		if span := len(periods); p.Method != dep.Immediate && (span < p.Life && p.ProRata != dep.HalfYear || span > p.Life+12) {
			t.Fatalf("a life of %d months has %d periods", p.Life, span)
		}
	})
}

// TestScheduleAndValueAgree holds for any plan: the rows join, and each closing is the value of its last day.
func TestScheduleAndValueAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLife(t)
		periods, err := dep.Schedule(p)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range periods {
			if m.Closing.Minor != m.Opening.Minor-m.Charge.Minor-m.Impairment.Minor-m.Disposed.Minor {
				t.Fatalf("row %d does not add up: %+v", i, m)
			}
			if i > 0 && periods[i-1].Closing != m.Opening {
				t.Fatalf("row %d does not join: %v, %v", i, periods[i-1].Closing, m.Opening)
			}
			if v, err := dep.Value(p, m.To); err != nil || v != m.Closing {
				t.Fatalf("%v: value %v (%v), closing %v", m.To, v, err, m.Closing)
			}
		}
		last := periods[len(periods)-1]
		for _, m := range must(dep.Forecast(p, last.To+1, 3))(t) {
			if m.Opening != last.Closing || m.Closing != last.Closing || m.Charge.Minor != 0 {
				t.Fatalf("something goes on after the schedule: %+v", m)
			}
		}
	})
}

func must[T any](v T, err error) func(*rapid.T) T {
	return func(t *rapid.T) T {
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestValueFallsDayByDay: it never rises once the asset is in the books, and without a write-down or disposal stays at or above salvage.
func TestValueFallsDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLife(t)
		from := p.Bought + calendar.Date(rapid.IntRange(0, 1500).Draw(t, "from"))
		before := must(dep.Value(p, from))(t).Minor
		for d := from + 1; d < from+70; d++ {
			now := must(dep.Value(p, d))(t).Minor
			if now > before || now < 0 {
				t.Fatalf("%v: %d after %d", d, now, before)
			}
			before = now
		}
		if v := must(dep.Value(p, p.Bought-1))(t).Minor; v != 0 {
			t.Fatalf("%d before it was bought", v)
		}
	})
}

// TestDaysOfAStraightLineAreEven: by days, each day's charge is within a minor unit of the exact share, and they sum to the whole.
func TestDaysOfAStraightLineAreEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		p.Method, p.ProRata, p.Rate, p.Switch, p.Bought = dep.StraightLine, dep.Day, 0, false, p.Start
		p.Life, p.Cost.Minor = min(p.Life, 26), p.Cost.Minor>>22
		p.Salvage, p.SalvageShare = money.Amount{}, 0
		before, days, sum := p.Cost.Minor, int64(0), int64(0)
		var charges []int64
		for d := p.Start; before > 0; d++ {
			now := must(dep.Value(p, d))(t).Minor
			charges, before, days = append(charges, before-now), now, days+1
			sum += charges[len(charges)-1]
		}
		if sum != p.Cost.Minor {
			t.Fatalf("the days sum to %d, not to %d", sum, p.Cost.Minor)
		}
		if len(charges) > 0 && p.Cost.Minor > 10_000 && slices.Max(charges)-slices.Min(charges) > 1 {
			t.Fatalf("days of %d to %d", slices.Min(charges), slices.Max(charges))
		}
	})
}

// TestSwitchingNeverChargesLater: with the switch, no more is left at the end of any month than without it.
func TestSwitchingNeverChargesLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		p.Method, p.Rate, p.Switch, p.ProRata = dep.DoubleDeclining, 0, false, dep.Month
		plain := must(dep.Schedule(p))(t)
		p.Switch = true
		for i, m := range must(dep.Schedule(p))(t) {
			// Each year is rounded, so the two may be a minor unit a year apart.
			if m.Closing.Minor > plain[i].Closing.Minor+int64(i/12+1) {
				t.Fatalf("%v: %v with the switch, %v without", m.To, m.Closing, plain[i].Closing)
			}
		}
	})
}

// TestJournalBalances: adjoining ranges make up the whole, depreciation and write-downs are what the schedule says, and a disposal
// leaves nothing on the accounts of the asset.
func TestJournalBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLife(t)
		from, to := p.Bought-400, day("2199-12-31")
		all := must(dep.Journal([]dep.Plan{p}, from, to))(t)
		cut := p.Start + calendar.Date(rapid.IntRange(-30, 2000).Draw(t, "cut"))
		halves := append(must(dep.Journal([]dep.Plan{p}, from, cut))(t), must(dep.Journal([]dep.Plan{p}, cut+1, to))(t)...)
		if diff := cmp.Diff(all, halves); diff != "" {
			t.Fatalf("two ranges are not one (-one +two):\n%s", diff)
		}
		balance := map[string]int64{p.Accounts.Cost: p.Cost.Minor}
		for _, l := range all {
			balance[l.Debit] += l.Amount.Minor
			balance[l.Credit] -= l.Amount.Minor
		}
		var charged, impaired, gain int64
		periods := must(dep.Schedule(p))(t)
		for _, m := range periods {
			charged, impaired, gain = charged+m.Charge.Minor, impaired+m.Impairment.Minor, gain+m.Gain.Minor
		}
		a := p.Accounts
		if balance[a.Expense] != charged || balance[a.Impairment] != impaired || -balance[a.Gain]-balance[a.Loss] != gain {
			t.Fatalf("%v; schedule: %d charged, %d written down, %d gained", balance, charged, impaired, gain)
		}
		if held := balance[a.Cost] + balance[a.Accumulated]; held != periods[len(periods)-1].Closing.Minor {
			t.Fatalf("the accounts hold %d, the schedule %v", held, periods[len(periods)-1].Closing)
		}
		if p.Disposal != nil && (balance[a.Cost] != 0 || balance[a.Accumulated] != 0 || balance[a.Proceeds] != p.Disposal.Proceeds.Minor) {
			t.Fatalf("after the disposal the accounts hold %v", balance)
		}
	})
}
