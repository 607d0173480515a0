package queue

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// view is a question that has a name.
type view struct {
	Key, Label, Q, Sort string
	By                  string // the field by which it is grouped
	Board               bool
	Columns             string // that are shown, with commas
}

// kept adds the views that the visitor keeps, alone or with a team.
func (l *page) kept() error {
	if l.Views == nil {
		return nil
	}
	list, err := l.Views.Of(l.Ctx(), l.Room.DB, l.p.Kind.Key)
	for _, w := range list {
		l.views = append(l.views, view{keptKey + w.ID.String(), w.Name, w.Q, w.Sort, w.By, w.Board, w.Columns})
	}
	return err
}

// keptKey begins the key of a view that somebody keeps; its id follows.
const keptKey = "v"

// keep offers to keep what is asked, or to change the view that is shown.
func (l *page) keep(d *ui.QueueData) {
	if l.Views == nil || l.fault != nil {
		return
	}
	q := url.Values{"kind": {l.p.Kind.Key}, "q": {l.at.q}, "sort": {l.at.sort}, "by": {l.at.by}, "cols": {strings.Join(l.at.cols, ",")}}
	if l.at.board {
		q.Set("board", "1")
	}
	d.NewView = "/views/new?" + q.Encode()
	if which, ok := strings.CutPrefix(l.view.Key, keptKey); ok {
		d.Acts = append(d.Acts, ui.Button{Label: "Change the view", Look: ui.Quiet, Small: true, Href: "/views/" + which})
	}
}

// teams names the teams that the visitor is in.
func teams(ctx context.Context, v *kit.Visit) ([]string, error) {
	if len(v.Actor.Teams) == 0 {
		return nil, nil
	}
	names, err := people.TeamNames(ctx, v.Room.DB, v.Actor.Teams)
	if err != nil {
		return nil, err
	}
	list := make([]string, 0, len(names))
	for _, t := range v.Actor.Teams {
		list = append(list, names[t])
	}
	return list, nil
}

// views returns the shipped views that make sense for a visitor in these teams.
func views(teams []string) []view {
	out := []view{
		{Key: "open", Label: "All open", Q: "status:open"},
		{Key: "unassigned", Label: "Unassigned", Q: "status:open assignee:none"},
		{Key: "mine", Label: "Mine", Q: "status:open assignee:me"},
	}
	if len(teams) > 0 {
		label := "My team"
		if len(teams) > 1 {
			label = "My teams"
		}
		out = append(out, view{Key: "team", Label: label, Q: "status:open " + search.Where("team", search.Is, teams...).String()})
	}
	return append(out,
		view{Key: "today", Label: "Due today", Q: "status:open due:today"},
		view{Key: "soon", Label: "Breaching in 4 h", Q: "status:open due<4h"},
		view{Key: "waiting", Label: "Waiting > 3 days", Q: "status:open status:waiting updated<-3d"},
		view{Key: "resolved", Label: "Recently resolved", Q: "status:done updated>-7d"})
}

// choose fills in the filter of the view that the address names, or finds the view that a filter is.
func choose(list []view, at *address) view {
	if !at.asked {
		chosen := list[0]
		for _, w := range list {
			if w.Key == at.view {
				chosen = w
			}
		}
		at.q = chosen.Q
		if at.sort == "" {
			at.sort = chosen.Sort
		}
		if at.cols == nil {
			at.cols = listed([]string{chosen.Columns})
		}
		if at.by == "" && !at.flat {
			at.by, at.board = chosen.By, chosen.Board
		}
		return chosen
	}
	for _, w := range list {
		if strings.EqualFold(strings.TrimSpace(at.q), w.Q) {
			return w
		}
	}
	if strings.TrimSpace(at.q) == "" {
		return view{Label: "All"}
	}
	return view{Label: "Filtered"}
}

// tabs are the views with their counts.
func (l *page) tabs() ([]ui.Link, error) {
	var out []ui.Link
	for _, w := range l.views {
		t := ui.Link{Label: w.Label, Href: address{base: l.at.base, view: w.Key}.href(), Current: w.Key == l.view.Key}
		if w.Key != "resolved" {
			n, err := l.counts.of(l.Visit, l.p, w.Q)
			if err != nil {
				return nil, err
			}
			t.Count = kit.Count(n, record.MaxCount)
		}
		out = append(out, t)
	}
	return out, nil
}

// tally remembers counts for a moment, because six of them a page would cost more than the list itself. A count holds until the next
// write anywhere, and under heavy traffic a blink longer; never for whoever just did something.
type tally struct {
	site   *kit.Site
	writes atomic.Uint64
	mu     sync.Mutex
	m      map[tallyKey]tallied
}

// newTally returns a memory of counts that hears of writes.
func newTally(s *kit.Site) *tally {
	t := &tally{site: s, m: map[tallyKey]tallied{}}
	s.Room.Log.Wake(func() { t.writes.Add(1) })
	return t
}

type tallyKey struct {
	person  id.ID
	kind, q string
}

type tallied struct {
	n      int
	at     time.Time
	writes uint64
}

const (
	tallyAge = 10 * time.Second // due times pass without a write
	blink    = 250 * time.Millisecond
	maxTally = 20_000
)

// of counts the rows of a question, up to record.MaxCount+1.
func (t *tally) of(v *kit.Visit, p desk.Practice, q string) (int, error) {
	key := tallyKey{v.Actor.ID, p.Kind.Key, q}
	now, writes := t.site.Now(), t.writes.Load()
	t.mu.Lock()
	known, ok := t.m[key]
	t.mu.Unlock()
	age := now.Sub(known.at)
	if ok && !v.JustActed() && age >= 0 && (age < blink || age < tallyAge && known.writes == writes) {
		return known.n, nil
	}
	n, err := v.Room.Count(v.Ctx(), p, q)
	if errs.Is(err, errs.Invalid) {
		return 0, nil // a name in the view is gone
	}
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.m) >= maxTally {
		clear(t.m)
	}
	t.m[key] = tallied{n, now, writes}
	return n, nil
}

// look counts for the summary; it reports false when that is not possible.
func (t *tally) look(v *kit.Visit, p desk.Practice, q string) (int, bool) {
	n, err := t.of(v, p, q)
	return n, err == nil
}
