package licence

import (
	"slices"
	"strconv"
	"time"
)

// RowKind says what a row of evidence is about.
type RowKind string

// The kinds of rows.
const (
	RowEntitlement RowKind = "entitlement"
	RowAllocation  RowKind = "allocation"
	RowInstall     RowKind = "install"
	RowPeak        RowKind = "peak" // the highest number of sessions at once
)

// Evidence is one row that was looked at. The units of the entitlements sum to Entitled, those of installs and of the peak to
// Installed, and those with the allocations' to Used.
type Evidence struct {
	Kind      RowKind
	ID        int64
	Reference string
	Person    Party
	Device    Party
	Version   string
	Metric    Metric // of an entitlement
	Holds     bool   // whether it is in force on the day
	Counted   bool   // whether its units are in the figures
	Units     int64
	Missing   int64    // units of it that nothing covers
	CoveredBy []string // references of the entitlements that cover it
	LastUsed  time.Time
	Source    string
	Reason    string // why it counted, or why not, as a phrase
}

// evidence returns all rows: entitlements, then allocations, then installs, each by its number.
func (a *account) evidence() []Evidence {
	return slices.Concat(a.rightRow, a.allocRow, a.installRow, a.peakRow)
}

// writeHolder writes what a holder counted into its rows: the first install carries the units, or the first allocation where nothing
// is installed.
func (a *account) writeHolder(f family, h *holder) {
	var by []string
	for _, i := range h.from {
		by = append(by, a.name(i))
	}
	first := true
	for _, i := range h.installs {
		a.openInstall[i] = false
		row := &a.installRow[i]
		row.CoveredBy = by
		if !first {
			row.Reason = "the same " + h.noun() + " again"
			continue
		}
		first = false
		row.Units, row.Counted, row.Missing = h.units, true, h.units-h.served
		row.Reason = a.counted(f, h, a.in.Installs[i])
	}
	for _, i := range h.allocs {
		a.openAlloc[i] = false
		row := &a.allocRow[i]
		row.CoveredBy = by
		if !first {
			row.Reason = "no further unit: already counted by the install"
			if len(h.installs) == 0 {
				row.Reason = "the same " + h.noun() + " again"
			}
			continue
		}
		first = false
		row.Units, row.Counted, row.Missing = h.units, true, h.units-h.served
		row.Reason = "promised and not installed" + a.verdict(f, h)
	}
}

// counted says for what an install counts.
func (a *account) counted(f family, h *holder, n Install) string {
	what := "counts one " + h.noun()
	switch {
	case f == cores && n.Cores == 0:
		what = "counts " + strconv.FormatInt(h.units, 10) + " cores, the least for a device: its own number is unknown"
	case f == cores && h.units > n.Cores:
		what = "counts " + strconv.FormatInt(h.units, 10) + " cores, the least for a device; it has " + strconv.FormatInt(n.Cores, 10)
	case f == cores:
		what = "counts its " + strconv.FormatInt(h.units, 10) + " cores"
	case f == users && h.kind == 2:
		what = "counts one user: nobody is known to use this device, so it stands for one"
	case h.kind == 3:
		what = "counts one: neither its device nor its user is known"
	}
	return what + a.verdict(f, h)
}

// verdict says why a holder is not covered, in words to follow others.
func (a *account) verdict(f family, h *holder) string {
	if h.served == h.units {
		return ""
	}
	rights := a.rights(f)
	if len(rights) == 0 {
		return "; no entitlement holds on this day"
	}
	for _, i := range rights {
		if a.in.Entitlements[i].coversAll(h.versions) {
			return "; all units are taken"
		}
	}
	return "; no entitlement covers this version"
}

func (h *holder) noun() string { return [...]string{"", "user", "device", "install"}[h.kind] }

// name is how an entitlement is called in the evidence.
func (a *account) name(i int) string {
	e := a.in.Entitlements[i]
	if e.Reference != "" {
		return e.Reference
	}
	return "entitlement " + strconv.FormatInt(e.ID, 10)
}

func allocatedTo(l Allocation) string {
	if !l.Person.None() {
		return "a person"
	}
	return "a device"
}

func date(t time.Time) string { return t.Format("2006-01-02") }
