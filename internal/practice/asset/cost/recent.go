package cost

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// recent keeps what classes have cost for a short while: each page of an asset is compared with its whole class, of which there may be tens of
// thousands, and an average is as true a minute later. It is safe for concurrent use.
type recent struct {
	mu   sync.Mutex
	held map[string]averages
}

type averages struct {
	lines []CostLine
	at    clock.Time
}

// recentAge is how old an average may be, and recentMost how many are kept.
const (
	recentAge  = time.Minute
	recentMost = 500
)

// lines returns what the assets of a class have cost that the actor may see. Whoever sees something else has an entry of their own.
func (r *recent) lines(ctx context.Context, d *Desk, v view, class id.ID, on calendar.Date) ([]CostLine, error) {
	var args db.Args
	now := clock.Of(d.db.Clock().Now())
	key := fmt.Sprintf("%d %s %t %t %v %s %v", class, on, v.contracts, v.work, v.hour, v.Predicate(asset.PermView, &args, v.scope), args.Values())
	r.mu.Lock()
	held, ok := r.held[key]
	r.mu.Unlock()
	if ok && now >= held.at && now.Sub(held.at) < recentAge {
		return held.lines, nil
	}
	list, err := d.lines(ctx, v, Class, class, on)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held == nil || len(r.held) >= recentMost {
		r.held = map[string]averages{}
	}
	r.held[key] = averages{list, now}
	return list, nil
}
