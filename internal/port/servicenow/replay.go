package servicenow

import (
	"cmp"
	"context"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// ReplayOptions say how to play a log against a running server.
type ReplayOptions struct {
	URL   string // of the server, such as http://127.0.0.1:8080
	Token string // of a person who may open and work incidents
	// Speed is how many times faster than it happened it is played.
	Speed float64
	// From and To bound the window; when both are zero it is the busiest hour of the log.
	From, To time.Time
	// Lanes is how many requests may be under way at the same time; 16 when 0. The events of one incident never overtake each other.
	Lanes int
	Clock clock.Clock
	// Client is used for the requests, nil for one of its own.
	Client *http.Client
	// Progress, if set, is called with the events played so far and how many there are. It must be safe for concurrent use.
	Progress func(played, all int64)
}

// play is one change of the log and what stood before it.
type play struct {
	history *History // without its changes
	change  Change
	at      time.Time // in the log, spread over its minute
	due     time.Time // when it is played
}

func (o *ReplayOptions) check() error {
	var c errs.Check
	c.Must(o.Speed > 0, "speed", "Use a speed above 0.")
	c.Must(o.Lanes >= 0 && o.Lanes <= 1000, "lanes", "Use 1 to 1,000.")
	c.Must(o.From.IsZero() == o.To.IsZero(), "to", "Give both ends of the window or neither.")
	c.Must(o.From.IsZero() || o.From.Before(o.To), "to", "The window ends before it begins.")
	c.Must(o.Token != "", "token", "A token is needed: make one with `fettle token create`.")
	c.Must(strings.HasPrefix(o.URL, "http://") || strings.HasPrefix(o.URL, "https://"), "url", "Use the address of the server, such as http://127.0.0.1:8080.")
	return c.Err()
}

// Replay plays a window of the log as live traffic through the JSON API, in the original spacing divided by the speed, and measures how
// the server does. An incident that was opened before the window is opened when it is first met. What our flow has no single move for
// takes two. Requests that fail are counted and do not stop it. Kinds: Invalid for wrong options or an empty window.
func (l *Log) Replay(ctx context.Context, o ReplayOptions) (out Replayed, err error) {
	defer errs.Wrap(&err, "servicenow.Replay")
	if err := o.check(); err != nil {
		return out, err
	}
	o.Lanes = cmp.Or(o.Lanes, 16)
	if o.From.IsZero() {
		if o.From, err = l.busiest(ctx); err != nil {
			return out, err
		}
		o.To = o.From.Add(time.Hour)
	}
	list, err := l.window(ctx, o.From, o.To)
	if err != nil {
		return out, err
	}
	if len(list) == 0 {
		return out, errs.Bad("from", "Nothing happened in the log between %s and %s.", o.From.Format(time.DateTime), o.To.Format(time.DateTime))
	}
	p := &player{opts: o, api: newAPI(o), all: int64(len(list))}
	if err := p.api.teams(ctx); err != nil {
		return out, err
	}
	err = p.run(ctx, list)
	out = p.report(list)
	return out, err
}

// busiest returns the beginning of the hour with the most changes, the earliest of several.
func (l *Log) busiest(ctx context.Context) (time.Time, error) {
	hours := map[time.Time]int{}
	_, err := l.Histories(ctx, func(h History) error {
		for i := range h.Changes {
			hours[h.Changes[i].At.Truncate(time.Hour)]++
		}
		return nil
	})
	var best time.Time
	for at, n := range hours {
		if n > hours[best] || n == hours[best] && at.Before(best) {
			best = at
		}
	}
	return best, err
}

// window returns the changes from one time up to, but not at, another, in order of time. The log knows minutes only: the changes of one
// minute are spread over it.
func (l *Log) window(ctx context.Context, from, to time.Time) ([]play, error) {
	var list []play
	_, err := l.Histories(ctx, func(h History) error {
		head := h
		head.Changes = nil
		for _, c := range h.Changes {
			if !c.At.Before(from) && c.At.Before(to) {
				list = append(list, play{history: &head, change: c, at: c.At})
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b play) int { return a.at.Compare(b.at) })
	for i := 0; i < len(list); {
		n := i
		for n < len(list) && list[n].change.At.Equal(list[i].change.At) {
			n++
		}
		for j := i; j < n; j++ {
			list[j].at = list[j].at.Add(time.Minute * time.Duration(j-i) / time.Duration(n-i))
		}
		i = n
	}
	return list, err
}

// player sends changes down lanes, an incident always down the same, so that its changes stay in order.
type player struct {
	opts  ReplayOptions
	api   *api
	all   int64
	stats lags
}

func (p *player) run(ctx context.Context, list []play) error {
	lanes := make([]chan *play, p.opts.Lanes)
	g, ctx := errgroup.WithContext(ctx)
	for i := range lanes {
		lanes[i] = make(chan *play, len(list)) // the sender keeps the pace, however slow the server is
		g.Go(func() error { return p.lane(ctx, lanes[i]) })
	}
	p.stats.began = p.opts.Clock.Now()
	g.Go(func() error {
		defer func() {
			for i := range lanes {
				close(lanes[i])
			}
		}()
		for i := range list {
			s := &list[i]
			s.due = p.stats.began.Add(time.Duration(float64(s.at.Sub(p.opts.From)) / p.opts.Speed))
			if err := p.until(ctx, s.due); err != nil {
				return err
			}
			h := fnv.New32a()
			_, _ = h.Write([]byte(s.history.Number))
			lanes[h.Sum32()%uint32(len(lanes))] <- s //nolint:gosec // at most 1,000
		}
		return nil
	})
	err := g.Wait()
	p.stats.ended = p.opts.Clock.Now()
	return err
}

func (p *player) until(ctx context.Context, at time.Time) error {
	wait := at.Sub(p.opts.Clock.Now())
	if wait <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *player) lane(ctx context.Context, plays <-chan *play) error {
	live := map[string]*incidentNow{}
	for s := range plays {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.stats.late(p.opts.Clock.Now().Sub(s.due))
		now := live[s.history.Number]
		if now == nil {
			now = &incidentNow{}
			live[s.history.Number] = now
		}
		ok := p.play(ctx, now, s)
		if n := p.stats.played(ok, ctx.Err() != nil); p.opts.Progress != nil {
			p.opts.Progress(n, p.all)
		}
	}
	return nil
}
