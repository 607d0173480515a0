package licence

import (
	"cmp"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// countUnlimited covers every install whose version a site or free licence covers. They are counted by device, to show a figure.
func (a *account) countUnlimited() {
	var pool Pool
	seen := map[[2]int64]bool{}
	for _, i := range a.rights(unlimited) {
		a.rightRow[i].Reason = "holds on this day and has no limit"
	}
	for i, n := range a.in.Installs {
		right := a.firstUnlimited(n.Version)
		if right < 0 {
			continue
		}
		a.openInstall[i] = false
		row := &a.installRow[i]
		row.CoveredBy = []string{a.name(right)}
		kind, id := holderOf(devices, n)
		if key := [2]int64{int64(kind), id}; seen[key] {
			row.Reason = "the same device again"
			continue
		} else {
			seen[key] = true
		}
		row.Units, row.Counted, row.Reason = 1, true, "counts one device; covered without a limit"
		a.rightRow[right].Units++
		a.rightRow[right].Counted = true
		pool.Entitled++
		pool.Used++
	}
	for i, open := range a.openAlloc {
		if open {
			a.openAlloc[i] = false
			a.allocRow[i].Reason = "takes no unit: covered without a limit"
		}
	}
	a.addPool(unlimited, pool)
}

// countSeats counts concurrent use: the highest number of sessions at one moment, or all devices where no session was recorded.
func (a *account) countSeats() {
	var pool Pool
	for _, i := range a.rights(seats) {
		pool.Entitled += a.in.Entitlements[i].Quantity
		a.rightRow[i].Units = a.in.Entitlements[i].Quantity
		a.rightRow[i].Counted = true
		a.rightRow[i].Reason = "holds on this day"
	}
	if len(a.in.Sessions) == 0 {
		pool.Used = a.seatsByDevice()
	} else {
		pool.Used = a.seatsByPeak()
	}
	pool.Short = max(0, pool.Used-pool.Entitled)
	pool.Spare = max(0, pool.Entitled-pool.Used)
	a.addPool(seats, pool)
}

func (a *account) seatsByDevice() (used int64) {
	for _, h := range a.holders(seats) {
		for j, i := range h.installs {
			a.openInstall[i] = false
			if row := &a.installRow[i]; j == 0 {
				used++
				row.Units, row.Counted, row.Reason = 1, true, "counts one seat: no session was recorded, so each device is taken to be in use at once"
			} else {
				row.Reason = "the same device again"
			}
		}
	}
	return used
}

func (a *account) seatsByPeak() int64 {
	open := map[int64]bool{}
	for i, n := range a.in.Installs {
		if !a.openInstall[i] {
			continue
		}
		a.openInstall[i] = false
		open[n.Device.ID] = true
		a.installRow[i].Reason = "counted in the highest number in use at once"
	}
	elsewhere := map[int64]bool{}
	for _, n := range a.in.Installs {
		elsewhere[n.Device.ID] = true
	}
	peak, at := peakOf(a.in.Sessions, func(s Session) bool {
		return day(s.From) <= day(a.in.Date) && (open[s.Device.ID] || !elsewhere[s.Device.ID])
	})
	row := Evidence{Kind: RowPeak, Units: peak, Counted: peak > 0, Holds: true, Metric: Concurrent, Reason: "nothing was in use"}
	if peak > 0 {
		row.LastUsed = at
		row.Reason = "in use at once: " + strconv.FormatInt(peak, 10) + ", first reached on " + at.UTC().Format("2006-01-02 15:04")
	}
	a.peakRow = append(a.peakRow, row)
	return peak
}

// peakOf returns the highest number of sessions at one moment, and when it was first reached.
func peakOf(sessions []Session, counts func(Session) bool) (peak int64, at time.Time) {
	type edge struct {
		at   time.Time
		step int64
	}
	var edges []edge
	for _, s := range sessions {
		if counts(s) && s.To.After(s.From) {
			edges = append(edges, edge{s.From, 1}, edge{s.To, -1})
		}
	}
	sorted.By(edges, func(x, y edge) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.step, y.step)) })
	var now int64
	for _, e := range edges {
		if now += e.step; now > peak {
			peak, at = now, e.at
		}
	}
	return peak, at
}
