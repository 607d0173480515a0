package insight

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// MaxWeeks is the longest period.
const MaxWeeks = 270

// Period is a stretch of whole local days, [From, To), in one zone.
type Period struct{ From, To time.Time }

// LastWeeks returns the last n calendar weeks up to the end of today, the present week included.
func LastWeeks(n int, now time.Time, zone *time.Location) Period {
	to := midnight(now.In(zone), 1)
	return Period{monday(now.In(zone)).AddDate(0, 0, -7*(n-1)), to}
}

// Days returns the period from one local date to another, both included.
func Days(from, to time.Time, zone *time.Location) Period {
	return Period{midnight(from.In(zone), 0), midnight(to.In(zone), 1)}
}

func midnight(t time.Time, plus int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+plus, 0, 0, 0, 0, t.Location())
}

func monday(t time.Time) time.Time {
	return midnight(t, -(int(t.Weekday())+6)%7)
}

func (p Period) check() error {
	switch {
	case p.From.IsZero() || p.To.IsZero() || p.From.Year() < 2000:
		return errs.Bad("from", "Give a first and a last day, from 2000 on.")
	case !p.To.After(p.From):
		return errs.Bad("to", "The last day lies before the first.")
	case p.To.Sub(p.From) > (MaxWeeks*7+1)*24*time.Hour:
		return errs.Bad("from", "Choose at most %d weeks.", MaxWeeks)
	}
	return nil
}

// weeks cuts the period at each local Monday.
func (p Period) weeks() []Week {
	var out []Week
	for from := p.From; from.Before(p.To); {
		to := monday(from).AddDate(0, 0, 7)
		if to.After(p.To) {
			to = p.To
		}
		out = append(out, Week{From: from, To: to})
		from = to
	}
	return out
}
