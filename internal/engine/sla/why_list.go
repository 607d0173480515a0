package sla

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Clock is a clock as lists, pages and the API show it. Durations are whole minutes of working time, rounded down.
type Clock struct {
	TargetID  id.ID         `json:"target_id"`
	Agreement id.ID         `json:"agreement"`
	Name      string        `json:"agreement_name"`
	Party     Party         `json:"kind"`
	Metric    Metric        `json:"metric"`
	Cycle     int           `json:"cycle"`  // counts the questions of the requester for next_response
	State     timing.State  `json:"state"`  // running, paused, met, breached or cancelled
	Stands    timing.State  `json:"stands"` // running, paused or stopped, also when breached or cancelled
	Started   clock.Time    `json:"started"`
	Since     clock.Time    `json:"since"` // since when it stands like this
	Due       clock.Time    `json:"due"`   // none while paused, after it was met, and when it is never
	Breached  clock.Time    `json:"breached"`
	Promise   int           `json:"promise"`
	Target    timing.Target `json:"target"` // what was agreed, {"minutes":480} or {"days":3}; of days Promise is only what they come to
	Elapsed   int           `json:"elapsed"`
	Remaining int           `json:"remaining"` // negative after the deadline
	Used      float64       `json:"used"`      // 1 is the whole promise; beyond it is overrun
	Paused    int           `json:"paused"`    // minutes of real time, ended pauses and the present one
	Never     bool          `json:"never,omitempty"`
	source    *source       // of those that Clocks returned
}

// clock returns a stored clock as it is now.
func (k *kept) clock(o origin, hours *calendar.Hours, now clock.Time) Clock {
	c := Clock{TargetID: k.Target, Agreement: o.agreement.ID, Name: o.agreement.Name, Party: o.agreement.Kind, Metric: k.Metric, Cycle: k.Cycle, Target: o.promise.Target,
		State: timing.Running, Stands: timing.Running, Started: k.Started, Since: k.Since, Due: k.Due, Breached: k.Breached, Never: k.Promise == 0 && k.Due == 0}
	elapsed, rest := k.Elapsed, k.Paused
	switch k.Stands {
	case standsRunning:
		elapsed += hours.Between(k.Since.Time(), now.Time())
	case standsPaused:
		c.State, c.Stands = timing.Paused, timing.Paused
		rest += max(now.Sub(k.Since), 0)
	case standsStopped:
		if c.State, c.Stands = timing.Met, timing.Stopped; k.Breached == 0 {
			c.Due = 0
		}
	case standsCancelled:
		c.State, c.Stands, c.Due = timing.Cancelled, timing.Stopped, 0
	}
	if k.Breached != 0 || k.Stands == standsRunning && k.Due != 0 && now > k.Due {
		c.State, c.Breached = timing.Breached, cmp.Or(k.Breached, k.Due)
	}
	minutes := timing.FloorMinutes
	c.Promise, c.Elapsed, c.Paused, c.Remaining = minutes(k.Promise), minutes(elapsed), minutes(rest), minutes(k.Promise-elapsed)
	if k.Promise > 0 {
		c.Used = float64(elapsed) / float64(k.Promise)
	}
	return c
}

// Clocks returns the clocks of work by its id, for a page of a list that was trimmed already: in the order of their metrics, customers'
// promises first, of each promise the last cycle only. It reads one statement.
func (s *Service) Clocks(ctx context.Context, q db.Querier, ids []id.ID) (out map[id.ID][]Clock, err error) {
	defer errs.Wrap(&err, "sla.Clocks")
	out = make(map[id.ID][]Clock, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	r, err := s.rules(ctx, q)
	if err != nil {
		return nil, err
	}
	type listed struct {
		kept
		work, entity id.ID
	}
	var args db.Args
	rows, err := q.Query(ctx, `SELECT c.ticket_id, t.entity_id, c.`+strings.ReplaceAll(rowColumns, ", ", ", c.")+` FROM sla_clock c JOIN ticket t ON t.id = c.ticket_id WHERE c.ticket_id IN `+
		db.List(&args, fewShapes(ids))+` ORDER BY c.ticket_id, c.target_id, c.cycle DESC`, args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, l *listed) error {
		return rows.Scan(append([]any{&l.work, &l.entity}, l.dest()...)...)
	})
	if err != nil {
		return nil, err
	}
	now := clock.Of(s.db.Clock().Now())
	for i, l := range list {
		o, ok := r.all[l.Target]
		if i > 0 && list[i-1].work == l.work && list[i-1].Target == l.Target || !ok {
			continue
		}
		used, err := s.calendars.Use(ctx, q, cmp.Or(o.promise.Calendar, o.agreement.Calendar), l.entity)
		if err != nil {
			return nil, err
		}
		c := l.clock(o, used.Hours, now)
		c.source = &source{l.kept, o, l.work, used.Hours, now}
		out[l.work] = append(out[l.work], c)
	}
	for work, clocks := range out {
		sorted.By(clocks, func(a, b Clock) int {
			return cmp.Or(a.Party.Rank()-b.Party.Rank(), metricRank(a.Metric)-metricRank(b.Metric))
		})
		out[work] = lastOfEach(clocks)
	}
	return out, nil
}

// lastOfEach leaves out clocks in whose place another promise about the same came, such as that of another priority.
func lastOfEach(clocks []Clock) (out []Clock) {
	for _, c := range clocks {
		i := slices.IndexFunc(out, func(o Clock) bool { return o.follows(c) })
		switch {
		case i < 0:
			out = append(out, c)
		case c.Started > out[i].Started:
			out[i] = c
		}
	}
	return out
}

// follows reports whether two clocks take turns: a customer is promised a thing once, teams and suppliers each by their own agreement.
func (c *Clock) follows(o Clock) bool {
	return c.Party == o.Party && c.Metric == o.Metric && (c.Party == Customer || c.Agreement == o.Agreement)
}

func metricRank(m Metric) int { return slices.Index(Metrics(), m) }

// sortPlanned puts clocks into the order in which they are shown.
func sortPlanned(list []planned) {
	sorted.By(list, func(a, b planned) int {
		return cmp.Or(a.agreement.Kind.Rank()-b.agreement.Kind.Rank(), metricRank(a.Metric)-metricRank(b.Metric), cmp.Compare(a.Started, b.Started), cmp.Compare(a.Target, b.Target))
	})
}

// waiting says what work waits for at the end of its history.
func waiting(history []event.Envelope, zone *time.Location) *Waiting {
	var w *Waiting
	for _, e := range history {
		ev, ok := e.Event.(ticket.Stepped)
		if !ok {
			continue
		}
		w = nil
		if ev.Phase == flow.Waiting {
			w = &Waiting{Reason: ev.Reason, Since: e.At, Until: ev.Until, You: ev.Reason == "awaiting_caller"}
		}
	}
	if w == nil {
		return nil
	}
	who := reasonWords(w.Reason)
	if w.You {
		who = "waiting for you"
	}
	w.Text = strings.ToUpper(who[:min(1, len(who))]) + who[min(1, len(who)):] + " since " + w.Since.Time().In(zone).Format("2 January 2006, 15:04")
	return w
}
