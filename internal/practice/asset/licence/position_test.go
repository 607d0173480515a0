package licence_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

func on(s string) time.Time {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t
}

func eur(minor int64) money.Amount { return money.Must(money.New(minor, "EUR")) }

var (
	anna   = licence.Party{ID: 1, Name: "Anna"}
	ben    = licence.Party{ID: 2, Name: "Ben"}
	cleo   = licence.Party{ID: 3, Name: "Cleo"}
	laptop = licence.Party{ID: 11, Name: "NB-0011"}
	tower  = licence.Party{ID: 12, Name: "PC-0012"}
	server = licence.Party{ID: 13, Name: "SRV-0013"}
	nobody = licence.Party{}
)

// right is an entitlement of this year at 100 euros a unit.
func right(id int64, m licence.Metric, quantity int64) licence.Entitlement {
	return licence.Entitlement{ID: id, Metric: m, Quantity: quantity, Start: on("2026-01-01"), End: on("2026-12-31"), UnitCost: eur(10000)}
}

func change(e licence.Entitlement, f func(*licence.Entitlement)) licence.Entitlement { f(&e); return e }

func install(id int64, device, person licence.Party) licence.Install {
	return licence.Install{ID: id, Device: device, Person: person, LastUsed: on("2026-06-29")}
}

func version(n licence.Install, v string) licence.Install  { n.Version = v; return n }
func sized(n licence.Install, cores int64) licence.Install { n.Cores = cores; return n }

// figures are what the tables look at.
type figures struct {
	State                                         licence.State
	Entitled, Allocated, Installed, Used, Missing int64
	Spare, Unused                                 int64
	AtRisk, Saving                                int64
}

func figuresOf(p licence.Position) figures {
	sum := func(of []money.Amount) (n int64) {
		for _, a := range of {
			n += a.Minor
		}
		return n
	}
	return figures{p.State, p.Entitled, p.Allocated, p.Installed, p.Used, p.Short, p.Spare, p.Unused, sum(p.AtRisk), sum(p.Saving)}
}

type positionCase struct {
	name string
	in   licence.Input
	want figures
}

func runCases(t *testing.T, tests []positionCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.in.Product = "Drawing"
			if tt.in.Date.IsZero() {
				tt.in.Date = on("2026-06-30")
			}
			p, err := licence.At(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, figuresOf(p)); d != "" {
				t.Errorf("(-want +got):\n%s\nevidence: %+v", d, p.Evidence)
			}
			checkSums(t, p)
		})
	}
}

type (
	rights   = []licence.Entitlement
	installs = []licence.Install
	promises = []licence.Allocation
)

