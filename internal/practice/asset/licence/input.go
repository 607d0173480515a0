package licence

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// Metric is what an entitlement counts.
type Metric string

// The metrics.
const (
	PerUser      Metric = "per_user"     // distinct persons
	PerDevice    Metric = "per_device"   // distinct devices
	PerCore      Metric = "per_core"     // processor cores of the devices, with a minimum per device
	Concurrent   Metric = "concurrent"   // the highest number in use at one moment
	Site         Metric = "site"         // everything, without a limit
	Subscription Metric = "subscription" // distinct persons, any version, while it runs
	Free         Metric = "free"         // needs no licence
	Trial        Metric = "trial"        // distinct devices, until it ends
)

// Party is a person or a device by its record and the name that the evidence shows. The zero Party is nobody.
type Party struct {
	ID   int64
	Name string
}

// None reports that there is nobody.
func (p Party) None() bool { return p.ID == 0 }

// Entitlement is a right to use a product.
type Entitlement struct {
	ID         int64
	Reference  string // how people call it: an order or contract number
	Metric     Metric
	Quantity   int64        // units of the metric; without meaning for site and free
	Start, End time.Time    // the first and the last day; zero for no limit
	Version    string       // the release it was bought for; "" for any
	UpgradeTo  string       // the newest release it may be used for; "" for that of Version
	Downgrade  bool         // whether older releases than Version may be used under it
	UnitCost   money.Amount // for one unit and the whole term; the zero value where unknown
}

// Allocation is a unit promised to a person or a device, whether or not it is installed.
type Allocation struct {
	ID           int64
	Person       Party
	Device       Party
	Since, Until time.Time // the first and the last day; zero for no limit
	LastUsed     time.Time // where the vendor's service tells; zero for unknown
}

// Install is a product found on a device.
type Install struct {
	ID       int64
	Device   Party
	Person   Party // who uses it there; may be nobody
	Version  string
	Cores    int64     // of the device; 0 for unknown
	LastUsed time.Time // zero for unknown, which is never taken for unused
	Source   string    // who found it: an agent, an import, a person
}

// Session is a time in which a product was in use. Only concurrent licences look at sessions.
type Session struct {
	Device   Party
	From, To time.Time // half open: at To it is no longer in use
}

// Input is all that a position follows from.
type Input struct {
	Product      string    // its name, for the evidence
	Date         time.Time // the day of the position
	Entitlements []Entitlement
	Allocations  []Allocation
	Installs     []Install // as they were on the day
	Sessions     []Session
	CoreMinimum  int64 // cores that each device counts at least; 0 for one
	UnusedDays   int   // unused for more days is a seat to reclaim; 0 for DefaultUnusedDays
}

// DefaultUnusedDays is after how many days without use a seat may be reclaimed.
const DefaultUnusedDays = 90

// Check says what is wrong with the input, as Invalid with the place of each error.
func (in Input) Check() error {
	var c errs.Check
	c.Must(!in.Date.IsZero(), "date", "Give the day of the position.")
	for i, e := range in.Entitlements {
		at := "entitlements." + strconv.Itoa(i)
		_, known := familyOf(e.Metric)
		c.Must(known, at+".metric", "Choose a metric: users, devices, cores, concurrent, site, subscription, free or trial.")
		c.Must(e.Quantity >= 0, at+".quantity", "Give a quantity of 0 or more.")
		c.Must(e.Start.IsZero() || e.End.IsZero() || day(e.Start) <= day(e.End), at+".end", "The end lies before the start.")
	}
	c.Must(in.CoreMinimum >= 0, "core_minimum", "Give a minimum of 0 or more.")
	return c.Err()
}

// sorted returns a copy whose rows are in an order of their own, so that the order in which they came does not matter.
func (in Input) sorted() Input {
	in.Entitlements = slices.Clone(in.Entitlements)
	sorted.By(in.Entitlements, func(a, b Entitlement) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), strings.Compare(a.Reference, b.Reference))
	})
	in.Allocations = slices.Clone(in.Allocations)
	sorted.By(in.Allocations, func(a, b Allocation) int { return cmp.Compare(a.ID, b.ID) })
	in.Installs = slices.Clone(in.Installs)
	sorted.By(in.Installs, func(a, b Install) int { return cmp.Compare(a.ID, b.ID) })
	if in.UnusedDays <= 0 {
		in.UnusedDays = DefaultUnusedDays
	}
	return in
}

// day makes a number of a date that compares as dates do.
func day(t time.Time) int {
	y, m, d := t.Date()
	return y*10000 + int(m)*100 + d
}

// within tells whether a day lies between two others, both included; a zero border is none.
func within(t, first, last time.Time) bool {
	return (first.IsZero() || day(first) <= day(t)) && (last.IsZero() || day(t) <= day(last))
}

// unused tells whether a last use lies more than the days of the input before its date. An unknown use is none of ours to judge.
func (in Input) unused(last time.Time) bool {
	return !last.IsZero() && day(last) < day(in.Date.AddDate(0, 0, -in.UnusedDays))
}
