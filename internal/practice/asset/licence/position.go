package licence

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
)

// State is the verdict on a position.
type State string

// The states, from good to bad.
const (
	Compliant    State = "compliant"     // all that is used is covered, and nothing is left over
	OverLicensed State = "over_licensed" // all that is used is covered, and units are left over
	Short        State = "short"         // something that is used is not covered
	Expired      State = "expired"       // in use, and every entitlement has ended
	Unlicensed   State = "unlicensed"    // in use, and there never was an entitlement
)

// Unit is what a pool counts.
type Unit string

// The units.
const (
	Users    Unit = "users"
	Devices  Unit = "devices"
	Cores    Unit = "cores"
	Seats    Unit = "concurrent"
	Anything Unit = "unlimited"
	Mixed    Unit = "mixed" // the figures of a position add pools of several units; look at the pools
)

// Pool is the part of a position that is counted in one unit.
type Pool struct {
	Unit     Unit
	Entitled int64 // units owned; without a limit it equals Used
	Used     int64 // units needed
	Gap      int64 // Entitled - Used
	Short    int64 // units used and not covered
	Spare    int64 // units owned and not used; Gap = Spare - Short
	Unused   int64 // units covered whose holders have not used them for long
}

// Position is how a product stands on a date.
type Position struct {
	Product   string
	Date      time.Time
	Unit      Unit
	Entitled  int64
	Allocated int64 // allocations that hold on the day
	Installed int64 // units that installs need, by the metric
	Used      int64 // units that installs and allocations need together
	Gap       int64 // Entitled - Used
	Short     int64
	Spare     int64
	Unused    int64
	State     State
	AtRisk    []money.Amount // what covering the short units costs at the latest price, one for each currency; none where no price is known
	Saving    []money.Amount // what the spare and the unused units cost, at the lowest price, one for each currency
	Pools     []Pool
	Evidence  []Evidence
}

// At gives the position of a product. Errors: Invalid for wrong rows or amounts out of range.
func At(in Input) (Position, error) {
	if err := in.Check(); err != nil {
		return Position{}, err
	}
	a := newAccount(in.sorted())
	a.count()
	p := a.position()
	if err := a.price(&p); err != nil {
		return Position{}, errs.Because(errs.Invalid, err, "The costs of these entitlements are too large to add up.")
	}
	return p, nil
}

func (a *account) position() Position {
	p := Position{Product: a.in.Product, Date: a.in.Date, Pools: a.pools, Evidence: a.evidence()}
	for i, pool := range a.pools {
		p.Unit = pool.Unit
		if i > 0 {
			p.Unit = Mixed
		}
		p.Entitled += pool.Entitled
		p.Used += pool.Used
		p.Gap += pool.Gap
		p.Short += pool.Short
		p.Spare += pool.Spare
		p.Unused += pool.Unused
	}
	for _, row := range p.Evidence {
		switch {
		case row.Kind == RowAllocation && row.Holds:
			p.Allocated++
		case row.Kind == RowInstall || row.Kind == RowPeak:
			p.Installed += row.Units
		}
	}
	p.State = a.state(p)
	return p
}

func (a *account) state(p Position) State {
	switch {
	case p.Short == 0 && p.Spare > 0:
		return OverLicensed
	case p.Short == 0:
		return Compliant
	case len(a.active) > 0:
		return Short
	case len(a.ended) > 0:
		return Expired
	}
	return Unlicensed
}