func TestPositionByMetric(t *testing.T) {
	t.Parallel()
	three := installs{install(1, laptop, anna), install(2, tower, anna), install(3, server, ben)}
	runCases(t, []positionCase{
		{"a user counts once for two devices", licence.Input{Entitlements: rights{right(1, licence.PerUser, 2)}, Installs: three},
			figures{State: licence.Compliant, Entitled: 2, Installed: 2, Used: 2}},
		{"a device counts once for two users", licence.Input{Entitlements: rights{right(1, licence.PerDevice, 1)}, Installs: installs{install(1, laptop, anna), install(2, laptop, ben)}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"two users of one device need two user seats", licence.Input{Entitlements: rights{right(1, licence.PerUser, 1)}, Installs: installs{install(1, laptop, anna), install(2, laptop, ben)}},
			figures{State: licence.Short, Entitled: 1, Installed: 2, Used: 2, Missing: 1, AtRisk: 10000}},
		{"a device without a known user stands for one user", licence.Input{Entitlements: rights{right(1, licence.PerUser, 1)}, Installs: installs{install(1, laptop, nobody)}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"three devices on two device licences are one short", licence.Input{Entitlements: rights{right(1, licence.PerDevice, 2)}, Installs: three},
			figures{State: licence.Short, Entitled: 2, Installed: 3, Used: 3, Missing: 1, AtRisk: 10000}},
		{"cores add up with the least for each device", licence.Input{CoreMinimum: 8, Entitlements: rights{right(1, licence.PerCore, 32)}, Installs: installs{sized(install(1, laptop, anna), 4), sized(install(2, server, ben), 24)}},
			figures{State: licence.Compliant, Entitled: 32, Installed: 32, Used: 32}},
		{"a device may be covered for some of its cores", licence.Input{Entitlements: rights{right(1, licence.PerCore, 16)}, Installs: installs{sized(install(1, server, nobody), 20)}},
			figures{State: licence.Short, Entitled: 16, Installed: 20, Used: 20, Missing: 4, AtRisk: 40000}},
		{"unknown cores count the least", licence.Input{CoreMinimum: 16, Entitlements: rights{right(1, licence.PerCore, 16)}, Installs: installs{install(1, server, nobody)}},
			figures{State: licence.Compliant, Entitled: 16, Installed: 16, Used: 16}},
		{"concurrent use counts the highest number at once", licence.Input{Entitlements: rights{right(1, licence.Concurrent, 2)}, Installs: three, Sessions: []licence.Session{
			{Device: laptop, From: on("2026-06-01"), To: on("2026-06-03")}, {Device: tower, From: on("2026-06-02"), To: on("2026-06-04")}, {Device: server, From: on("2026-06-04"), To: on("2026-06-05")}}},
			figures{State: licence.Compliant, Entitled: 2, Installed: 2, Used: 2}},
		{"without sessions each device is taken to be in use", licence.Input{Entitlements: rights{right(1, licence.Concurrent, 2)}, Installs: three},
			figures{State: licence.Short, Entitled: 2, Installed: 3, Used: 3, Missing: 1, AtRisk: 10000}},
		{"a site licence covers everything", licence.Input{Entitlements: rights{right(1, licence.Site, 1)}, Installs: three},
			figures{State: licence.Compliant, Entitled: 3, Installed: 3, Used: 3}},
		{"a free product is compliant", licence.Input{Entitlements: rights{right(1, licence.Free, 0)}, Installs: three},
			figures{State: licence.Compliant, Entitled: 3, Installed: 3, Used: 3}},
		{"a subscription counts users, whatever the version", licence.Input{Entitlements: rights{change(right(1, licence.Subscription, 3), func(e *licence.Entitlement) { e.Version = "2019" })}, Installs: installs{version(install(1, laptop, anna), "2024")}},
			figures{State: licence.OverLicensed, Entitled: 3, Installed: 1, Used: 1, Spare: 2, Saving: 20000}},
		{"a running trial covers its devices", licence.Input{Entitlements: rights{right(1, licence.Trial, 5)}, Installs: three},
			figures{State: licence.OverLicensed, Entitled: 5, Installed: 3, Used: 3, Spare: 2, Saving: 20000}},
		{"users first and devices for the rest", licence.Input{Entitlements: rights{right(1, licence.PerUser, 1), right(2, licence.PerDevice, 1)}, Installs: three},
			figures{State: licence.Compliant, Entitled: 2, Installed: 2, Used: 2}},
	})
}

func TestPositionByState(t *testing.T) {
	t.Parallel()
	one := installs{install(1, laptop, anna)}
	last := change(right(1, licence.PerUser, 5), func(e *licence.Entitlement) { e.End = on("2026-06-30") })
	runCases(t, []positionCase{
		{"nothing owned and nothing used is compliant", licence.Input{}, figures{State: licence.Compliant}},
		{"used and never bought is unlicensed, at no known price", licence.Input{Installs: one}, figures{State: licence.Unlicensed, Installed: 1, Used: 1, Missing: 1}},
		{"more owned than used is over-licensed", licence.Input{Entitlements: rights{right(1, licence.PerUser, 5)}, Installs: one},
			figures{State: licence.OverLicensed, Entitled: 5, Installed: 1, Used: 1, Spare: 4, Saving: 40000}},
		{"an entitlement holds on its last day", licence.Input{Entitlements: rights{last}, Installs: one},
			figures{State: licence.OverLicensed, Entitled: 5, Installed: 1, Used: 1, Spare: 4, Saving: 40000}},
		{"used after the last day is expired, at the price last paid", licence.Input{Date: on("2026-07-01"), Entitlements: rights{last}, Installs: one},
			figures{State: licence.Expired, Installed: 1, Used: 1, Missing: 1, AtRisk: 10000}},
		{"ended and no longer used is compliant", licence.Input{Date: on("2026-07-01"), Entitlements: rights{last}}, figures{State: licence.Compliant}},
		{"bought for later is unlicensed today", licence.Input{Date: on("2025-12-31"), Entitlements: rights{right(1, licence.PerUser, 5)}, Installs: one},
			figures{State: licence.Unlicensed, Installed: 1, Used: 1, Missing: 1}},
		{"a trial that ended leaves the product expired", licence.Input{Entitlements: rights{change(right(1, licence.Trial, 5), func(e *licence.Entitlement) { e.End = on("2026-02-01") })}, Installs: one},
			figures{State: licence.Expired, Installed: 1, Used: 1, Missing: 1, AtRisk: 10000}},
		{"entitlements that overlap in time add up", licence.Input{
			Entitlements: rights{right(1, licence.PerDevice, 1), change(right(2, licence.PerDevice, 1), func(e *licence.Entitlement) { e.Start, e.End = on("2026-06-01"), on("2027-05-31") })},
			Installs:     installs{install(1, laptop, anna), install(2, tower, ben)}},
			figures{State: licence.Compliant, Entitled: 2, Installed: 2, Used: 2}},
		{"of overlapping ones the ended no longer counts, and the latest price does", licence.Input{Date: on("2027-01-15"),
			Entitlements: rights{right(1, licence.PerDevice, 1), change(right(2, licence.PerDevice, 1), func(e *licence.Entitlement) {
				e.Start, e.End, e.UnitCost = on("2026-06-01"), on("2027-05-31"), eur(12000)
			})},
			Installs: installs{install(1, laptop, anna), install(2, tower, ben)}},
			figures{State: licence.Short, Entitled: 1, Installed: 2, Used: 2, Missing: 1, Unused: 1, AtRisk: 12000, Saving: 12000}},
		{"a seat promised and not installed is used", licence.Input{Entitlements: rights{right(1, licence.PerUser, 2)}, Installs: one,
			Allocations: promises{{ID: 1, Person: anna, Since: on("2026-06-01")}, {ID: 2, Person: cleo, Since: on("2026-06-01")}}},
			figures{State: licence.Compliant, Entitled: 2, Allocated: 2, Installed: 1, Used: 2}},
		{"a promise that was taken back is not used", licence.Input{Entitlements: rights{right(1, licence.PerUser, 1)}, Installs: one,
			Allocations: promises{{ID: 2, Person: cleo, Since: on("2026-01-01"), Until: on("2026-05-31")}}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"seats promised of what was never bought are unlicensed", licence.Input{Allocations: promises{{ID: 1, Person: anna}, {ID: 2, Device: tower}}},
			figures{State: licence.Unlicensed, Allocated: 2, Used: 2, Missing: 2}},
		{"a promise takes nothing from a site licence", licence.Input{Entitlements: rights{right(1, licence.Site, 0)}, Allocations: promises{{ID: 1, Person: anna}}},
			figures{State: licence.Compliant, Allocated: 1}},
		{"a seat unused for long could be saved", licence.Input{Entitlements: rights{right(1, licence.PerUser, 2)},
			Installs:    installs{{ID: 1, Device: laptop, Person: anna, LastUsed: on("2026-03-31")}},
			Allocations: promises{{ID: 2, Person: cleo, Since: on("2026-01-01")}}},
			figures{State: licence.Compliant, Entitled: 2, Allocated: 1, Installed: 1, Used: 2, Unused: 2, Saving: 20000}},
		{"ninety days without use are not yet long", licence.Input{Entitlements: rights{right(1, licence.PerUser, 1)},
			Installs: installs{{ID: 1, Device: laptop, Person: anna, LastUsed: on("2026-04-01")}}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"an unknown last use is not taken for none", licence.Input{Entitlements: rights{right(1, licence.PerUser, 1)}, Installs: installs{{ID: 1, Device: laptop, Person: anna}}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
	})
}

func TestPositionByVersion(t *testing.T) {
	t.Parallel()
	of2019 := change(right(1, licence.PerDevice, 1), func(e *licence.Entitlement) { e.Version = "2019" })
	newer, older := version(install(1, laptop, anna), "2021"), version(install(1, laptop, anna), "2016")
	runCases(t, []positionCase{
		{"a newer release is not covered", licence.Input{Entitlements: rights{of2019}, Installs: installs{newer}},
			figures{State: licence.Short, Entitled: 1, Installed: 1, Used: 1, Missing: 1, Spare: 1, AtRisk: 10000, Saving: 10000}},
		{"a newer release is covered by an upgrade right to it", licence.Input{Entitlements: rights{change(of2019, func(e *licence.Entitlement) { e.UpgradeTo = "2021" })}, Installs: installs{newer}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"a release beyond the upgrade right is not", licence.Input{Entitlements: rights{change(of2019, func(e *licence.Entitlement) { e.UpgradeTo = "2021" })}, Installs: installs{version(newer, "2024")}},
			figures{State: licence.Short, Entitled: 1, Installed: 1, Used: 1, Missing: 1, Spare: 1, AtRisk: 10000, Saving: 10000}},
		{"an older release needs the right to downgrade", licence.Input{Entitlements: rights{of2019}, Installs: installs{older}},
			figures{State: licence.Short, Entitled: 1, Installed: 1, Used: 1, Missing: 1, Spare: 1, AtRisk: 10000, Saving: 10000}},
		{"an older release is covered with it", licence.Input{Entitlements: rights{change(of2019, func(e *licence.Entitlement) { e.Downgrade = true })}, Installs: installs{older}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"a right to a release is one to its updates", licence.Input{Entitlements: rights{change(of2019, func(e *licence.Entitlement) { e.Version = "12" })}, Installs: installs{version(newer, "12.4.1")}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"an unknown version has the benefit of the doubt", licence.Input{Entitlements: rights{of2019}, Installs: installs{install(1, laptop, anna)}},
			figures{State: licence.Compliant, Entitled: 1, Installed: 1, Used: 1}},
		{"the scarce right is kept for whom nothing else covers", licence.Input{
			Entitlements: rights{change(of2019, func(e *licence.Entitlement) { e.UpgradeTo = "2021" }), change(of2019, func(e *licence.Entitlement) { e.ID = 2 })},
			Installs:     installs{version(install(1, laptop, anna), "2019"), version(install(2, tower, ben), "2021")}},
			figures{State: licence.Compliant, Entitled: 2, Installed: 2, Used: 2}},
		{"a site licence of a release leaves the newer to be bought", licence.Input{
			Entitlements: rights{change(of2019, func(e *licence.Entitlement) { e.Metric, e.Downgrade = licence.Site, true })},
			Installs:     installs{version(install(1, laptop, anna), "2016"), version(install(2, tower, ben), "2021")}},
			figures{State: licence.Short, Entitled: 1, Installed: 2, Used: 2, Missing: 1}},
	})
}

func TestCurrenciesAreKeptApart(t *testing.T) {
	t.Parallel()
	dollars := change(right(2, licence.PerDevice, 3), func(e *licence.Entitlement) { e.UnitCost = money.Must(money.New(5000, "USD")) })
	p, err := licence.At(licence.Input{Date: on("2026-06-30"), Entitlements: rights{right(1, licence.PerUser, 3), dollars}})
	if err != nil {
		t.Fatal(err)
	}
	want := []money.Amount{eur(30000), money.Must(money.New(15000, "USD"))}
	if d := cmp.Diff(want, p.Saving); d != "" {
		t.Error(d)
	}
}

func TestPositionRefusesWrongRows(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]licence.Input{
		"no date":                 {},
		"an unknown metric":       {Date: on("2026-01-01"), Entitlements: rights{{Metric: "per_cup"}}},
		"a negative quantity":     {Date: on("2026-01-01"), Entitlements: rights{{Metric: licence.PerUser, Quantity: -1}}},
		"an end before the start": {Date: on("2026-01-01"), Entitlements: rights{{Metric: licence.PerUser, Start: on("2026-02-01"), End: on("2026-01-01")}}},
	} {
		if _, err := licence.At(in); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}
